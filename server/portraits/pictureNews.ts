import { z } from 'zod';
import type { PortraitStatus } from '../../shared/events.ts';
import { type RoomLabels, roomLabelsSchema } from '../../shared/semantics/labelNews.ts';
import type { PictureKind } from '../live/pictureSender.ts';
import type { Topic } from '../rooms/roomBus.ts';
import type { Picture } from '../rooms/roomStore.ts';
import { pictureSchema } from '../store/records.ts';

/** What the server that has a room drawn tells the others that show it. */
export type PictureNews =
  | { type: 'picture'; kind: PictureKind; picture: Picture }
  | { type: 'noShadow' }
  | { type: 'labels'; labels: RoomLabels }
  | { type: 'status'; status: PortraitStatus };

const version = z.number().int().nonnegative();
const message = z.string().max(500);

export const PICTURE_NEWS: Topic<PictureNews> = {
  name: 'picture',
  schema: z.discriminatedUnion('type', [
    z.object({ type: z.literal('picture'), kind: z.enum(['shadow', 'portrait']), picture: pictureSchema }),
    z.object({ type: z.literal('noShadow') }),
    z.object({ type: z.literal('labels'), labels: roomLabelsSchema }),
    z.object({
      type: z.literal('status'),
      status: z.discriminatedUnion('state', [
        z.object({ state: z.literal('current'), version }),
        z.object({ state: z.literal('rendering'), version }),
        z.object({ state: z.literal('failed'), version, message }),
        z.object({ state: z.literal('paused'), version, reason: z.enum(['failing', 'no-worker']), message }),
      ]),
    }),
  ]),
};
