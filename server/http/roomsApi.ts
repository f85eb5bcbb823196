import { json, Router } from 'express';
import {
  type CreatedRoom,
  roomRequestSchema,
  type TokenGrant,
  tokenRequestSchema,
} from '../../shared/api.ts';
import { firstNameOf } from '../../shared/family.ts';
import { roomIdSchema } from '../../shared/ids.ts';
import {
  MAX_HTTP_BODY_BYTES,
  MAX_ROOMS_PER_HOUR,
  MAX_TOKEN_REQUESTS_PER_MINUTE,
} from '../../shared/limits.ts';
import { roleOfLink } from '../../shared/roles.ts';
import type { Clock } from '../clock.ts';
import { checkAccess, linksWithdrawn } from '../rooms/access.ts';
import { RefusedError, RoomNotFoundError } from '../rooms/errors.ts';
import type { RoomRegistry } from '../rooms/registry.ts';
import { linkOfSecret, newSubject, type RandomBytes, systemRandom } from '../rooms/secrets.ts';
import type { TokenIssuer } from '../rooms/tokens.ts';
import { limitByAddress } from './limitByAddress.ts';
import { parsed } from './parsed.ts';

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

  router.post('/rooms', roomLimit, json({ limit: MAX_HTTP_BODY_BYTES }), async (request, response) => {
    const { kind, each } = parsed(roomRequestSchema, request.body ?? {});
    const created: CreatedRoom = await registry.create(kind, kind === 'classroom' && each);
    response.status(201).json(created);
  });

  router.post(
    '/rooms/:roomId/tokens',
    tokenLimit,
    json({ limit: MAX_HTTP_BODY_BYTES }),
    async (request, response) => {
      const roomId = roomIdSchema.safeParse(request.params.roomId);
      if (!roomId.success) throw new RoomNotFoundError();
      const { secret, name, colour, previous } = parsed(tokenRequestSchema, request.body);
      const record = await registry.describe(roomId.data);
      const link = linkOfSecret(secret, record.secretHashes);
      const before = previous ? await tokens.readPrevious(previous, record.id) : null;
      if (!link) {
        if (before && before.epoch !== record.epoch) throw linksWithdrawn();
        throw new RefusedError('forbidden', 'This link does not open the room. Ask for a new one.');
      }
      const subject = before?.subject ?? newSubject(random);
      const role = roleOfLink(link, record.kind);
      // Of those who come to a class no more is kept than a first name.
      const shown = record.kind === 'classroom' && link !== 'owner' ? firstNameOf(name) : name;
      checkAccess(record, { role, subject, epoch: record.epoch });
      const grant: TokenGrant = {
        ...(await tokens.issue({ room: record.id, role, subject, name: shown, colour, epoch: record.epoch })),
        role,
        subject,
        kind: record.kind,
        closed: record.closedAt !== null,
        name: shown,
        root: record.family?.root ?? null,
        each: record.family?.each ?? false,
      };
      response.json(grant);
    },
  );

  return router;
}
