/**
 * Groups writes that arrive while the disk is busy into one synced write: under load a sync is
 * shared by all rooms instead of paid by every stroke.
 */
export class GroupCommit<Operation> {
  readonly #write: (operations: Operation[]) => Promise<void>;
  #waiting: { operations: Operation[]; done: () => void; failed: (error: unknown) => void }[] = [];
  #busy = false;
  #idle: (() => void)[] = [];

  constructor(write: (operations: Operation[]) => Promise<void>) {
    this.#write = write;
  }

  /** Resolves when these operations are on disk; groups are written in order. */
  add(operations: Operation[]): Promise<void> {
    return new Promise((done, failed) => {
      this.#waiting.push({ operations, done, failed });
      void this.#drain();
    });
  }

  /** Resolves when nothing waits. */
  settled(): Promise<void> {
    if (!this.#busy) return Promise.resolve();
    return new Promise((resolve) => this.#idle.push(resolve));
  }

  async #drain(): Promise<void> {
    if (this.#busy) return;
    this.#busy = true;
    while (this.#waiting.length > 0) {
      const group = this.#waiting;
      this.#waiting = [];
      try {
        await this.#write(group.flatMap((entry) => entry.operations));
        for (const entry of group) entry.done();
      } catch (error) {
        for (const entry of group) entry.failed(error);
      }
    }
    this.#busy = false;
    for (const resolve of this.#idle.splice(0)) resolve();
  }
}
