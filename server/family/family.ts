import * as Y from 'yjs';
import type { ChildRoom, ClassAct, Relative } from '../../shared/family.ts';
import { MAX_CHILD_ROOMS } from '../../shared/limits.ts';
import { editsOf, portraitSettingsOf, settingsMapOf, strokesOf } from '../../shared/roomDocument.ts';
import { flatSettings } from '../../shared/settings.ts';
import { RefusedError, RoomNotFoundError } from '../rooms/errors.ts';
import type { RoomRegistry } from '../rooms/registry.ts';
import type { Room } from '../rooms/room.ts';
import type { RoomFamily } from '../rooms/roomFamily.ts';
import type { Picture, RoomRecord, RoomStore } from '../rooms/roomStore.ts';
import { newSecrets, type RandomBytes, systemRandom } from '../rooms/secrets.ts';
import type { Person } from '../rooms/tokens.ts';

export interface FamiliesOptions {
  registry: RoomRegistry;
  store: Pick<RoomStore, 'readPicture'>;
  /** the portrait that an open room shows */
  portraitOf: (room: Room) => Picture | null;
  random?: RandomBytes;
}

const ALONE: RoomFamily = { root: null, each: false, children: [] };

/** Rooms that belong together. Who belongs to the first one stands in its record. */
export class Families {
  readonly #options: FamiliesOptions;
  /** children are made one after the other: of one person's two requests the second finds the first's room */
  #adding: Promise<unknown> = Promise.resolve();

  constructor(options: FamiliesOptions) {
    this.#options = options;
  }

  /**
   * A room of the family: in a class a blank one for each pupil, who gets a new link to the same one when asking again; in
   * a team a branch, a copy of this room. @throws RefusedError
   */
  add(room: Room, person: Pick<Person, 'subject' | 'name'>, title: string): Promise<ChildRoom> {
    const added = this.#adding.then(() => this.#add(room, person, title));
    this.#adding = added.catch(() => {});
    return added;
  }

  /** The first room and all that came from it. */
  async list(room: Room): Promise<Relative[]> {
    const root = await this.#root(room.record);
    const relatives = [{ room: root.id, title: 'Limn', by: null }, ...(root.family ?? ALONE).children];
    const open = new Map([...this.#options.registry.openRooms].map((one) => [one.id, one]));
    return relatives.map((relative) => {
      const here = open.get(relative.room);
      return {
        ...relative,
        version: here?.version ?? null,
        portrait: (here && this.#options.portraitOf(here)?.stamp.version) ?? null,
        strokes: here?.strokeCount ?? null,
      };
    });
  }

  /** @throws RefusedError */
  async portrait(room: Room, relative: string): Promise<Picture | null> {
    await this.#checkRelated(room, relative);
    const { registry, portraitOf, store } = this.#options;
    const here = [...registry.openRooms].find(({ id }) => id === relative);
    return (here && portraitOf(here)) ?? (await store.readPicture(relative))?.portrait ?? null;
  }

  /** The whole document as a Yjs update. @throws RefusedError */
  async document(room: Room, relative: string): Promise<Uint8Array> {
    await this.#checkRelated(room, relative);
    return Y.encodeStateAsUpdate((await this.#options.registry.open(relative)).doc);
  }

  /** Leads every room of a class. @throws RefusedError */
  async lead(room: Room, act: ClassAct): Promise<void> {
    const root = await this.#root(room.record);
    if (root.kind !== 'classroom') throw new RefusedError('forbidden', 'Only a class is led as a whole.');
    if (act.showcase) await this.#checkRelated(room, act.showcase);
    const rooms = [root.id, ...(root.family ?? ALONE).children.map((child) => child.room)];
    for (const id of rooms) {
      // One that expired or was deleted is not led.
      const one = await unlessGone(this.#options.registry.open(id));
      one?.edit((doc) => {
        const settings = settingsMapOf(doc);
        for (const [key, value] of Object.entries(act))
          if (settings.get(key) !== value) settings.set(key, value);
      });
    }
  }

  async #add(
    room: Room,
    { subject, name }: Pick<Person, 'subject' | 'name'>,
    title: string,
  ): Promise<ChildRoom> {
    const { registry, random = systemRandom } = this.#options;
    const root = await this.#root(room.record);
    const { children, each } = root.family ?? ALONE;
    const { secrets, secretHashes } = newSecrets(random);
    const { editor } = secretHashes;
    const ofClass = root.kind === 'classroom' && each;
    if (!ofClass && root.kind !== 'team') {
      throw new RefusedError(
        'forbidden',
        'Only teams and classes with a face for each have several drawings.',
      );
    }
    const own = ofClass && children.find(({ by }) => by === subject);
    if (own) {
      const renewed = registry.changeRecord(own.room, 'its pupil got a new link', (record) => ({
        ...record,
        secretHashes: { ...record.secretHashes, editor },
      }));
      const there = (await unlessGone(renewed.then(() => true))) !== null;
      if (there) return { roomId: own.room, secret: secrets.editor };
    }
    // A face that is gone leaves its place to a new one.
    const others = children.filter((child) => child !== own);
    if (others.length >= MAX_CHILD_ROOMS) {
      throw new RefusedError('room-full', `A class or team has at most ${MAX_CHILD_ROOMS} drawings.`);
    }
    // A team's links open all its branches; in a class only the owner's and the viewers' do, and a pupil's opens the one face.
    const links = ofClass ? { ...root.secretHashes, editor } : root.secretHashes;
    const roomId = await registry.createChild(
      { kind: root.kind, secretHashes: links, family: { ...ALONE, root: root.id } },
      ofClass ? null : copyOf(room),
    );
    let added = true;
    await registry.changeRecord(root.id, 'a room came from it', (record) => {
      const before = record.family ?? ALONE;
      const others = before.children.filter(({ room: one }) => !own || one !== own.room);
      // Another server may have been asked at the same moment.
      added = others.length < MAX_CHILD_ROOMS && !(ofClass && others.some(({ by }) => by === subject));
      if (!added) return record;
      const child = { room: roomId, title: ofClass ? name : title, by: subject };
      return { ...record, family: { ...before, children: [...others, child] } };
    });
    if (!added) {
      await registry.delete(roomId);
      return this.#add(room, { subject, name }, title);
    }
    return { roomId, secret: ofClass ? secrets.editor : null };
  }

  async #root(record: RoomRecord): Promise<RoomRecord> {
    const root = record.family?.root;
    return root ? this.#options.registry.describe(root) : record;
  }

  async #checkRelated(room: Room, relative: string): Promise<void> {
    const root = await this.#root(room.record);
    if (relative === root.id || root.family?.children.some((child) => child.room === relative)) return;
    throw new RefusedError('not-found', 'There is no such drawing in this class or team.');
  }
}

/** null where there is no such room any more */
function unlessGone<T>(found: Promise<T>): Promise<T | null> {
  return found.catch((error: unknown) => {
    if (error instanceof RoomNotFoundError) return null;
    throw error;
  });
}

/** Strokes, with their authors and what was changed about them, and looks of a room, as the beginning of another one. */
function copyOf(room: Room): Uint8Array {
  const doc = new Y.Doc();
  doc.transact(() => {
    for (const [id, bytes] of strokesOf(room.doc)) strokesOf(doc).set(id, bytes);
    for (const [key, value] of editsOf(room.doc)) editsOf(doc).set(key, value);
    // The looks that follow a room's id by default stay what they are too.
    const settings = flatSettings(portraitSettingsOf(room.doc, room.id));
    for (const [key, value] of Object.entries(settings)) settingsMapOf(doc).set(key, value);
  });
  return Y.encodeStateAsUpdate(doc);
}
