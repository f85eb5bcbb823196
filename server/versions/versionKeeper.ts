import { randomBytes } from 'node:crypto';
import * as Y from 'yjs';
import {
  MAX_DOCUMENT_BYTES,
  MAX_NAMED_VERSIONS,
  MAX_STROKES,
  MAX_VERSION_ACTS_PER_MINUTE,
  VERSION_ERASURE_STROKES,
} from '../../shared/limits.ts';
import { capabilitiesNow, partsBarredTo } from '../../shared/roomControls.ts';
import { controlsOf, editsOf, strokesOf } from '../../shared/roomDocument.ts';
import { traitsOf } from '../../shared/roomKinds.ts';
import type { StrokeLabels } from '../../shared/semantics/labels.ts';
import {
  type VersionHead,
  type VersionNews,
  type VersionPerson,
  type VersionWish,
  versionNewsSchema,
} from '../../shared/versions.ts';
import type { Clock } from '../clock.ts';
import type { AddressLimits } from '../limits/addressLimiter.ts';
import { TokenBucket } from '../limits/tokenBucket.ts';
import { RefusedError } from '../rooms/errors.ts';
import type { AcceptedChange, Room } from '../rooms/room.ts';
import type { Topic } from '../rooms/roomBus.ts';
import type { Picture } from '../rooms/roomStore.ts';
import type { Person } from '../rooms/tokens.ts';
import { drawnParts } from './drawnParts.ts';
import { strokesErasedBy } from './erasedStrokes.ts';
import { restorationOf } from './restoration.ts';
import { RestTimer } from './restTimer.ts';
import { versionsToThin } from './thinning.ts';
import type { VersionRecord, VersionStore } from './versionStore.ts';

/** Acts on versions in one room. */
export const VERSION_ACT_RATE = {
  capacity: MAX_VERSION_ACTS_PER_MINUTE,
  perSecond: MAX_VERSION_ACTS_PER_MINUTE / 60,
};
/** Versions before erasures: whoever draws and clears all the time must not fill the disk. */
const ERASURE_RATE = { capacity: 5, perSecond: 0.1 };
/** To the other servers that have the room open; all of them write into one store. */
const VERSION_NEWS: Topic<VersionNews> = { name: 'versions', schema: versionNewsSchema };
/** Bytes of randomness of an id; 16 characters. */
const ID_BYTES = 12;

export interface VersionKeeperOptions {
  store: VersionStore;
  clock: Clock;
  /** what the network understood of the strokes */
  understood: () => StrokeLabels;
  /** how many acts a room may have, at all servers together */
  acts: Pick<AddressLimits, 'take'>;
  /** @param own the versions are this server's; false where another one tells of them */
  onNews: (news: VersionNews, own: boolean) => void;
  /** an automatic version could not be written */
  onTrouble: (error: unknown) => void;
}

/** A room's versions: keeps them by itself and on request, and brings one back. */
export class VersionKeeper {
  readonly #room: Room;
  readonly #options: VersionKeeperOptions;
  readonly #loaded: Promise<void>;
  readonly #timer: RestTimer;
  readonly #erasures: TokenBucket;
  /** Yjs client of restorations */
  readonly #client = new Y.Doc().clientID;
  #heads: VersionHead[] = [];
  /** who changed something since the last version */
  #people = new Map<string, VersionPerson>();
  /** strokes that came since then, and are still there */
  readonly #added = new Set<string>();
  #drawnSince = false;
  #portrait: Picture | null = null;
  #queue: Promise<unknown> = Promise.resolve();
  #closed = false;

  constructor(room: Room, options: VersionKeeperOptions) {
    this.#room = room;
    this.#options = options;
    const { clock, store } = options;
    this.#erasures = new TokenBucket(ERASURE_RATE, clock.now);
    this.#timer = new RestTimer(
      clock,
      () => room.members.count > 0,
      () => this.#keepByItself('rest'),
    );
    this.#loaded = this.#inTurn(async () => {
      this.#heads = [...(await store.listVersions(room.id)), ...this.#heads];
    });
    this.#loaded.catch(options.onTrouble);
    strokesOf(room.doc).observe((event) => {
      for (const [id, { action }] of event.changes.keys) {
        if (action === 'delete') this.#added.delete(id);
        if (action !== 'add') continue;
        this.#added.add(id);
        this.#drawnSince = true;
      }
    });
    editsOf(room.doc).observe(() => {
      this.#drawnSince = true;
    });
    room.channel.on(VERSION_NEWS, (news) => {
      this.#merge(news);
      options.onNews(news, false);
    });
    room.on('accepting', (update) => this.#beforeErasure(update));
    room.on('accepted', (change) => this.#changed(change));
    room.on('closed', () => {
      this.#closed = true;
      this.#timer.stop();
    });
  }

  /** Oldest first. */
  async list(): Promise<VersionHead[]> {
    await this.#loaded;
    await this.#queue;
    return this.#heads;
  }

  /** @throws RefusedError `not-found` */
  async read(id: string): Promise<VersionRecord> {
    await this.#loaded;
    this.#find(id);
    const record = await this.#inTurn(() => this.#options.store.readVersion(this.#room.id, id));
    if (record) return record;
    this.#forget([id]);
    throw new RefusedError('not-found', 'This version cannot be read. It was set aside.');
  }

  /**
   * Keeps the state of this moment. Before an import nothing is written where the last version is this state.
   * @throws RefusedError
   */
  async keep(wish: VersionWish, person: Person): Promise<VersionHead> {
    await this.#loaded;
    await this.#takeAct();
    const by = asVersionPerson(person);
    const last = this.#heads.at(-1);
    if ('name' in wish) {
      this.#demandRoomForName();
      return this.#write(this.#capture('wish', by, wish.name));
    }
    return last && !this.#dirty ? last : this.#write(this.#capture('import', by));
  }

  /** @throws RefusedError */
  async rename(id: string, name: string): Promise<VersionHead> {
    await this.#loaded;
    await this.#takeAct();
    if (this.#find(id).name === null) this.#demandRoomForName();
    return this.#replace(id, (record) => ({ ...record, head: { ...record.head, name } }));
  }

  /** @throws RefusedError */
  async remove(id: string): Promise<void> {
    await this.#loaded;
    await this.#takeAct();
    this.#find(id);
    await this.#inTurn(() => this.#options.store.deleteVersion(this.#room.id, id));
    this.#forget([id]);
  }

  /**
   * Makes the room look like a version. What is there now becomes a version first, so restoring can be undone by
   * restoring; others' undo steps and the history stay.
   * @throws RefusedError
   */
  async restore(id: string, person: Person): Promise<void> {
    await this.#takeAct();
    const { state } = await this.read(id);
    if (this.#dirty) await this.#write(this.#capture('restore', asVersionPerson(person)));
    const room = this.#room;
    if (room.closed) throw new RefusedError('forbidden', 'The session is closed.');
    if (this.#closed || room.failed) throw new RefusedError('restarting', 'The room restarts. Try again.');
    const controls = controlsOf(room.doc);
    if (!capabilitiesNow(person.role, controls).draw) {
      throw new RefusedError('forbidden', 'The room is frozen. Ask an owner to let people draw again.');
    }
    const barred = partsBarredTo(person, controls);
    const guide = capabilitiesNow(person.role, controls).switchGuide;
    const restoration = restorationOf(room.doc, state, { client: this.#client, barred, guide });
    if (!restoration) return;
    const { update, strokes } = restoration;
    if (strokes > MAX_STROKES || room.bytesWith(update.byteLength, MAX_DOCUMENT_BYTES) > MAX_DOCUMENT_BYTES) {
      throw new RefusedError(
        'invalid-update',
        'The room is too full for this version. Erase some strokes first.',
      );
    }
    room.accept(update, person.subject, this);
  }

  /** A portrait at rest was shown. @param own this server has it drawn, and so gives it to the version */
  portraitShown(picture: Picture, own = true): void {
    if (!picture.stamp.final) return;
    this.#portrait = picture;
    const last = this.#heads.at(-1);
    const { version } = picture.stamp;
    if (!own || last?.version !== version || last.portraitOf === version) return;
    this.#replace(last.id, (record) => ({
      ...record,
      head: { ...record.head, portraitOf: version },
      portrait: picture,
    })).catch(this.#options.onTrouble);
  }

  /** Resolves when nothing is being written any more. */
  get settled(): Promise<unknown> {
    return this.#queue;
  }

  /** Something changed since the last version. */
  get #dirty(): boolean {
    return (this.#heads.at(-1)?.version ?? 0) < this.#room.version;
  }

  #changed({ subject, own }: AcceptedChange): void {
    // The server that took it in keeps the version.
    if (!own) return;
    const person = this.#room.members.find(subject);
    if (person) this.#people.set(subject, asVersionPerson(person));
    this.#timer.changed();
  }

  #beforeErasure(update: Uint8Array): void {
    const { doc, strokeCount } = this.#room;
    // A clear is several changes; what is left after the first was kept with it.
    if (!this.#drawnSince || strokeCount < 2) return;
    if (strokesErasedBy(update, doc) < Math.min(VERSION_ERASURE_STROKES, strokeCount)) return;
    if (this.#erasures.take()) this.#keepByItself('erasure');
  }

  #keepByItself(reason: 'rest' | 'erasure'): void {
    const { strokeCount, failed } = this.#room;
    if (this.#closed || failed || strokeCount === 0 || !this.#dirty) return;
    this.#write(this.#capture(reason, null)).catch(this.#options.onTrouble);
  }

  /** The room as it is at this very moment. */
  #capture(
    reason: VersionHead['reason'],
    by: VersionPerson | null,
    name: string | null = null,
  ): VersionRecord {
    const room = this.#room;
    const newest = this.#heads.at(-1)?.version ?? 0;
    const shown = this.#portrait?.stamp.version ?? -1;
    const portrait = shown > newest || shown === room.version ? this.#portrait : null;
    const head: VersionHead = {
      id: randomBytes(ID_BYTES).toString('base64url'),
      at: this.#options.clock.now(),
      reason,
      name,
      by,
      people: [...this.#people.values()],
      drawn: drawnParts(this.#added, editsOf(room.doc), this.#options.understood()),
      version: room.version,
      strokes: room.strokeCount,
      bytes: 0,
      portraitOf: portrait?.stamp.version ?? null,
    };
    this.#people = new Map();
    this.#added.clear();
    this.#drawnSince = false;
    this.#timer.kept();
    // Known from now on, so that what follows at once does not keep the same state again.
    this.#heads = [...this.#heads, head];
    return { head, state: Y.encodeStateAsUpdate(room.doc), portrait };
  }

  async #write(record: VersionRecord): Promise<VersionHead> {
    const { store, clock } = this.#options;
    try {
      if (traitsOf(this.#room.record.kind).logged) await this.#allStored();
      return await this.#inTurn(async () => {
        const head = await store.writeVersion(this.#room.id, record);
        this.#put(head);
        const gone = versionsToThin(this.#heads, clock.now());
        for (const id of gone) await store.deleteVersion(this.#room.id, id);
        this.#forget(gone);
        return head;
      });
    } catch (error) {
      this.#heads = this.#heads.filter(({ id }) => id !== record.head.id);
      throw error;
    }
  }

  /** A session keeps nothing that its log could lack in the end. */
  #allStored(): Promise<void> {
    const room = this.#room;
    return new Promise((resolve, reject) => {
      const fail = () => reject(new RefusedError('restarting', 'The room restarts. Try again.'));
      room.once('failed', fail);
      room.once('closed', fail);
      room.whenStored(() => {
        room.off('failed', fail);
        room.off('closed', fail);
        resolve();
      });
    });
  }

  #replace(id: string, change: (record: VersionRecord) => VersionRecord): Promise<VersionHead> {
    return this.#inTurn(async () => {
      const record = await this.#options.store.readVersion(this.#room.id, id);
      if (!record || !this.#heads.some((head) => head.id === id)) throw gone();
      const head = await this.#options.store.writeVersion(this.#room.id, change(record));
      this.#put(head);
      return head;
    });
  }

  #put(head: VersionHead): void {
    this.#tell({ put: [head], gone: [] });
  }

  #forget(ids: string[]): void {
    if (ids.length > 0) this.#tell({ put: [], gone: ids });
  }

  #tell(news: VersionNews): void {
    this.#merge(news);
    this.#options.onNews(news, true);
    this.#room.channel.send(VERSION_NEWS, news);
  }

  #merge({ put, gone }: VersionNews): void {
    const replaced = new Set([...gone, ...put.map(({ id }) => id)]);
    const others = this.#heads.filter(({ id }) => !replaced.has(id));
    this.#heads = [...others, ...put].sort((a, b) => a.at - b.at || a.version - b.version);
  }

  #find(id: string): VersionHead {
    const head = this.#heads.find((known) => known.id === id);
    if (!head) throw gone();
    return head;
  }

  async #takeAct(): Promise<void> {
    if (await this.#options.acts.take(this.#room.id)) return;
    throw new RefusedError('rate-limited', 'Too many versions at once. Wait a minute.');
  }

  #demandRoomForName(): void {
    if (this.#heads.filter(({ name }) => name !== null).length < MAX_NAMED_VERSIONS) return;
    throw new RefusedError(
      'invalid-update',
      `A room keeps ${MAX_NAMED_VERSIONS} named versions. Its owner can remove some.`,
    );
  }

  #inTurn<T>(run: () => Promise<T>): Promise<T> {
    const result = this.#queue.then(run);
    this.#queue = result.catch(() => {});
    return result;
  }
}

function gone(): RefusedError {
  return new RefusedError('not-found', 'This version does not exist any more.');
}

function asVersionPerson({ subject, name, colour }: Person): VersionPerson {
  return { subject, name, colour };
}
