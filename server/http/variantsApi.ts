import { json, type Request, type RequestHandler, Router } from 'express';
import { MAX_VERSION_READS_PER_MINUTE } from '../../shared/limits.ts';
import { capabilitiesNow } from '../../shared/roomControls.ts';
import { variantWishSchema } from '../../shared/variants.ts';
import type { Clock } from '../clock.ts';
import type { Admission } from '../rooms/admission.ts';
import { RefusedError } from '../rooms/errors.ts';
import type { Room } from '../rooms/room.ts';
import type { Sessions } from '../sessionLog/sessions.ts';
import type { VariantDesk } from '../variants/variantDesk.ts';
import { bearerToken } from './bearer.ts';
import { limitByAddress } from './limitByAddress.ts';
import { parsed } from './parsed.ts';

export interface VariantsApiOptions {
  admission: Admission;
  deskOf: (room: Room) => VariantDesk;
  sessions: Sessions;
  clock: Clock;
  /** trusted reverse proxies */
  proxies: number;
}

type Path = { roomId: string; variantId: string };

/** Bytes of a wish: nine sets of every setting, a reference picture's code in each. */
const MAX_WISH_BYTES = 32 * 1024;

/** /api/rooms/:roomId/variants: who may change settings has them drawn, whoever has a link looks. */
export function variantsApi({ admission, deskOf, sessions, clock, proxies }: VariantsApiOptions): Router {
  const rate = { capacity: MAX_VERSION_READS_PER_MINUTE, perSecond: MAX_VERSION_READS_PER_MINUTE / 60 };
  const limit = limitByAddress(rate, clock.now, proxies) as unknown as RequestHandler<Path>;
  const body = json({ limit: MAX_WISH_BYTES }) as unknown as RequestHandler<Path>;
  const enter = (request: Request<Path>) => admission.enter(request.params.roomId, bearerToken(request));
  const router = Router();

  router.get('/rooms/:roomId/variants', limit, async (request: Request<Path>, response) => {
    const { room } = await enter(request);
    response.json({ set: deskOf(room).set });
  });
  router.get(
    '/rooms/:roomId/variants/:variantId/portrait',
    limit,
    async (request: Request<Path>, response) => {
      const { room, person } = await enter(request);
      const picture = deskOf(room).pictures.get(request.params.variantId);
      if (!picture) throw new RefusedError('not-found', 'This portrait is gone: newer ones took its place.');
      await sessions.seen(room, 'candidate', picture, person.subject);
      response.type(picture.stamp.mime).set('Cache-Control', 'no-store').send(Buffer.from(picture.image));
    },
  );
  router.post('/rooms/:roomId/variants', limit, body, async (request: Request<Path>, response) => {
    const { room, person } = await enter(request);
    if (!capabilitiesNow(person.role, room.controls, room.closed).changeSettings) {
      throw new RefusedError('forbidden', 'Your link does not allow this. Ask an owner of the room.');
    }
    const wish = parsed(variantWishSchema, request.body);
    const set = await deskOf(room).wish(wish, person.subject, ({ how, version, variants }) =>
      sessions.note(room, person.subject, {
        what: 'candidates',
        how,
        version,
        variants: variants.map(({ id, changes }) => ({ id, changes })),
      }),
    );
    response.status(201).json({ set });
  });
  return router;
}
