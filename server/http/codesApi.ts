import { json, Router } from 'express';
import { codeRequestSchema, type GrantedCode, joinRequestSchema } from '../../shared/api.ts';
import { roomIdSchema } from '../../shared/ids.ts';
import { MAX_HTTP_BODY_BYTES, MAX_NEW_JOIN_CODES_PER_MINUTE } from '../../shared/limits.ts';
import type { Clock } from '../clock.ts';
import type { AddressLimits } from '../limits/addressLimiter.ts';
import { RefusedError, RoomNotFoundError } from '../rooms/errors.ts';
import type { CodeBook } from '../rooms/joinCodes.ts';
import type { RoomRegistry } from '../rooms/registry.ts';
import { linkOfSecret } from '../rooms/secrets.ts';
import { BadRequestError } from './apiError.ts';
import { limitByAddress } from './limitByAddress.ts';
import { remoteAddress } from './remoteAddress.ts';

export interface CodesApiOptions {
  registry: RoomRegistry;
  codes: CodeBook;
  /** wrong codes; who types a right one is not counted: a class comes from one address */
  misses: AddressLimits;
  clock: Clock;
  /** trusted reverse proxies */
  proxies: number;
}

/** POST /api/rooms/:roomId/codes gives a link a short code; POST /api/codes gives the link for a code. */
export function codesApi({ registry, codes, misses, clock, proxies }: CodesApiOptions): Router {
  const rate = { capacity: MAX_NEW_JOIN_CODES_PER_MINUTE, perSecond: MAX_NEW_JOIN_CODES_PER_MINUTE / 60 };
  const body = json({ limit: MAX_HTTP_BODY_BYTES });
  const router = Router();

  router.post(
    '/rooms/:roomId/codes',
    limitByAddress(rate, clock.now, proxies),
    body,
    async (request, response) => {
      const roomId = roomIdSchema.safeParse(request.params.roomId);
      if (!roomId.success) throw new RoomNotFoundError();
      const wish = codeRequestSchema.safeParse(request.body);
      if (!wish.success) throw new BadRequestError('secret: of the link that the code is to stand for.');
      const { secret } = wish.data;
      const { secretHashes } = await registry.describe(roomId.data);
      const role = linkOfSecret(secret, secretHashes);
      // A code is heard by everybody in a room: it never makes anyone an owner.
      if (!role || role === 'owner') {
        throw new RefusedError('forbidden', 'Codes stand for links to draw or to watch.');
      }
      const granted: GrantedCode = await codes.grant({ roomId: roomId.data, role, secret });
      response.json(granted);
    },
  );

  router.post('/codes', body, async (request, response) => {
    const address = remoteAddress(request, proxies);
    if (!(await misses.take(address, 0))) {
      throw new RefusedError(
        'rate-limited',
        'Too many wrong codes from your network. Wait a minute, or ask for the link.',
      );
    }
    const wish = joinRequestSchema.safeParse(request.body);
    const link = wish.success ? await codes.find(wish.data.code) : null;
    if (!link) {
      await misses.charge(address, 1);
      throw new RefusedError('not-found', 'No room has this code now. Ask for it again.');
    }
    response.json(link);
  });
  return router;
}
