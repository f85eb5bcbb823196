import { type Request, type RequestHandler, Router } from 'express';
import type { CaseReview } from '../../shared/cases.ts';
import { MAX_CASES_AT_ONCE, MAX_CASES_PER_MINUTE } from '../../shared/limits.ts';
import { capabilitiesOf } from '../../shared/roles.ts';
import { CaseFault } from '../cases/caseFault.ts';
import { collectCase } from '../cases/collectCase.ts';
import { combinedSessions } from '../cases/combineCases.ts';
import { reviewOf } from '../cases/review.ts';
import { verifyCase } from '../cases/verifyCase.ts';
import type { Clock } from '../clock.ts';
import { SideJobError } from '../portraits/sideJobs.ts';
import type { RoomFeatures } from '../roomFeatures.ts';
import type { Admission } from '../rooms/admission.ts';
import { RefusedError } from '../rooms/errors.ts';
import type { Room } from '../rooms/room.ts';
import { sessionOf } from '../sessionLog/sessionState.ts';
import type { Sessions } from '../sessionLog/sessions.ts';
import type { SigningKey } from '../sessionLog/signingKey.ts';
import { BadRequestError } from './apiError.ts';
import { bearerToken } from './bearer.ts';
import { caseBody, caseBundles } from './caseBundles.ts';
import { limitByAddress } from './limitByAddress.ts';
import { limitTogether } from './limitTogether.ts';

export interface CasesApiOptions {
  admission: Admission;
  sessions: Sessions;
  featuresOf: (room: Room) => RoomFeatures;
  key: SigningKey;
  weightsDir: string;
  clock: Clock;
  /** trusted reverse proxies */
  proxies: number;
}

type Path = { roomId: string };

/**
 * What an operator does with a session: POST /api/rooms/:roomId/close, GET /api/rooms/:roomId/case (the bundle), POST
 * /api/rooms/:roomId/combine (a form with other sessions' bundles, for a portrait of all of them); and for
 * whoever has a bundle: GET /api/cases/key, POST /api/cases/review.
 */
export function casesApi(options: CasesApiOptions): Router {
  const { admission, sessions, featuresOf, key, weightsDir, clock, proxies } = options;
  const rate = { capacity: MAX_CASES_PER_MINUTE, perSecond: MAX_CASES_PER_MINUTE / 60 };
  const limit = limitByAddress(rate, clock.now, proxies) as unknown as RequestHandler<Path>;
  const few = limitTogether(MAX_CASES_AT_ONCE);
  const router = Router();

  /** @throws RefusedError */
  const enter = async (request: Request<Path>) => {
    const entry = await admission.enter(request.params.roomId, bearerToken(request));
    if (!capabilitiesOf(entry.person.role).keepCase) {
      throw new RefusedError('forbidden', 'Only the operator of a witness session may do this.');
    }
    return entry;
  };

  /** Who may not use the answer must not make the server read megabytes. */
  const operatorsOnly: RequestHandler<Path> = async (request, _response, next) => {
    await enter(request);
    next();
  };

  router.post('/rooms/:roomId/close', limit, async (request: Request<Path>, response) => {
    const { room, person } = await enter(request);
    await sessions.close(room.id, person.subject);
    response.status(204).end();
  });
  router.get('/rooms/:roomId/case', limit, async (request: Request<Path>, response) => {
    const { room, person } = await enter(request);
    const log = sessions.logOf(room);
    const now = clock.now();
    const bundle = await collectCase(
      { room, log, ...featuresOf(room), key, weightsDir, now },
      person.subject,
    );
    const day = new Date(now).toISOString().slice(0, 10);
    response
      .type('application/zip')
      .set('Cache-Control', 'no-store')
      .attachment(`limn-case-${room.id}-${day}.zip`)
      .send(bundle);
  });
  router.post(
    '/rooms/:roomId/combine',
    limit,
    operatorsOnly,
    few as unknown as RequestHandler<Path>,
    caseBody as unknown as RequestHandler<Path>,
    async (request, response) => {
      const { room, person } = await enter(request);
      const log = sessions.logOf(room);
      if (!room.closed)
        throw new RefusedError('forbidden', 'Close this session first: then nothing can influence it.');
      const session = sessionOf(await log.lines());
      const others = await combinedSessions(
        { room: room.id, session },
        await caseBundles(request),
        key.publicKey,
      ).catch((error) => {
        throw error instanceof CaseFault ? new BadRequestError(error.message) : error;
      });
      const picture = await featuresOf(room)
        .combine(others.map(({ drawing }) => drawing))
        .catch((error) => {
          throw error instanceof SideJobError ? new RefusedError('restarting', error.message) : error;
        });
      await sessions.note(room, person.subject, {
        what: 'combined',
        sessions: others.map(({ room, manifest }) => ({ room, manifest })),
      });
      await sessions.seen(room, 'combined', picture, person.subject);
      response.type(picture.stamp.mime).set('Cache-Control', 'no-store').send(Buffer.from(picture.image));
    },
  );
  router.get('/cases/key', (_request, response) => {
    response.json({ publicKey: key.publicKey });
  });
  router.post('/cases/review', limit as RequestHandler, few, caseBody, async (request, response) => {
    if (!Buffer.isBuffer(request.body)) throw new BadRequestError('The body holds no case bundle.');
    response.set('Cache-Control', 'no-store').json(await review(request.body, key.publicKey));
  });
  return router;
}

async function review(bundle: Buffer, ownKey: string): Promise<CaseReview> {
  try {
    return reviewOf(await verifyCase(bundle), ownKey);
  } catch (error) {
    if (error instanceof CaseFault) return { fits: false, fault: error.message };
    throw error;
  }
}
