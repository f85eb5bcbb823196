import type { Server as HttpServer, IncomingMessage } from 'node:http';
import { Server } from 'socket.io';
import { z } from 'zod';
import { LIVE_PATH } from '../../shared/api.ts';
import type { CloseReason } from '../../shared/closeReasons.ts';
import {
  type ClientToServerEvents,
  cursorSchema,
  holdPartSchema,
  inkChunkSchema,
  inkEndSchema,
  laserSchema,
  lowerHandSchema,
  type ServerToClientEvents,
  viewSchema,
  visibilitySchema,
} from '../../shared/events.ts';
import {
  AUTHENTICATION_TIMEOUT_MS,
  MAX_LIVE_EVENTS_PER_SECOND,
  MAX_LIVE_MESSAGE_BYTES,
} from '../../shared/limits.ts';
import { capabilitiesOf } from '../../shared/roles.ts';
import { decodePoints, StrokeFormatError } from '../../shared/strokeCodec.ts';
import type { Clock } from '../clock.ts';
import { TokenBucket } from '../limits/tokenBucket.ts';
import type { Logger } from '../log.ts';
import type { Admission, Entry } from '../rooms/admission.ts';
import { RefusedError } from '../rooms/errors.ts';
import type { Room } from '../rooms/room.ts';
import { LiveClient, type LiveSocket } from './liveClient.ts';
import type { LiveRoom } from './liveRoom.ts';

const EVENT_RATE = { capacity: 2 * MAX_LIVE_EVENTS_PER_SECOND, perSecond: MAX_LIVE_EVENTS_PER_SECOND };
/** Renewals are asked for twice an hour; each costs a signature check. */
const RENEW_RATE = { capacity: 5, perSecond: 0.1 };
/** Events over the rate above are dropped; over this one, known or not, they end the connection. */
const FLOOD_RATE = { capacity: 2_000, perSecond: 2 * MAX_LIVE_EVENTS_PER_SECOND };

const authSchema = z.object({ token: z.string().max(2048) });
const renewSchema = z.object({ token: z.string().max(2048) });

export interface LiveGatewayOptions {
  admission: Admission;
  clock: Clock;
  log: Logger;
  allowRequest: (request: IncomingMessage) => boolean;
  /** somebody was not let in, or was turned out for what they sent */
  onRefused: (reason: CloseReason) => void;
  roomOf: (room: Room) => LiveRoom;
}

/** The Socket.IO endpoint: live ink in, coalesced frames and pictures out. */
export class LiveGateway {
  readonly #options: LiveGatewayOptions;
  readonly #io: Server<ClientToServerEvents, ServerToClientEvents>;
  readonly #clients = new Set<LiveClient>();

  constructor(server: HttpServer, options: LiveGatewayOptions) {
    this.#options = options;
    this.#io = new Server(server, {
      path: LIVE_PATH,
      serveClient: false,
      // The document needs WebSocket anyway, and only there `bufferedAmount` can be watched.
      transports: ['websocket'],
      maxHttpBufferSize: MAX_LIVE_MESSAGE_BYTES,
      connectTimeout: AUTHENTICATION_TIMEOUT_MS,
      destroyUpgrade: false,
      allowRequest: (request, answer) => answer(null, options.allowRequest(request)),
    });
    this.#io.use((socket, next) => {
      this.#authenticate(socket).then(
        (entry) => {
          socket.data = entry;
          next();
        },
        (error: unknown) => next(this.#refusal(error)),
      );
    });
    this.#io.on('connection', (socket) => this.#connect(socket, socket.data as Entry));
  }

  /** True for requests that belong here; Socket.IO takes them by itself. */
  handles(request: IncomingMessage): boolean {
    return (request.url ?? '').startsWith(`${LIVE_PATH}/`);
  }

  /** Sockets in rooms. */
  get size(): number {
    return this.#clients.size;
  }

  closeAll(reason: CloseReason, message: string): void {
    for (const client of [...this.#clients]) client.close(reason, message);
  }

  async close(): Promise<void> {
    await this.#io.close();
  }

  async #authenticate(socket: LiveSocket): Promise<Entry> {
    const auth = authSchema.safeParse(socket.handshake.auth);
    if (!auth.success) throw new RefusedError('forbidden', 'This connection carries no token.');
    return this.#options.admission.enter(null, auth.data.token);
  }

  /** What the client sees as `connect_error`: `data` holds the typed reason. */
  #refusal(error: unknown): Error {
    const known = error instanceof RefusedError;
    if (!known) this.#options.log.error({ err: error }, 'a live connection failed');
    const { reason, message } = known
      ? error
      : new RefusedError('restarting', 'The server could not open the room. Try again.');
    this.#options.onRefused(reason);
    return Object.assign(new Error(reason), { data: { reason, message } });
  }

  #connect(socket: LiveSocket, { room, person, join }: Entry): void {
    const { clock, roomOf } = this.#options;
    const client = new LiveClient(socket, person, clock, this.#options.onRefused);
    let leave = () => {};
    try {
      const membership = join(({ reason, message }) => client.close(reason, message));
      leave = () => membership.leave();
    } catch (error) {
      if (!(error instanceof RefusedError)) throw error;
      client.close(error.reason, error.message);
      return;
    }
    const live = roomOf(room);
    this.#clients.add(client);
    socket.on('disconnect', () => {
      this.#clients.delete(client);
      client.pictures.stop();
      live.leave(client);
      leave();
    });
    this.#listen(socket, client, live, room, person);
    live.join(client);
  }

  #listen(socket: LiveSocket, client: LiveClient, live: LiveRoom, room: Room, person: Entry['person']): void {
    const { clock, admission, log } = this.#options;
    const events = new TokenBucket(EVENT_RATE, clock.now);
    const renewals = new TokenBucket(RENEW_RATE, clock.now);
    const { draw, manageRoom } = capabilitiesOf(person.role);
    const flood = new TokenBucket(FLOOD_RATE, clock.now);
    socket.use((_event, next) => {
      if (flood.take()) next();
      else client.close('rate-limited', 'Too many events. Reconnecting.');
    });

    /** Checks an event against its schema; a wrong one ends the connection. */
    const checked =
      <T>(schema: z.ZodType<T>, run: (event: T) => void) =>
      (event: unknown) => {
        if (!events.take()) return;
        const parsed = schema.safeParse(event);
        if (!parsed.success) return client.close('invalid-update', 'The page sent a malformed event.');
        try {
          run(parsed.data);
        } catch (error) {
          // An error that nobody foresaw must not take the other rooms along.
          log.error({ room: room.id, err: error }, 'a live event could not be handled');
          client.close('invalid-update', 'The page sent an event that the server cannot handle.');
        }
      };

    socket.on(
      'ink',
      checked(inkChunkSchema, (chunk) => {
        if (!draw) return client.close('forbidden', 'Your link may only watch.');
        try {
          live.ink(client, chunk, decodePoints(chunk.points));
        } catch (error) {
          if (!(error instanceof StrokeFormatError)) throw error;
          client.close('invalid-update', 'The page sent malformed ink.');
        }
      }),
    );
    socket.on(
      'inkEnd',
      checked(inkEndSchema, ({ strokeId }) => live.inkEnd(client, strokeId)),
    );
    socket.on(
      'cursor',
      checked(cursorSchema, (cursor) => live.cursor(client, cursor)),
    );
    socket.on(
      'laser',
      checked(laserSchema, (laser) => live.point(client, laser)),
    );
    socket.on(
      'view',
      checked(viewSchema, (view) => live.look(client, view)),
    );
    socket.on(
      'lowerHand',
      checked(lowerHandSchema, ({ subject }) => {
        if (subject !== person.subject && !manageRoom) {
          return client.close('forbidden', 'Only an owner lowers the hands of others.');
        }
        admission.act(room, { type: 'lowerHand', subject });
      }),
    );
    socket.on(
      'visibility',
      checked(visibilitySchema, ({ hidden }) => {
        const returned = client.pictures.hidden && !hidden;
        client.pictures.hidden = hidden;
        if (returned) live.showCurrent(client);
      }),
    );
    socket.on('holdPart', (event, answer) => {
      checked(holdPartSchema, ({ part, subject }) => {
        if (typeof answer !== 'function') return;
        try {
          room.partHolds.give(part, subject, person);
          answer(null);
        } catch (error) {
          if (!(error instanceof RefusedError)) throw error;
          answer(error.reason);
        }
      })(event);
    });
    socket.on('renew', (event, answer) => {
      if (typeof answer !== 'function') return;
      const parsed = renewSchema.safeParse(event);
      if (!parsed.success) return answer('forbidden');
      if (!renewals.take()) return answer('rate-limited');
      admission.renew(room, person, parsed.data.token).then(
        () => answer(null),
        (error: unknown) => answer(error instanceof RefusedError ? error.reason : 'restarting'),
      );
    });
  }
}
