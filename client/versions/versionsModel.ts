import { type Readable, writable } from 'svelte/store';
import * as Y from 'yjs';
import type { VersionHead, VersionNews, VersionWish } from '../../shared/versions.ts';
import type { VersionsApi } from '../api/versionsApi.ts';

type UrlApi = Pick<typeof URL, 'createObjectURL' | 'revokeObjectURL'>;

/** Documents kept in memory: the two that are compared, and one more. */
const DOCUMENTS_KEPT = 3;

/** The room's versions as this page knows them: the list kept up to date, portraits and documents fetched once. */
export class VersionsModel {
  /** oldest first */
  readonly heads: Readable<readonly VersionHead[]>;
  private readonly published = writable<readonly VersionHead[]>([]);
  private readonly portraits = new Map<string, Promise<Blob>>();
  private readonly urls = new Map<string, Promise<string>>();
  /** news since a list was asked for */
  private readonly untold = new Set<VersionNews[]>();
  private readonly documents = new Map<string, Promise<Y.Doc>>();

  constructor(
    private readonly api: VersionsApi,
    private readonly urlApi: UrlApi = URL,
  ) {
    this.heads = this.published;
  }

  /** Asks for the whole list: at every connection, since news may have been missed. */
  async load(): Promise<void> {
    const told: VersionNews[] = [];
    this.untold.add(told);
    try {
      this.published.set(await this.api.list());
    } finally {
      this.untold.delete(told);
    }
    // the list may be older than what was told while it was on its way
    for (const news of told) this.merge(news);
  }

  /** What the server tells of changes. */
  receive(news: VersionNews): void {
    for (const told of this.untold) told.push(news);
    this.merge(news);
  }

  async keep(wish: VersionWish): Promise<VersionHead> {
    const head = await this.api.keep(wish);
    this.receive({ put: [head], gone: [] });
    return head;
  }

  async rename(id: string, name: string): Promise<void> {
    this.receive({ put: [await this.api.rename(id, name)], gone: [] });
  }

  async remove(id: string): Promise<void> {
    await this.api.remove(id);
    this.receive({ put: [], gone: [id] });
  }

  restore(id: string): Promise<void> {
    return this.api.restore(id);
  }

  /** A version's portrait as the server keeps it; null where it has none. */
  portrait({ id, portraitOf }: VersionHead): Promise<Blob> | null {
    if (portraitOf === null) return null;
    return once(this.portraits, `${id} ${portraitOf}`, () => this.api.portrait(id));
  }

  /** The same as a blob URL, good as long as this visit. */
  portraitUrl(head: VersionHead): Promise<string> | null {
    const portrait = this.portrait(head);
    if (!portrait) return null;
    return once(this.urls, `${head.id} ${head.portraitOf}`, async () =>
      this.urlApi.createObjectURL(await portrait),
    );
  }

  document(id: string): Promise<Y.Doc> {
    const document = once(this.documents, id, async () => {
      const doc = new Y.Doc();
      Y.applyUpdate(doc, await this.api.document(id));
      return doc;
    });
    // the one asked for last is the last to go
    this.documents.delete(id);
    this.documents.set(id, document);
    for (const old of [...this.documents.keys()].slice(0, -DOCUMENTS_KEPT)) this.documents.delete(old);
    return document;
  }

  destroy(): void {
    for (const url of this.urls.values()) {
      url.then(
        (made) => this.urlApi.revokeObjectURL(made),
        () => {},
      );
    }
  }

  private merge({ put, gone }: VersionNews): void {
    this.published.update((known) => {
      const replaced = new Set([...gone, ...put.map(({ id }) => id)]);
      return [...known.filter(({ id }) => !replaced.has(id)), ...put].sort((a, b) => a.at - b.at);
    });
  }
}

/** What failed may be asked for again. */
function once<T>(known: Map<string, Promise<T>>, key: string, make: () => Promise<T>): Promise<T> {
  let made = known.get(key);
  if (!made) {
    made = make();
    known.set(key, made);
    made.catch(() => known.delete(key));
  }
  return made;
}
