import type { SnapshotRecord, UpdateRecord } from '../../server/rooms/roomStore.ts';
import { MemoryStore } from '../../server/store/memoryStore.ts';

/** A store whose document writes reach the disk when the simulation says so, in order; a crash forgets the rest. */
export class SimulatedDisk extends MemoryStore {
  #waiting: { write: () => Promise<void>; done: () => void }[] = [];

  override appendUpdate(id: string, record: UpdateRecord): Promise<void> {
    return this.#later(() => super.appendUpdate(id, record));
  }

  override compact(id: string, snapshot: SnapshotRecord): Promise<void> {
    return this.#later(() => super.compact(id, snapshot));
  }

  get waiting(): number {
    return this.#waiting.length;
  }

  async flush(count = this.#waiting.length): Promise<void> {
    for (const { write, done } of this.#waiting.splice(0, count)) {
      await write();
      done();
    }
  }

  crash(): void {
    this.#waiting = [];
  }

  #later(write: () => Promise<void>): Promise<void> {
    return new Promise((done) => this.#waiting.push({ write, done }));
  }
}
