import { json, Router } from 'express';
import { type FacePlacement, soughtLinesSchema } from '../../shared/facePlacement.ts';
import { MAX_PLACEMENTS_PER_MINUTE, MAX_SOUGHT_BYTES } from '../../shared/limits.ts';
import type { Clock } from '../clock.ts';
import { type ReferencePictures, UnreadablePictureError } from '../references/referenceProcess.ts';
import type { Admission } from '../rooms/admission.ts';
import { BadRequestError } from './apiError.ts';
import { demand } from './demand.ts';
import { limitByAddress } from './limitByAddress.ts';
import { parsed } from './parsed.ts';

export interface PlacementsApiOptions {
  admission: Admission;
  references: ReferencePictures;
  clock: Clock;
  /** trusted reverse proxies */
  proxies: number;
}

/**
 * POST /api/rooms/:roomId/placements: a drawing's lines in, where its face belongs on the canvas out. Nothing is kept;
 * the page adds the strokes like any others.
 */
export function placementsApi({ admission, references, clock, proxies }: PlacementsApiOptions): Router {
  const rate = { capacity: MAX_PLACEMENTS_PER_MINUTE, perSecond: MAX_PLACEMENTS_PER_MINUTE / 60 };
  const router = Router();
  router.post(
    '/rooms/:roomId/placements',
    limitByAddress(rate, clock.now, proxies),
    // Who may not use the answer must not make the server look for it.
    demand('draw', admission),
    json({ limit: MAX_SOUGHT_BYTES, inflate: false }),
    async (request, response) => {
      const sought = parsed(soughtLinesSchema, request.body);
      const face: FacePlacement = await references.place(sought).catch((error: unknown) => {
        throw error instanceof UnreadablePictureError ? new BadRequestError(error.message) : error;
      });
      response.json(face);
    },
  );
  return router;
}
