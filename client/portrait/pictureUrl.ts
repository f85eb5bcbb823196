import type { PictureStamp } from '../../shared/events.ts';

/** A picture that the page can show. */
export interface Picture {
  stamp: PictureStamp;
  /** a blob: URL; the image is never written into the page's own address space */
  url: string;
}

export type UrlApi = Pick<typeof URL, 'createObjectURL' | 'revokeObjectURL'>;

/** URLs alive at a time: the picture on screen, and the one that fades out below it. */
const KEPT = 2;

/** Makes blob URLs for a stream of pictures and gives the old ones back. */
export class PictureUrls {
  private urls: string[] = [];

  constructor(private readonly api: UrlApi = URL) {}

  picture(stamp: PictureStamp, bytes: Uint8Array): Picture {
    const url = this.api.createObjectURL(new Blob([bytes as BlobPart], { type: stamp.mime }));
    this.urls.push(url);
    while (this.urls.length > KEPT) this.api.revokeObjectURL(this.urls.shift() as string);
    return { stamp, url };
  }

  clear(): void {
    for (const url of this.urls) this.api.revokeObjectURL(url);
    this.urls = [];
  }
}
