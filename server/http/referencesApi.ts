import { Router, raw } from 'express';
import { referenceSourceSchema } from '../../shared/api.ts';
import type { AppearanceReference } from '../../shared/appearance.ts';
import { MAX_REFERENCE_BYTES, MAX_REFERENCES_PER_MINUTE } from '../../shared/limits.ts';
import type { Clock } from '../clock.ts';
import { AddressLimiter } from '../limits/addressLimiter.ts';
import { type ReferencePictures, UnreadablePictureError } from '../references/referenceProcess.ts';
import type { Admission } from '../rooms/admission.ts';
import { RefusedError } from '../rooms/errors.ts';
import { BadRequestError } from './apiError.ts';
import { demand } from './demand.ts';
import { remoteAddress } from './remoteAddress.ts';

export interface ReferencesApiOptions {
  admission: Admission;
  references: ReferencePictures;
  clock: Clock;
  /** trusted reverse proxies */
  proxies: number;
}

/**
 * POST /api/rooms/:roomId/references: a picture in, its appearance code out. The picture is not kept; the page
 * writes the code into the document like any other setting.
 */
export function referencesApi({ admission, references, clock, proxies }: ReferencesApiOptions): Router {
  const limiter = new AddressLimiter(
    { capacity: MAX_REFERENCES_PER_MINUTE, perSecond: MAX_REFERENCES_PER_MINUTE / 60 },
    clock.now,
  );
  const router = Router();
  router.post(
    '/rooms/:roomId/references',
    (request, _response, next) => {
      if (limiter.take(remoteAddress(request, proxies))) return next();
      throw new RefusedError('rate-limited', 'Too many pictures from your network. Wait a minute.');
    },
    // Who may not use the answer must not make the server read megabytes.
    demand('changeSettings', admission),
    raw({ type: () => true, limit: MAX_REFERENCE_BYTES, inflate: false }),
    async (request, response) => {
      const source = referenceSourceSchema.safeParse(request.query.source);
      if (!source.success) throw new BadRequestError('source: picture or portrait.');
      if (!Buffer.isBuffer(request.body)) throw new BadRequestError('The body holds no picture.');
      const reference: AppearanceReference = await references
        .read(request.body, source.data)
        .catch((error) => {
          throw error instanceof UnreadablePictureError ? new BadRequestError(error.message) : error;
        });
      response.json(reference);
    },
  );
  return router;
}
