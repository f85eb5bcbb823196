import { type Request, type RequestHandler, Router, raw } from 'express';
import { MAX_DOCUMENT_BYTES, MAX_REFERENCE_BYTES, MAX_REFERENCES_PER_MINUTE } from '../../shared/limits.ts';
import { capabilitiesNow } from '../../shared/roomControls.ts';
import { controlsOf, settingsMapOf } from '../../shared/roomDocument.ts';
import { traitsOf } from '../../shared/roomKinds.ts';
import { UNDERLAY_PICTURE } from '../../shared/underlay.ts';
import type { Clock } from '../clock.ts';
import { type ReferencePictures, UnreadablePictureError } from '../references/referenceProcess.ts';
import type { Admission } from '../rooms/admission.ts';
import { RefusedError } from '../rooms/errors.ts';
import type { Room } from '../rooms/room.ts';
import { BadRequestError } from './apiError.ts';
import { bearerToken } from './bearer.ts';
import { limitByAddress } from './limitByAddress.ts';

export interface UnderlayApiOptions {
  admission: Admission;
  references: ReferencePictures;
  clock: Clock;
  /** trusted reverse proxies */
  proxies: number;
}

type Path = { roomId: string };

/** PUT and DELETE /api/rooms/:roomId/underlay: the picture under everybody's sheet, encoded anew by the server. */
export function underlayApi({ admission, references, clock, proxies }: UnderlayApiOptions): Router {
  const router = Router();
  const rate = { capacity: MAX_REFERENCES_PER_MINUTE, perSecond: MAX_REFERENCES_PER_MINUTE / 60 };
  const limit = limitByAddress(rate, clock.now, proxies) as unknown as RequestHandler<Path>;

  /** @throws RefusedError */
  const enter = async (request: Request<Path>): Promise<Room> => {
    const { room, person } = await admission.enter(request.params.roomId, bearerToken(request));
    if (!capabilitiesNow(person.role, controlsOf(room.doc), room.closed).changeSettings) {
      throw new RefusedError('forbidden', 'You may not change the sheet of this room now.');
    }
    return room;
  };

  router.put(
    '/rooms/:roomId/underlay',
    limit,
    // Who may not use the picture must not make the server read megabytes.
    async (request: Request<Path>, _response, next) => {
      const { record } = await enter(request);
      if (!traitsOf(record.kind).underlay) {
        throw new RefusedError('forbidden', 'In a witness session no picture lies under the sheet.');
      }
      next();
    },
    raw({ type: () => true, limit: MAX_REFERENCE_BYTES, inflate: false }) as unknown as RequestHandler<Path>,
    async (request: Request<Path>, response) => {
      if (!Buffer.isBuffer(request.body)) throw new BadRequestError('The body holds no picture.');
      const picture = await references.underlay(request.body).catch((error: unknown) => {
        throw error instanceof UnreadablePictureError ? new BadRequestError(error.message) : error;
      });
      // The room may have been frozen or closed meanwhile.
      const room = await enter(request);
      if (room.bytesWith(picture.byteLength, MAX_DOCUMENT_BYTES) > MAX_DOCUMENT_BYTES) {
        throw new BadRequestError('The sheet has no room for a picture. Erase some strokes first.');
      }
      room.edit((doc) => {
        const settings = settingsMapOf(doc);
        settings.set(UNDERLAY_PICTURE, picture);
        for (const key of ['underlay.x', 'underlay.y', 'underlay.size']) settings.delete(key);
      });
      response.status(204).end();
    },
  );
  router.delete('/rooms/:roomId/underlay', limit, async (request: Request<Path>, response) => {
    (await enter(request)).edit((doc) => settingsMapOf(doc).delete(UNDERLAY_PICTURE));
    response.status(204).end();
  });
  return router;
}
