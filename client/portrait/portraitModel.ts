import { type Readable, writable } from 'svelte/store';
import type { PictureStamp, PortraitStatus } from '../../shared/events.ts';
import { type Picture, PictureUrls, type UrlApi } from './pictureUrl.ts';

/** What the server sends of the face: the portrait, the shadow guide, and how it is getting on. */
export class PortraitModel {
  readonly portrait: Readable<Picture | null>;
  /** the portrait at rest before the present one */
  readonly previous: Readable<Picture | null>;
  readonly shadow: Readable<Picture | null>;
  readonly status: Readable<PortraitStatus | null>;
  private readonly publish = {
    portrait: writable<Picture | null>(null),
    previous: writable<Picture | null>(null),
    shadow: writable<Picture | null>(null),
    status: writable<PortraitStatus | null>(null),
  };
  private readonly urls;
  /** the last portrait at rest: it becomes the previous one when the next comes to rest */
  private atRest: { stamp: PictureStamp; bytes: Uint8Array } | null = null;

  constructor(api: UrlApi = URL) {
    this.urls = {
      portrait: new PictureUrls(api),
      previous: new PictureUrls(api),
      shadow: new PictureUrls(api),
    };
    ({
      portrait: this.portrait,
      previous: this.previous,
      shadow: this.shadow,
      status: this.status,
    } = this.publish);
  }

  show(kind: 'portrait' | 'shadow', stamp: PictureStamp, bytes: Uint8Array): void {
    if (kind === 'portrait' && stamp.final) this.rest(stamp, bytes);
    this.publish[kind].set(this.urls[kind].picture(stamp, bytes));
  }

  private rest(stamp: PictureStamp, bytes: Uint8Array): void {
    const before = this.atRest;
    this.atRest = { stamp, bytes };
    // after a reconnection the same one comes again
    if (!before || sameBytes(before.bytes, bytes)) return;
    this.publish.previous.set(this.urls.previous.picture(before.stamp, before.bytes));
  }

  setStatus(status: PortraitStatus): void {
    this.publish.status.set(status);
  }

  destroy(): void {
    for (const urls of Object.values(this.urls)) urls.clear();
  }
}

function sameBytes(a: Uint8Array, b: Uint8Array): boolean {
  return a.byteLength === b.byteLength && a.every((byte, i) => byte === b[i]);
}
