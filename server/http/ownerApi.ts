import { json, type RequestHandler, Router } from 'express';
import { type CreatedRoom, kickedPersonSchema } from '../../shared/api.ts';
import { MAX_HTTP_BODY_BYTES, MAX_OWNER_ACTS_PER_MINUTE } from '../../shared/limits.ts';
import { capabilitiesOf } from '../../shared/roles.ts';
import type { Clock } from '../clock.ts';
import type { Admission } from '../rooms/admission.ts';
import { RefusedError } from '../rooms/errors.ts';
import type { OwnerActs } from '../rooms/ownerActs.ts';
import { BadRequestError } from './apiError.ts';
import { bearerToken } from './bearer.ts';
import { limitByAddress } from './limitByAddress.ts';

export interface OwnerApiOptions {
  acts: OwnerActs;
  admission: Admission;
  clock: Clock;
  /** trusted reverse proxies */
  proxies: number;
}

type RoomPath = { roomId: string };

/**
 * What only an owner may do, all below /api/rooms/:roomId: DELETE it for good; POST /links for new ones; PUT and DELETE
 * /ended; PUT and DELETE /kicked/:subject.
 */
export function ownerApi({ acts, admission, clock, proxies }: OwnerApiOptions): Router {
  const rate = { capacity: MAX_OWNER_ACTS_PER_MINUTE, perSecond: MAX_OWNER_ACTS_PER_MINUTE / 60 };
  const limit = limitByAddress(rate, clock.now, proxies) as unknown as RequestHandler<RoomPath>;
  const ownersOnly: RequestHandler<RoomPath> = async (request, _response, next) => {
    const { role } = await admission.identify(request.params.roomId, bearerToken(request));
    if (!capabilitiesOf(role).manageRoom) {
      throw new RefusedError('forbidden', 'Only an owner of the room may do this.');
    }
    next();
  };
  const router = Router();
  router.post('/rooms/:roomId/links', limit, ownersOnly, async (request, response) => {
    const renewed: CreatedRoom = await acts.renewLinks(request.params.roomId);
    response.json(renewed);
  });
  router.delete('/rooms/:roomId', limit, ownersOnly, async (request, response) => {
    await acts.delete(request.params.roomId);
    response.status(204).end();
  });
  router
    .route('/rooms/:roomId/ended')
    .all(limit, ownersOnly)
    .put(async (request, response) => {
      await acts.end(request.params.roomId);
      response.status(204).end();
    })
    .delete(async (request, response) => {
      await acts.reopen(request.params.roomId);
      response.status(204).end();
    });
  router
    .route('/rooms/:roomId/kicked/:subject')
    .all(limit, ownersOnly)
    .put(json({ limit: MAX_HTTP_BODY_BYTES }), async (request, response) => {
      const { roomId, subject } = request.params;
      const person = kickedPersonSchema.safeParse({ ...request.body, subject });
      if (!person.success) throw new BadRequestError('subject, name: of the person to take out.');
      await acts.kick(roomId, person.data);
      response.status(204).end();
    })
    .delete(async (request, response) => {
      await acts.readmit(request.params.roomId, request.params.subject);
      response.status(204).end();
    });
  return router;
}
