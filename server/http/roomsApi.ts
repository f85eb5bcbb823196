import { json, Router } from 'express';
import { type CreatedRoom, type TokenGrant, tokenRequestSchema } from '../../shared/api.ts';
import { roomIdSchema } from '../../shared/ids.ts';
import {
  MAX_HTTP_BODY_BYTES,
  MAX_ROOMS_PER_HOUR,
  MAX_TOKEN_REQUESTS_PER_MINUTE,
} from '../../shared/limits.ts';
import type { Clock } from '../clock.ts';
import { checkAccess, linksWithdrawn } from '../rooms/access.ts';
import { RefusedError, RoomNotFoundError } from '../rooms/errors.ts';
import type { RoomRegistry } from '../rooms/registry.ts';
import { newSubject, type RandomBytes, roleOfSecret, systemRandom } from '../rooms/secrets.ts';
import type { TokenIssuer } from '../rooms/tokens.ts';
import { BadRequestError } from './apiError.ts';
import { limitByAddress } from './limitByAddress.ts';

export interface RoomsApiOptions {
  registry: RoomRegistry;
  tokens: TokenIssuer;
  clock: Clock;
  /** trusted reverse proxies */
  proxies: number;
  random?: RandomBytes;
}

/** POST /api/rooms and POST /api/rooms/:roomId/tokens. */
export function roomsApi({
  registry,
  tokens,
  clock,
  proxies,
  random = systemRandom,
}: RoomsApiOptions): Router {
  const router = Router();
  const limit = (count: number, seconds: number) =>
    limitByAddress({ capacity: count, perSecond: count / seconds }, clock.now, proxies);
  const roomLimit = limit(MAX_ROOMS_PER_HOUR, 3600);
  const tokenLimit = limit(MAX_TOKEN_REQUESTS_PER_MINUTE, 60);

  router.post('/rooms', roomLimit, async (_request, response) => {
    const created: CreatedRoom = await registry.create();
    response.status(201).json(created);
  });

  router.post(
    '/rooms/:roomId/tokens',
    tokenLimit,
    json({ limit: MAX_HTTP_BODY_BYTES }),
    async (request, response) => {
      const roomId = roomIdSchema.safeParse(request.params.roomId);
      if (!roomId.success) throw new RoomNotFoundError();
      const body = tokenRequestSchema.safeParse(request.body);
      if (!body.success) {
        const issue = body.error.issues[0];
        throw new BadRequestError(`${issue?.path.join('.') || 'body'}: ${issue?.message ?? 'is not valid'}.`);
      }
      const { secret, name, colour, previous } = body.data;
      const record = await registry.describe(roomId.data);
      const role = roleOfSecret(secret, record.secretHashes);
      const before = previous ? await tokens.readPrevious(previous, record.id) : null;
      if (!role) {
        if (before && before.epoch !== record.epoch) throw linksWithdrawn();
        throw new RefusedError('forbidden', 'This link does not open the room. Ask for a new one.');
      }
      const subject = before?.subject ?? newSubject(random);
      checkAccess(record, { role, subject, epoch: record.epoch });
      const grant: TokenGrant = {
        ...(await tokens.issue({ room: record.id, role, subject, name, colour, epoch: record.epoch })),
        role,
        subject,
      };
      response.json(grant);
    },
  );

  return router;
}
