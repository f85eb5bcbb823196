import type * as Y from 'yjs';

type DeleteSet = Y.Transaction['deleteSet'];

/** Deletions that are not known to be on the server's disk, by Yjs client and clock. */
export class OpenDeletions {
  private readonly clocks = new Map<number, Set<number>>();

  get none(): boolean {
    return this.clocks.size === 0;
  }

  add(deleted: DeleteSet): void {
    for (const [client, ranges] of deleted.clients) {
      const open = this.clocks.get(client) ?? new Set();
      for (const { clock, len } of ranges) for (let i = 0; i < len; i++) open.add(clock + i);
      if (open.size > 0) this.clocks.set(client, open);
    }
  }

  settle(deleted: DeleteSet): void {
    for (const [client, open] of this.clocks) {
      for (const { clock, len } of deleted.clients.get(client) ?? []) {
        for (let i = 0; i < len; i++) open.delete(clock + i);
      }
      if (open.size === 0) this.clocks.delete(client);
    }
  }
}
