import { type Readable, writable } from 'svelte/store';
import * as Y from 'yjs';
import type { Relative } from '../../shared/family.ts';
import { ApiFailure, type FailureCode } from '../api/apiFailure.ts';
import type { FamilyApi } from '../api/familyApi.ts';
import type { Timers } from '../document/throttle.ts';

type UrlApi = Pick<typeof URL, 'createObjectURL' | 'revokeObjectURL'>;

/** A drawing of a class or team as the gallery shows it. */
export interface Exhibit extends Relative {
  doc: Y.Doc | null;
  /** the portrait's address */
  url: string | null;
}

/** ms between two looks at what changed */
const LOOK_MS = 2_000;

/** All drawings of a class or team, kept up to date while the gallery is open: only what changed is fetched. */
export class GalleryModel {
  readonly exhibits: Readable<readonly Exhibit[]>;
  readonly failure: Readable<FailureCode | null>;
  private readonly published = writable<readonly Exhibit[]>([]);
  private readonly failed = writable<FailureCode | null>(null);
  private known: readonly Exhibit[] = [];
  private stopped = false;
  private next: unknown = null;

  constructor(
    private readonly api: Pick<FamilyApi, 'list' | 'portrait' | 'document'>,
    private readonly timers: Timers,
    private readonly urlApi: UrlApi = URL,
  ) {
    this.exhibits = this.published;
    this.failure = this.failed;
  }

  /** Looks now, and again and again until `stop`. */
  async start(): Promise<void> {
    if (this.stopped) return;
    await this.look();
    if (!this.stopped) this.next = this.timers.set(() => void this.start(), LOOK_MS);
  }

  stop(): void {
    this.stopped = true;
    this.timers.clear(this.next);
    this.release(this.known, []);
  }

  private async look(): Promise<void> {
    const old = this.known;
    const next: Exhibit[] = [];
    try {
      const before = new Map(old.map((exhibit) => [exhibit.room, exhibit]));
      for (const relative of await this.api.list())
        next.push(await this.exhibit(relative, before.get(relative.room)));
      if (this.stopped) {
        this.release(next, old);
        return;
      }
      this.known = next;
      this.published.set(next);
      this.failed.set(null);
      this.release(old, next);
    } catch (error) {
      this.release(next, old);
      if (!(error instanceof ApiFailure)) throw error;
      this.failed.set(error.code);
    }
  }

  /** Gives back the addresses of portraits, but for those that others still show. */
  private release(exhibits: readonly Exhibit[], others: readonly Exhibit[]): void {
    const shown = new Set(others.map(({ url }) => url));
    for (const { url } of exhibits) if (url && !shown.has(url)) this.urlApi.revokeObjectURL(url);
  }

  private async exhibit(relative: Relative, before: Exhibit | undefined): Promise<Exhibit> {
    const sameDrawing = before?.doc && (relative.version === null || before.version === relative.version);
    const samePortrait = before && (relative.portrait === null || before.portrait === relative.portrait);
    return {
      ...relative,
      version: relative.version ?? before?.version ?? null,
      portrait: relative.portrait ?? before?.portrait ?? null,
      doc: sameDrawing ? before.doc : await this.document(relative.room),
      url: samePortrait ? before.url : await this.portrait(relative.room, before?.url ?? null),
    };
  }

  private async document(room: string): Promise<Y.Doc | null> {
    const state = await orGone(this.api.document(room));
    if (!state) return null;
    const doc = new Y.Doc();
    Y.applyUpdate(doc, state);
    return doc;
  }

  private async portrait(room: string, old: string | null): Promise<string | null> {
    const picture = await orGone(this.api.portrait(room));
    return picture ? this.urlApi.createObjectURL(picture) : old;
  }
}

/** One that was deleted, or has no portrait yet, is no reason to show none. */
async function orGone<T>(asked: Promise<T>): Promise<T | null> {
  try {
    return await asked;
  } catch (error) {
    if (error instanceof ApiFailure && (error.code === 'not-found' || error.code === 'damaged')) return null;
    throw error;
  }
}
