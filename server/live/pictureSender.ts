import { MAX_PORTRAITS_PER_SECOND } from '../../shared/limits.ts';
import type { Clock } from '../clock.ts';
import { TokenBucket } from '../limits/tokenBucket.ts';
import type { Picture } from '../rooms/roomStore.ts';

export type PictureKind = 'shadow' | 'portrait';

export interface PictureSink {
  /** @returns false when the socket is behind: the picture is dropped */
  send(kind: PictureKind, picture: Picture): boolean;
}

/** Room for a shadow guide and a portrait of the same instant. */
const RATE = { capacity: MAX_PORTRAITS_PER_SECOND, perSecond: MAX_PORTRAITS_PER_SECOND };
/** ms until a picture is tried again on a socket that was behind. */
const RETRY_MS = 250;

/**
 * Sends pictures to one client: at most `MAX_PORTRAITS_PER_SECOND` of a kind, drops what comes too
 * fast, sends nothing to hidden tabs. The last picture at rest always arrives.
 */
export class PictureSender {
  readonly #sink: PictureSink;
  readonly #clock: Clock;
  readonly #buckets: Record<PictureKind, TokenBucket>;
  /** waiting for their turn; a newer picture replaces an older one */
  readonly #late = new Map<PictureKind, Picture>();
  #hidden = false;
  #cancel: (() => void) | null = null;

  constructor(sink: PictureSink, clock: Clock) {
    this.#sink = sink;
    this.#clock = clock;
    this.#buckets = { shadow: new TokenBucket(RATE, clock.now), portrait: new TokenBucket(RATE, clock.now) };
  }

  get hidden(): boolean {
    return this.#hidden;
  }

  set hidden(hidden: boolean) {
    this.#hidden = hidden;
    if (hidden) this.stop();
  }

  show(kind: PictureKind, picture: Picture): void {
    if (this.#hidden) return;
    this.#late.delete(kind);
    if (this.#buckets[kind].take() && this.#sink.send(kind, picture)) return;
    if (!picture.stamp.final) return;
    this.#late.set(kind, picture);
    this.#retry();
  }

  stop(): void {
    this.#cancel?.();
    this.#cancel = null;
    this.#late.clear();
  }

  #retry(): void {
    this.#cancel ??= this.#clock.after(RETRY_MS, () => {
      this.#cancel = null;
      for (const [kind, picture] of [...this.#late]) this.show(kind, picture);
    });
  }
}
