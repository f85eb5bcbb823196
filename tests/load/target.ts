import { spawn, spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { freePort } from '../../infra/cluster/freePort.ts';
import { LocalCluster } from '../../infra/cluster/localCluster.ts';
import {
  type CreatedRoom,
  createdRoomSchema,
  SYNC_PATH,
  SYNC_PROTOCOL,
  SYNC_TOKEN_PREFIX,
  tokenGrantSchema,
} from '../../shared/api.ts';
import { LimnServer } from '../support/limnServer.ts';
import { until } from '../support/until.ts';
import type { DocumentTarget } from './documentSocket.ts';

const PEERS = fileURLToPath(new URL('./peers/', import.meta.url));
const START_MS = 30_000;
/** Clock ticks a second of /proc: the same on every Linux that Node runs on. */
const TICKS = 100;

export interface Place extends DocumentTarget {
  subject: string;
  /** our live socket; peers have none: ink and cursors go by presence there */
  live: { origin: string; token: string } | null;
}

/** A server under load. */
export interface Target {
  name: string;
  pid: number;
  origin: string;
  /** @param name of a room; a new name makes a new room */
  enter(room: string, person: number): Promise<Place>;
  stop(): Promise<void>;
}

/** @param portraits false: ink only */
export async function startLimn({ portraits }: { portraits: boolean }): Promise<Target> {
  // Each simulated person comes from an address of their own, as people do.
  const settings = {
    TRUST_PROXY: '1',
    MAX_PEOPLE: '60',
    PORTRAIT_PRIORITY: 'idle',
    ...(!portraits && { PORTRAIT_WORKERS: '0' }),
  };
  const server = await LimnServer.start(settings);
  return {
    name: 'Limn',
    pid: server.pid ?? 0,
    origin: server.origin,
    enter: entrance(() => server.origin),
    stop: () => server.dispose(),
  };
}

/** Several servers on one Redis, ink only. @param placeOf which of them somebody comes by */
export async function startCluster(servers: number, placeOf: (person: number) => number): Promise<Target> {
  const folder = await mkdtemp(join(tmpdir(), 'limn-load-'));
  const cluster = await LocalCluster.start({
    servers,
    workers: 0,
    folder,
    redis: { fsync: 'everysec' },
    env: { LOG_LEVEL: 'error' },
    serverEnv: { MAX_PEOPLE: '60' },
  });
  const originOf = (person: number) => cluster.servers[placeOf(person) % servers]?.origin ?? '';
  return {
    name: `Limn on ${servers} servers`,
    pid: cluster.servers[0]?.child.pid ?? 0,
    origin: originOf(0),
    enter: entrance(originOf),
    async stop() {
      await cluster.stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** Lets people into rooms that are made when they are first named. */
function entrance(originOf: (person: number) => string): Target['enter'] {
  const rooms = new Map<string, Promise<CreatedRoom>>();
  const post = async (url: string, address: string, body: object) => {
    const answer = await fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'x-forwarded-for': address },
      body: JSON.stringify(body),
    });
    if (!answer.ok) throw new Error(`${url}: ${answer.status} ${await answer.text()}`);
    return answer.json();
  };
  return async (name, person) => {
    const origin = originOf(person);
    const address = `10.${rooms.size % 250}.${[...rooms.keys()].indexOf(name) + 1}.${(person % 250) + 1}`;
    let room = rooms.get(name);
    if (!room) {
      room = post(`${origin}/api/rooms`, address, {}).then((body) => createdRoomSchema.parse(body));
      rooms.set(name, room);
    }
    const { roomId, secrets } = await room;
    const body = { secret: secrets.editor, name: `Person ${person}`, colour: '#b91c1c' };
    const grant = tokenGrantSchema.parse(await post(`${origin}/api/rooms/${roomId}/tokens`, address, body));
    return {
      subject: grant.subject,
      url: `${origin.replace('http', 'ws')}${SYNC_PATH}/${roomId}`,
      protocols: [SYNC_PROTOCOL, SYNC_TOKEN_PREFIX + grant.token],
      headers: { 'x-forwarded-for': address },
      live: { origin, token: grant.token },
    };
  };
}

/** @param script a server in `peers/` */
export async function startPeer(script: 'yWebsocket' | 'hocuspocus'): Promise<Target> {
  if (!existsSync(`${PEERS}node_modules`)) {
    const { status } = spawnSync('npm', ['ci', '--omit=optional', '--ignore-scripts'], {
      cwd: PEERS,
      stdio: 'inherit',
      shell: process.platform === 'win32',
    });
    if (status !== 0) throw new Error('npm could not install the servers to compare with.');
  }
  const port = await freePort();
  const child = spawn(process.execPath, [`${script}.mjs`], {
    cwd: PEERS,
    env: { ...process.env, PORT: String(port), NODE_ENV: 'production' },
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  const origin = `http://127.0.0.1:${port}`;
  await until(async () => (await fetch(origin)).status > 0, {
    timeout: START_MS,
    message: () => `${script} did not start`,
  });
  return {
    name: script,
    pid: child.pid ?? 0,
    origin,
    enter: async (room, person) => ({
      subject: `person-${person}`,
      url: `ws://127.0.0.1:${port}/${room}`,
      protocols: [],
      headers: {},
      live: null,
      ...(script === 'hocuspocus' && { documentName: room }),
    }),
    stop: async () => {
      const ended = new Promise((resolve) => child.once('close', resolve));
      child.kill('SIGKILL');
      await ended;
    },
  };
}

/** Seconds of CPU that a process has used (Linux; NaN elsewhere). */
export function cpuSeconds(pid: number): number {
  try {
    const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]?.split(' ') ?? [];
    return (Number(fields[11]) + Number(fields[12])) / TICKS;
  } catch {
    return Number.NaN;
  }
}
