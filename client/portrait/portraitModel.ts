import { type Readable, writable } from 'svelte/store';
import type { PictureStamp, PortraitStatus } from '../../shared/events.ts';
import { type Picture, PictureUrls } from './pictureUrl.ts';

/** What the server sends of the face: the portrait, the shadow guide, and how it is getting on. */
export class PortraitModel {
  readonly portrait: Readable<Picture | null>;
  readonly shadow: Readable<Picture | null>;
  readonly status: Readable<PortraitStatus | null>;
  private readonly publish = {
    portrait: writable<Picture | null>(null),
    shadow: writable<Picture | null>(null),
    status: writable<PortraitStatus | null>(null),
  };
  private readonly urls = { portrait: new PictureUrls(), shadow: new PictureUrls() };

  constructor() {
    ({ portrait: this.portrait, shadow: this.shadow, status: this.status } = this.publish);
  }

  show(kind: 'portrait' | 'shadow', stamp: PictureStamp, bytes: Uint8Array): void {
    this.publish[kind].set(this.urls[kind].picture(stamp, bytes));
  }

  setStatus(status: PortraitStatus): void {
    this.publish.status.set(status);
  }

  destroy(): void {
    this.urls.portrait.clear();
    this.urls.shadow.clear();
  }
}
