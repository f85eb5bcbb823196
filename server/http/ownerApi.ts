import { type RequestHandler, Router } from 'express';
import type { CreatedRoom } from '../../shared/api.ts';
import { MAX_OWNER_ACTS_PER_MINUTE } from '../../shared/limits.ts';
import { capabilitiesOf } from '../../shared/roles.ts';
import type { Clock } from '../clock.ts';
import type { Admission } from '../rooms/admission.ts';
import { RefusedError } from '../rooms/errors.ts';
import type { RoomRegistry } from '../rooms/registry.ts';
import { bearerToken } from './bearer.ts';
import { limitByAddress } from './limitByAddress.ts';

export interface OwnerApiOptions {
  registry: RoomRegistry;
  admission: Admission;
  clock: Clock;
  /** trusted reverse proxies */
  proxies: number;
}

type RoomPath = { roomId: string };

/** What only an owner may do: POST /api/rooms/:roomId/links and DELETE /api/rooms/:roomId. */
export function ownerApi({ registry, admission, clock, proxies }: OwnerApiOptions): Router {
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
    const renewed: CreatedRoom = await registry.renewLinks(request.params.roomId);
    response.json(renewed);
  });
  router.delete('/rooms/:roomId', limit, ownersOnly, async (request, response) => {
    await registry.delete(request.params.roomId);
    response.status(204).end();
  });
  return router;
}
