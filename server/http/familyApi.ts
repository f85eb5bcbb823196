import { randomInt } from 'node:crypto';
import { json, type Request, type RequestHandler, Router } from 'express';
import { type ChildRoom, childWishSchema, classActSchema, type Family } from '../../shared/family.ts';
import { MAX_HTTP_BODY_BYTES, MAX_VERSION_READS_PER_MINUTE } from '../../shared/limits.ts';
import { capabilitiesOf } from '../../shared/roles.ts';
import { traitsOf } from '../../shared/roomKinds.ts';
import type { Clock } from '../clock.ts';
import type { Families } from '../family/family.ts';
import type { Admission } from '../rooms/admission.ts';
import { RefusedError } from '../rooms/errors.ts';
import { bearerToken } from './bearer.ts';
import { limitByAddress } from './limitByAddress.ts';
import { parsed } from './parsed.ts';

export interface FamilyApiOptions {
  admission: Admission;
  families: Families;
  clock: Clock;
  /** trusted reverse proxies */
  proxies: number;
  /** what lots are drawn with, 32 bits */
  newSeed?: () => number;
}

type Path = { roomId: string; relative: string };

/**
 * /api/rooms/:roomId/family: whoever is in one of these rooms looks at all of them; who draws adds one. PUT
 * /api/rooms/:roomId/class: an owner leads them all. POST /api/rooms/:roomId/lot: an owner has the parts drawn by lot.
 */
export function familyApi({
  admission,
  families,
  clock,
  proxies,
  newSeed = () => randomInt(2 ** 32),
}: FamilyApiOptions): Router {
  const rate = { capacity: MAX_VERSION_READS_PER_MINUTE, perSecond: MAX_VERSION_READS_PER_MINUTE / 60 };
  const limit = limitByAddress(rate, clock.now, proxies) as unknown as RequestHandler<Path>;
  const body = json({ limit: MAX_HTTP_BODY_BYTES }) as unknown as RequestHandler<Path>;
  const router = Router();

  const enter = async (request: Request<Path>) => {
    const entry = await admission.enter(request.params.roomId, bearerToken(request));
    // Somebody else's face may change what a witness remembers.
    if (!traitsOf(entry.room.record.kind).showsOtherRooms) throw refused();
    return entry;
  };
  const lead = async (request: Request<Path>) => {
    const entry = await enter(request);
    if (!capabilitiesOf(entry.person.role).manageRoom) throw refused();
    return entry;
  };

  router.get('/rooms/:roomId/family', limit, async (request: Request<Path>, response) => {
    const { room } = await enter(request);
    const family: Family = { rooms: await families.list(room) };
    response.json(family);
  });
  router.post('/rooms/:roomId/family', limit, body, async (request: Request<Path>, response) => {
    const { room, person } = await enter(request);
    if (!capabilitiesOf(person.role).draw) throw refused();
    const { title } = parsed(childWishSchema, request.body);
    const child: ChildRoom = await families.add(room, person, title);
    response.status(201).json(child);
  });
  router.get('/rooms/:roomId/family/:relative/portrait', limit, async (request: Request<Path>, response) => {
    const { room } = await enter(request);
    const picture = await families.portrait(room, request.params.relative);
    if (!picture) throw new RefusedError('not-found', 'This drawing has no portrait yet.');
    response.type(picture.stamp.mime).set('Cache-Control', 'no-store').send(Buffer.from(picture.image));
  });
  router.get('/rooms/:roomId/family/:relative/document', limit, async (request: Request<Path>, response) => {
    const { room } = await enter(request);
    const state = await families.document(room, request.params.relative);
    response.type('application/octet-stream').set('Cache-Control', 'no-store').send(Buffer.from(state));
  });
  router.put('/rooms/:roomId/class', limit, body, async (request: Request<Path>, response) => {
    const { room } = await lead(request);
    await families.lead(room, parsed(classActSchema, request.body));
    response.status(204).end();
  });
  router.post('/rooms/:roomId/lot', limit, async (request: Request<Path>, response) => {
    const { room } = await lead(request);
    room.partHolds.drawLots(newSeed());
    response.status(204).end();
  });
  return router;
}

function refused(): RefusedError {
  return new RefusedError('forbidden', 'Your link does not allow this. Ask an owner of the room.');
}
