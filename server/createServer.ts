import { createServer as createHttpServer, type IncomingMessage, type Server, STATUS_CODES } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import type { Duplex } from 'node:stream';
import { fileURLToPath } from 'node:url';
import { Router } from 'express';
import type { PortraitInfo } from '../shared/api.ts';
import type { CloseReason } from '../shared/closeReasons.ts';
import {
  AUTHENTICATION_TIMEOUT_MS,
  MAX_CODE_MISSES,
  MAX_CODE_MISSES_PER_HOUR,
  MAX_CONNECTION_BURST,
  MAX_CONNECTIONS_PER_SECOND,
  MAX_PREAUTH_BYTES,
} from '../shared/limits.ts';
import { type Clock, systemClock } from './clock.ts';
import { Cluster } from './cluster/cluster.ts';
import type { Config } from './config.ts';
import { Families } from './family/family.ts';
import { STATUS_OF } from './http/apiError.ts';
import { createApp } from './http/app.ts';
import { casesApi } from './http/casesApi.ts';
import { codesApi } from './http/codesApi.ts';
import { familyApi } from './http/familyApi.ts';
import { operations } from './http/operations.ts';
import { OriginPolicy } from './http/origin.ts';
import { ownerApi } from './http/ownerApi.ts';
import { placementsApi } from './http/placementsApi.ts';
import { referencesApi } from './http/referencesApi.ts';
import { remoteAddress } from './http/remoteAddress.ts';
import { roomsApi } from './http/roomsApi.ts';
import { underlayApi } from './http/underlayApi.ts';
import { variantsApi } from './http/variantsApi.ts';
import { versionsApi } from './http/versionsApi.ts';
import { AddressLimiter } from './limits/addressLimiter.ts';
import type { Rate } from './limits/tokenBucket.ts';
import { LiveGateway } from './live/gateway.ts';
import { createLogger, type Logger } from './log.ts';
import { Metrics } from './metrics.ts';
import { soloPainters } from './portraits/painters.ts';
import type { Renderer } from './portraits/renderer.ts';
import { PortraitService } from './portraits/service.ts';
import { startRenderer } from './portraits/startPortraits.ts';
import {
  type ReferencePictures,
  ReferenceProcess,
  startReferenceProcess,
} from './references/referenceProcess.ts';
import { attachFeatures, type RoomFeatures } from './roomFeatures.ts';
import { Admission } from './rooms/admission.ts';
import { RefusedError } from './rooms/errors.ts';
import { JoinCodes } from './rooms/joinCodes.ts';
import { OwnerActs } from './rooms/ownerActs.ts';
import { RoomRegistry } from './rooms/registry.ts';
import type { Room } from './rooms/room.ts';
import type { RoomStore, SessionLogStore } from './rooms/roomStore.ts';
import { loadTokenKey, TokenIssuer } from './rooms/tokens.ts';
import { ownLogs } from './sessionLog/ownLog.ts';
import { Sessions } from './sessionLog/sessions.ts';
import { SigningKey } from './sessionLog/signingKey.ts';
import { FileStore } from './store/fileStore.ts';
import { SyncEndpoint } from './sync/endpoint.ts';
import { VARIANT_SET_RATE } from './variants/variantDesk.ts';
import { VERSION_ACT_RATE } from './versions/versionKeeper.ts';

const CONNECTION_RATE = { capacity: MAX_CONNECTION_BURST, perSecond: MAX_CONNECTIONS_PER_SECOND };
/** wrong spoken codes of one address */
const MISS_RATE = { capacity: MAX_CODE_MISSES, perSecond: MAX_CODE_MISSES_PER_HOUR / 3600 };
/** ms between two looks at connections that send nothing, or too slowly */
const CONNECTIONS_CHECK_MS = 1_000;
/** ms for a whole request: bodies are a few KB */
const REQUEST_TIMEOUT_MS = 30_000;
const SHIPPED_WEIGHTS = fileURLToPath(new URL('../models/weights', import.meta.url));
const CLIENT_FOLDER = fileURLToPath(new URL('../dist/client', import.meta.url));

export interface ServerOptions {
  config: Config;
  clock?: Clock;
  log?: Logger;
  store?: RoomStore & SessionLogStore;
  renderer?: Renderer;
  references?: ReferencePictures;
  clientFolder?: string;
}

export interface LimnServer {
  readonly port: number;
  readonly renderer: Renderer;
  /** case bundles are signed with its other half */
  readonly publicKey: string;
  /** Brings rooms to their next state now instead of at the next tick: expired tokens, idle rooms. */
  sweep(): Promise<void>;
  /** Tells everyone, writes everything, ends workers. Resolves when all is on disk. */
  close(): Promise<void>;
}

/** Builds the whole server and starts listening: the one place where its parts are put together. */
export async function createServer(options: ServerOptions): Promise<LimnServer> {
  const { config, clock = systemClock } = options;
  const log = options.log ?? createLogger(config.LOG_LEVEL);
  const metrics: Metrics = new Metrics({
    rooms: () => [...registry.openRooms].length,
    people: () => [...registry.openRooms].reduce((sum, room) => sum + room.members.count, 0),
    documentSockets: () => sync.size,
    liveSockets: () => live.size,
    workers: () => (renderer.state.state === 'ready' ? renderer.state.workers : 0),
    waitingPortraits: () => portraits.waiting,
    ...(config.REDIS_URL && { portraitLine: () => renderer.queueLine ?? null }),
  });

  const cluster = config.REDIS_URL
    ? await Cluster.open({
        url: config.REDIS_URL,
        snapshotFolder: config.SNAPSHOT_DIR,
        clock,
        log,
        onWrite: (ms) => metrics.storeWritten(ms),
      })
    : null;
  const ownKey = await loadTokenKey(join(config.DATA_DIR, 'token.key'));
  const tokens = new TokenIssuer(cluster ? await cluster.tokenKey(ownKey) : ownKey, clock.now);
  const openOwnStore = () =>
    FileStore.open(join(config.DATA_DIR, 'rooms'), {
      now: clock.now,
      onWrite: ({ ms }) => metrics.storeWritten(ms),
      onTrouble: (message) => log.error(message),
    });
  /** a store that no other server writes to */
  const own = options.store ?? (cluster ? null : await openOwnStore());
  const store = own ?? (cluster as Cluster).store;
  const renderer = options.renderer ?? (await startRenderer(config, { clock, log }));

  const key = await caseKeyOf(config, cluster);
  const { publicKey } = key;
  const registry = new RoomRegistry({
    store,
    logs: own
      ? ownLogs({ store: own, now: clock.now, publicKey })
      : (cluster as Cluster).sessionLogs(publicKey),
    ...(cluster ? { openLog: cluster.openLog, bus: cluster.bus } : {}),
    clock,
    log,
    maxPeople: config.MAX_PEOPLE,
    expiryDays: config.ROOM_EXPIRY_DAYS,
  });
  cluster?.bus.onReset(() => {
    registry
      .refresh()
      .catch((error: unknown) => log.warn({ err: error }, 'rooms could not be looked up anew'));
  });
  const portraits = new PortraitService({
    renderer,
    clock,
    log,
    metrics: {
      finished: (kind, ms, stages) => metrics.portraitFinished(kind, ms, stages),
      failed: (kind) => metrics.portraitFailed(kind),
    },
  });
  /** Of each address, or in each room: at all servers together. */
  const limiter = (name: string, rate: Rate) =>
    cluster?.limiter(name, rate) ?? new AddressLimiter(rate, clock.now);
  const limits = {
    versionActs: limiter('versionActs', VERSION_ACT_RATE),
    variantSets: limiter('variantSets', VARIANT_SET_RATE),
  };
  const features = new WeakMap<Room, RoomFeatures>();
  const sessions = new Sessions({
    registry,
    now: clock.now,
    onTrouble: (room, error) => log.error({ room, err: error }, 'a session log could not be kept'),
  });
  registry.on('opened', (room, opened) => {
    if (opened) sessions.attach(room, opened);
    const painters = cluster?.painters ?? soloPainters;
    features.set(room, attachFeatures(room, { portraits, store, clock, log, painters, sessions, limits }));
  });
  const featuresOf = (room: Room): RoomFeatures => {
    const found = features.get(room);
    if (!found) throw new Error('a room was opened without its features');
    return found;
  };

  const admission = new Admission(tokens, registry);
  const references =
    options.references ??
    new ReferenceProcess({ clock, log, start: () => startReferenceProcess(config.LIMN_WEIGHTS) });

  let stopping = false;
  const proxies = config.TRUST_PROXY;
  const origins = new OriginPolicy(config.PUBLIC_ORIGIN, proxies > 0);
  const app = createApp({
    api: Router().use(
      roomsApi({ registry, tokens, clock, proxies }),
      ownerApi({ acts: new OwnerActs(registry, clock.now), admission, clock, proxies }),
      codesApi({
        registry,
        codes: cluster?.codes ?? new JoinCodes(clock.now),
        misses: limiter('codes', MISS_RATE),
        clock,
        proxies,
      }),
      casesApi({
        admission,
        sessions,
        featuresOf,
        key,
        weightsDir: config.LIMN_WEIGHTS ?? SHIPPED_WEIGHTS,
        clock,
        proxies,
      }),
      referencesApi({ admission, references, clock, proxies }),
      placementsApi({ admission, references, clock, proxies }),
      underlayApi({ admission, references, clock, proxies }),
      versionsApi({
        admission,
        keeperOf: (room) => featuresOf(room).versions,
        seen: (room, picture, by) => sessions.seen(room, 'version', picture, by),
        clock,
        proxies,
      }),
      familyApi({
        admission,
        families: new Families({
          registry,
          store,
          portraitOf: (room) => featuresOf(room).live.picture('portrait'),
        }),
        clock,
        proxies,
      }),
      variantsApi({ admission, deskOf: (room) => featuresOf(room).variants, sessions, clock, proxies }),
    ),
    operations: operations({
      metrics,
      readiness: async () => {
        if (stopping) return ['the server is stopping'];
        const missing: string[] = [];
        await store.ping().catch(() => missing.push('the store cannot write'));
        const { state } = renderer;
        if (state.state !== 'ready') {
          missing.push(`no portrait worker is ready${'message' in state ? `: ${state.message}` : ''}`);
        } else if (portraits.failing) missing.push('portraits fail in every room');
        return missing;
      },
      portraitInfo: () => portraitInfo(renderer),
    }),
    origins,
    stopping: () => stopping,
    onRefused: (reason) => metrics.refused('http', reason),
    clientFolder: options.clientFolder ?? CLIENT_FOLDER,
    https: config.PUBLIC_ORIGIN.length > 0 && config.PUBLIC_ORIGIN.every((url) => url.startsWith('https:')),
    log,
  });

  const server = createHttpServer(
    // Before a token is checked a connection can send its headers and nothing else: sockets are paused.
    {
      maxHeaderSize: MAX_PREAUTH_BYTES,
      headersTimeout: AUTHENTICATION_TIMEOUT_MS,
      requestTimeout: REQUEST_TIMEOUT_MS,
      // How often Node looks for connections that overran the two above.
      connectionsCheckingInterval: CONNECTIONS_CHECK_MS,
    },
    app,
  );
  const connections = new AddressLimiter(CONNECTION_RATE, clock.now);
  /** Why a socket may not even try; null when it may. */
  const barrier = (request: IncomingMessage): CloseReason | null => {
    if (stopping) return 'restarting';
    if (!origins.allows(request)) return 'forbidden';
    return connections.take(remoteAddress(request, proxies)) ? null : 'rate-limited';
  };
  const sync = new SyncEndpoint({
    admission,
    clock,
    log,
    events: {
      onAdmitted: (changed, ms) => metrics.updateAdmitted(changed, ms),
      onTurnedAway: (reason) => metrics.refused('document', reason),
      onRefused: (reason, { room, subject }, err) => {
        metrics.refused('document', reason);
        const foreseen = err instanceof RefusedError;
        if (foreseen) log.warn({ room, subject, reason, detail: err.message }, 'a connection was closed');
        else log.error({ room, subject, err }, 'a message could not be handled');
      },
    },
  });
  const live = new LiveGateway(server, {
    admission,
    clock,
    log,
    allowRequest: (request) => {
      const reason = barrier(request);
      if (reason) metrics.refused('upgrade', reason);
      return reason === null;
    },
    onRefused: (reason) => metrics.refused('live', reason),
    roomOf: (room) => featuresOf(room).live,
  });
  server.on('upgrade', (request: IncomingMessage, socket: Duplex, head: Buffer) => {
    if (live.handles(request)) return;
    if (!sync.handles(request)) return refuseUpgrade(socket, 'not-found');
    const reason = barrier(request);
    if (!reason) return sync.upgrade(request, socket, head);
    metrics.refused('upgrade', reason);
    refuseUpgrade(socket, reason);
  });

  const port = await listen(server, config.PORT, config.HOST);
  return {
    port,
    renderer,
    publicKey,
    sweep: () => registry.sweep(),
    async close() {
      // Until all is written, probes get their 503 and newcomers a typed refusal.
      stopping = true;
      const message = 'The server restarts. Reconnecting.';
      live.closeAll('restarting', message);
      sync.closeAll('restarting', message);
      references.close();
      await portraits.close();
      await registry.close();
      await renderer.close();
      await live.close();
      sync.terminateAll();
      server.close();
      server.closeAllConnections();
      await store.close();
      await cluster?.close();
    },
  };
}

/** The key that signs cases: of several servers the same. @throws SigningKeyError */
async function caseKeyOf({ CASE_KEY_FILE, DATA_DIR }: Config, cluster: Cluster | null): Promise<SigningKey> {
  if (CASE_KEY_FILE) return SigningKey.read(CASE_KEY_FILE);
  const own = await SigningKey.load(join(DATA_DIR, 'case.key'));
  return cluster ? SigningKey.parse(await cluster.caseKey(own.toPem()), 'The key for cases in Redis') : own;
}

function portraitInfo({ state }: Renderer): PortraitInfo {
  if (state.state === 'starting') return { state: 'starting' };
  return state;
}

/** Browsers hide the status from their pages, so this is for programs and proxies. */
function refuseUpgrade(socket: Duplex, reason: CloseReason): void {
  const status = STATUS_OF[reason];
  socket.on('error', () => socket.destroy());
  socket.end(`HTTP/1.1 ${status} ${STATUS_CODES[status]}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`);
}

function listen(server: Server, port: number, host: string): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, () => resolve((server.address() as AddressInfo).port));
  });
}
