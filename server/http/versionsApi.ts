import { json, type Request, type RequestHandler, Router } from 'express';
import type { z } from 'zod';
import { MAX_HTTP_BODY_BYTES, MAX_VERSION_READS_PER_MINUTE } from '../../shared/limits.ts';
import { type Capabilities, capabilitiesOf } from '../../shared/roles.ts';
import {
  type VersionHead,
  versionIdSchema,
  versionNamingSchema,
  versionWishSchema,
} from '../../shared/versions.ts';
import type { Clock } from '../clock.ts';
import type { Admission } from '../rooms/admission.ts';
import { RefusedError } from '../rooms/errors.ts';
import type { Room } from '../rooms/room.ts';
import type { Picture } from '../rooms/roomStore.ts';
import type { Person } from '../rooms/tokens.ts';
import type { VersionKeeper } from '../versions/versionKeeper.ts';
import { BadRequestError } from './apiError.ts';
import { bearerToken } from './bearer.ts';
import { limitByAddress } from './limitByAddress.ts';

export interface VersionsApiOptions {
  admission: Admission;
  keeperOf: (room: Room) => VersionKeeper;
  /** resolves once it is written down, where the room keeps a log, that somebody sees a picture */
  seen: (room: Room, picture: Picture, by: string) => Promise<void>;
  clock: Clock;
  /** trusted reverse proxies */
  proxies: number;
}

type Path = { roomId: string; versionId: string };

/**
 * /api/rooms/:roomId/versions: whoever has a link looks (list, document, portrait); who may change the drawing keeps,
 * names and restores; owners remove.
 */
export function versionsApi({ admission, keeperOf, seen, clock, proxies }: VersionsApiOptions): Router {
  const router = Router();
  const rate = { capacity: MAX_VERSION_READS_PER_MINUTE, perSecond: MAX_VERSION_READS_PER_MINUTE / 60 };
  const limit = limitByAddress(rate, clock.now, proxies) as unknown as RequestHandler<Path>;
  const body = json({ limit: MAX_HTTP_BODY_BYTES }) as unknown as RequestHandler<Path>;

  /** @throws RefusedError */
  const enter = async (
    request: Request<Path>,
    needs?: keyof Capabilities,
  ): Promise<{ versions: VersionKeeper; room: Room; person: Person }> => {
    const { room, person } = await admission.enter(request.params.roomId, bearerToken(request));
    if (needs && !capabilitiesOf(person.role, room.closed)[needs]) {
      throw new RefusedError('forbidden', 'Your link does not allow this. Ask an owner of the room.');
    }
    return { versions: keeperOf(room), room, person };
  };

  router.get('/rooms/:roomId/versions', limit, async (request: Request<Path>, response) => {
    const { versions } = await enter(request);
    response.json({ versions: await versions.list() });
  });
  router.get(
    '/rooms/:roomId/versions/:versionId/document',
    limit,
    async (request: Request<Path>, response) => {
      const { versions } = await enter(request);
      const { state } = await versions.read(versionId(request));
      response.type('application/octet-stream').set('Cache-Control', 'no-store').send(Buffer.from(state));
    },
  );
  router.get(
    '/rooms/:roomId/versions/:versionId/portrait',
    limit,
    async (request: Request<Path>, response) => {
      const { versions, room, person } = await enter(request);
      const { portrait } = await versions.read(versionId(request));
      if (!portrait) throw new RefusedError('not-found', 'This version has no portrait.');
      await seen(room, portrait, person.subject);
      response.type(portrait.stamp.mime).set('Cache-Control', 'no-store').send(Buffer.from(portrait.image));
    },
  );
  router.post('/rooms/:roomId/versions', limit, body, async (request: Request<Path>, response) => {
    const { versions, person } = await enter(request, 'keepVersions');
    const head: VersionHead = await versions.keep(parsed(versionWishSchema, request.body), person);
    response.status(201).json(head);
  });
  router.patch(
    '/rooms/:roomId/versions/:versionId',
    limit,
    body,
    async (request: Request<Path>, response) => {
      const { versions } = await enter(request, 'keepVersions');
      const { name } = parsed(versionNamingSchema, request.body);
      response.json(await versions.rename(versionId(request), name));
    },
  );
  router.post(
    '/rooms/:roomId/versions/:versionId/restore',
    limit,
    async (request: Request<Path>, response) => {
      const { versions, person } = await enter(request, 'keepVersions');
      await versions.restore(versionId(request), person);
      response.status(204).end();
    },
  );
  router.delete('/rooms/:roomId/versions/:versionId', limit, async (request: Request<Path>, response) => {
    const { versions } = await enter(request, 'manageRoom');
    await versions.remove(versionId(request));
    response.status(204).end();
  });
  return router;
}

function versionId({ params }: Request<Path>): string {
  const id = versionIdSchema.safeParse(params.versionId);
  if (id.success) return id.data;
  throw new RefusedError('not-found', 'This version does not exist.');
}

function parsed<T>(schema: z.ZodType<T, unknown>, value: unknown): T {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  throw new BadRequestError('name: 1 to 60 characters.');
}
