import { type Readable, writable } from 'svelte/store';
import type { VariantSet, VariantWish } from '../../shared/variants.ts';
import type { VariantsApi } from '../api/variantsApi.ts';

type UrlApi = Pick<typeof URL, 'createObjectURL' | 'revokeObjectURL'>;

/** The room's portraits side by side as this page knows them; each picture is fetched once. */
export class VariantsModel {
  readonly set: Readable<VariantSet | null>;
  private readonly published = writable<VariantSet | null>(null);
  private readonly urls = new Map<string, Promise<string>>();

  constructor(
    private readonly api: Pick<VariantsApi, 'current' | 'ask' | 'portrait'>,
    private readonly urlApi: UrlApi = URL,
  ) {
    this.set = this.published;
  }

  /** At every connection, since news may have been missed. */
  async load(): Promise<void> {
    this.receive(await this.api.current());
  }

  receive(set: VariantSet | null): void {
    const ids = new Set(set?.variants.map(({ id }) => id));
    for (const [id, url] of this.urls) if (!ids.has(id)) this.forget(id, url);
    this.published.set(set);
  }

  async ask(wish: VariantWish): Promise<void> {
    // what is drawn of it is told live
    await this.api.ask(wish);
  }

  /** The address of a picture that was drawn. */
  url(id: string): Promise<string> {
    let url = this.urls.get(id);
    if (!url) {
      url = this.api.portrait(id).then((picture) => this.urlApi.createObjectURL(picture));
      this.urls.set(id, url);
      // the next look asks again
      url.catch(() => this.urls.delete(id));
    }
    return url;
  }

  destroy(): void {
    for (const [id, url] of this.urls) this.forget(id, url);
  }

  private forget(id: string, url: Promise<string>): void {
    this.urls.delete(id);
    url.then(
      (made) => this.urlApi.revokeObjectURL(made),
      () => {},
    );
  }
}
