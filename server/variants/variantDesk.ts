import { randomBytes } from 'node:crypto';
import { z } from 'zod';
import { MAX_VARIANT_SETS_PER_MINUTE } from '../../shared/limits.ts';
import {
  settingsOfVariant,
  type Variant,
  type VariantSet,
  type VariantWish,
  variantIdSchema,
  variantSetSchema,
} from '../../shared/variants.ts';
import type { AddressLimits } from '../limits/addressLimiter.ts';
import type { Scene } from '../portraits/service.ts';
import { SideJobError } from '../portraits/sideJobs.ts';
import { RefusedError } from '../rooms/errors.ts';
import type { Room } from '../rooms/room.ts';
import type { Topic } from '../rooms/roomBus.ts';
import type { Picture } from '../rooms/roomStore.ts';
import { pictureSchema } from '../store/records.ts';

/** Sets of variants in one room. */
export const VARIANT_SET_RATE = {
  capacity: MAX_VARIANT_SETS_PER_MINUTE,
  perSecond: MAX_VARIANT_SETS_PER_MINUTE / 60,
};
/** Bytes of randomness of an id; 16 characters. */
const ID_BYTES = 12;

type VariantNews = { set: VariantSet; picture: { id: string; picture: Picture } | null };
/** To the other servers that have the room open. */
const VARIANT_NEWS: Topic<VariantNews> = {
  name: 'variants',
  schema: z.object({
    set: variantSetSchema,
    picture: z.object({ id: variantIdSchema, picture: pictureSchema }).nullable(),
  }),
};

export interface VariantDeskOptions {
  /** how many sets a room may have, at all servers together */
  sets: Pick<AddressLimits, 'take'>;
  readScene: () => Scene;
  /** @throws SideJobError */
  draw: (scene: Scene) => Promise<Picture>;
  onNews: (set: VariantSet) => void;
  onTrouble: (error: unknown) => void;
}

/** A room's latest set of variants, kept while the room is in memory. One is drawn at a time. */
export class VariantDesk {
  readonly #room: Pick<Room, 'id' | 'closed' | 'channel'>;
  readonly #options: VariantDeskOptions;
  readonly #pictures = new Map<string, Picture>();
  #set: VariantSet | null = null;
  #gone = false;
  #work: Promise<void> = Promise.resolve();

  constructor(room: Pick<Room, 'id' | 'closed' | 'channel'>, options: VariantDeskOptions) {
    this.#room = room;
    this.#options = options;
    const { channel } = room;
    channel.on(VARIANT_NEWS, ({ set, picture }) => this.#hear(set, picture));
    channel.onPeer({
      came: () => {
        const set = this.#set;
        if (set)
          for (const [id, picture] of this.#pictures)
            channel.send(VARIANT_NEWS, { set, picture: { id, picture } });
      },
      gone: () => {},
    });
  }

  get set(): VariantSet | null {
    return this.#set;
  }

  get pictures(): ReadonlyMap<string, Picture> {
    return this.#pictures;
  }

  /**
   * A new set in the old one's place; it is drawn from the strokes of this moment.
   * @param noted resolves once it is written down that they were asked for
   * @throws RefusedError
   */
  async wish(
    { how, variants }: VariantWish,
    by: string,
    noted: (set: VariantSet) => Promise<void>,
  ): Promise<VariantSet> {
    if (this.#room.closed)
      throw new RefusedError('forbidden', 'The session is closed: nothing new is drawn.');
    if (!(await this.#options.sets.take(this.#room.id)))
      throw new RefusedError('rate-limited', 'Too many sets of portraits. Wait a moment.');
    const scene = { ...this.#options.readScene(), tails: [], tailSeq: 0 };
    const set: VariantSet = {
      by,
      how,
      version: scene.version,
      variants: variants.map((changes) => ({
        id: randomBytes(ID_BYTES).toString('base64url'),
        changes,
        state: 'waiting',
      })),
    };
    await noted(set);
    if (this.#gone) throw new RefusedError('restarting', 'The room restarts. Try again.');
    this.#begin(set);
    this.#tell(null);
    this.#work = this.#work
      .then(() =>
        this.#drawAll(
          set.variants.map(({ id }) => id),
          scene,
        ),
      )
      .catch((error: unknown) => this.#options.onTrouble(error));
    return set;
  }

  /** The room left memory. */
  close(): void {
    this.#gone = true;
    this.#set = null;
    this.#pictures.clear();
  }

  async #drawAll(ids: readonly string[], scene: Scene): Promise<void> {
    for (const id of ids) {
      // Another set took its place.
      const variant = this.#set?.variants.find((one) => one.id === id);
      if (!variant) return;
      const settings = { ...settingsOfVariant(scene.settings, variant), shadow: false };
      try {
        const picture = await this.#options.draw({ ...scene, settings });
        if (!this.#mark(id, 'drawn')) return;
        this.#pictures.set(id, picture);
        this.#tell({ id, picture });
      } catch (error) {
        if (!this.#mark(id, 'failed')) return;
        this.#tell(null);
        if (!(error instanceof SideJobError)) this.#options.onTrouble(error);
      }
    }
  }

  /** @returns whether the variant is still wanted */
  #mark(id: string, state: Variant['state']): boolean {
    const set = this.#set;
    if (!set?.variants.some((one) => one.id === id)) return false;
    this.#set = { ...set, variants: set.variants.map((one) => (one.id === id ? { ...one, state } : one)) };
    return true;
  }

  #begin(set: VariantSet): void {
    this.#set = set;
    const ids = new Set(set.variants.map(({ id }) => id));
    for (const id of this.#pictures.keys()) if (!ids.has(id)) this.#pictures.delete(id);
  }

  #tell(picture: VariantNews['picture']): void {
    if (!this.#set) return;
    const { channel } = this.#room;
    if (channel.peers > 0) channel.send(VARIANT_NEWS, { set: this.#set, picture });
    this.#options.onNews(this.#set);
  }

  #hear(set: VariantSet, picture: VariantNews['picture']): void {
    this.#begin(set);
    if (picture) this.#pictures.set(picture.id, picture.picture);
    this.#options.onNews(set);
  }
}
