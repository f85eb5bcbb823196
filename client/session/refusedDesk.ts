import { get, type Readable, writable } from 'svelte/store';
import type * as Y from 'yjs';
import type { IdentifiedStroke } from '../../shared/roomDocument.ts';
import { stillMissing } from '../document/refusedStrokes.ts';
import { recallRefused, rememberRefused } from '../memory/rememberedStrokes.ts';
import type { StringStore } from '../memory/storage.ts';

/** Own strokes that the server refused, until their person draws them again or gives them up. The device keeps them meanwhile. */
export class RefusedDesk {
  /** those that are missing for sure */
  readonly strokes: Readable<IdentifiedStroke[]>;
  private readonly published = writable<IdentifiedStroke[]>([]);
  /** whether they are missing is not known before the next sync */
  private unsettled: IdentifiedStroke[];

  constructor(
    private readonly roomId: string,
    private readonly store: StringStore | null,
  ) {
    this.strokes = this.published;
    this.unsettled = recallRefused(roomId, store);
  }

  /** A document is given up: what the server never confirmed of it is kept safe at once. */
  keep(unconfirmed: readonly IdentifiedStroke[]): void {
    this.unsettled = [...this.unsettled, ...get(this.published), ...unconfirmed];
    rememberRefused(this.roomId, this.unsettled, this.store);
    this.published.set([]);
  }

  /** A synced document tells which of them are really missing. */
  settle(doc: Y.Doc): void {
    this.publish(stillMissing([...this.unsettled, ...get(this.published)], doc));
    this.unsettled = [];
  }

  drop(): void {
    this.publish([]);
  }

  private publish(strokes: IdentifiedStroke[]): void {
    this.published.set(strokes);
    rememberRefused(this.roomId, strokes, this.store);
  }
}
