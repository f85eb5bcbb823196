import { copyFile, mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { RoomsInRedis } from '../cluster/roomsInRedis.ts';
import { type Config, ConfigError, readConfig } from '../config.ts';
import {
  backUpRooms,
  inspectRoom,
  inspectRooms,
  MaintenanceError,
  type RoomReport,
  recoverRoom,
  restoreRooms,
} from './maintenance.ts';

const USAGE = `usage: npm run rooms -- COMMAND
  list                   all rooms
  check [ROOM …]         reads everything; exit code 1 where something is damaged
  recover ROOM …         makes a room of what can be read of a damaged one (stop the server first)
  backup FOLDER [ROOM …] copies rooms and the keys; the server may run
  restore FOLDER [ROOM …] puts rooms of a backup back (stop the server first)
With REDIS_URL the rooms are those in Redis, and the servers may run:
  import [ROOM …]        brings rooms of DATA_DIR into Redis (stop the server that holds them)
  restore FOLDER [ROOM …] the same for a backup; what is in Redis already stays as it is`;

const COMMANDS = { list, check, recover, backup, restore };
type Command = keyof typeof COMMANDS;

const IN_REDIS = {
  list: async (rooms: RoomsInRedis) => {
    say(await rooms.inspect([]));
    return 0;
  },
  check: async (rooms: RoomsInRedis, ids: string[]) => sayChecked(await rooms.inspect(ids)),
  backup: async (rooms: RoomsInRedis, [folder, ...ids]: string[]) => {
    if (!folder) throw new MaintenanceError(USAGE);
    return sayCopied(await rooms.backUp(folder, ids), folder);
  },
  restore: async (rooms: RoomsInRedis, [folder, ...ids]: string[]) => {
    if (!folder) throw new MaintenanceError(USAGE);
    return sayCopied(await rooms.restore(folder, ids), 'Redis');
  },
  import: async (rooms: RoomsInRedis, ids: string[], { DATA_DIR }: Config) =>
    sayCopied(await rooms.restore(DATA_DIR, ids), 'Redis'),
};

const [name = '', ...names] = process.argv.slice(2);
try {
  const config = readConfig(process.env);
  process.exitCode = config.REDIS_URL
    ? await inRedis(config.REDIS_URL, config)
    : await onDisk(config.DATA_DIR);
} catch (error) {
  const code = (error as NodeJS.ErrnoException).code;
  const foreseen = error instanceof MaintenanceError || error instanceof ConfigError || code !== undefined;
  console.error(foreseen ? (error as Error).message : error);
  process.exitCode = 2;
}

function onDisk(dataDir: string): Promise<number> {
  if (!Object.hasOwn(COMMANDS, name)) throw new MaintenanceError(USAGE);
  return COMMANDS[name as Command](dataDir, names);
}

async function inRedis(url: string, config: Config): Promise<number> {
  if (!Object.hasOwn(IN_REDIS, name)) throw new MaintenanceError(USAGE);
  const rooms = await RoomsInRedis.open(url, config.SNAPSHOT_DIR);
  try {
    return await IN_REDIS[name as keyof typeof IN_REDIS](rooms, names, config);
  } finally {
    rooms.close();
  }
}

async function list(dataDir: string): Promise<number> {
  say(await inspectRooms(storeOf(dataDir)));
  return 0;
}

async function check(dataDir: string, ids: string[]): Promise<number> {
  const store = storeOf(dataDir);
  const reports = ids.length
    ? await Promise.all(ids.map((id) => inspectRoom(store, id)))
    : await inspectRooms(store);
  return sayChecked(reports);
}

function sayChecked(reports: RoomReport[]): number {
  const bad = reports.filter(({ findings, aside }) => aside || findings.length > 0);
  say(bad);
  console.log(`${reports.length} rooms read, ${bad.length} damaged`);
  return bad.length === 0 ? 0 : 1;
}

async function recover(dataDir: string, ids: string[]): Promise<number> {
  if (ids.length === 0) throw new MaintenanceError(USAGE);
  const keep = join(dataDir, 'damaged');
  for (const id of ids) say([await recoverRoom(storeOf(dataDir), keep, id, Date.now())]);
  console.log(`The damaged files are kept in ${keep}.`);
  return 0;
}

async function backup(dataDir: string, [target, ...ids]: string[]): Promise<number> {
  if (!target) throw new MaintenanceError(USAGE);
  await mkdir(target, { recursive: true });
  const reports = await backUpRooms(storeOf(dataDir), storeOf(target), ids);
  await copyFile(join(dataDir, 'token.key'), join(target, 'token.key'));
  // Servers that never started since there are cases have no key for them.
  await copyFile(join(dataDir, 'case.key'), join(target, 'case.key')).catch(unlessMissing);
  return sayCopied(reports, target);
}

function unlessMissing(error: NodeJS.ErrnoException): void {
  if (error.code !== 'ENOENT') throw error;
}

async function restore(dataDir: string, [source, ...ids]: string[]): Promise<number> {
  if (!source) throw new MaintenanceError(USAGE);
  await mkdir(storeOf(dataDir), { recursive: true });
  const keep = join(dataDir, 'replaced');
  return sayCopied(await restoreRooms(storeOf(source), storeOf(dataDir), keep, Date.now(), ids), dataDir);
}

function sayCopied(reports: RoomReport[], target: string): number {
  const bad = reports.filter(({ findings }) => findings.length > 0);
  say(bad);
  console.log(`${reports.length - bad.length} of ${reports.length} rooms in ${target}`);
  return bad.length === 0 ? 0 : 1;
}

function say(reports: RoomReport[]): void {
  for (const { id, lastVisitAt, strokes, bytes, findings, aside } of reports) {
    const visit = lastVisitAt === null ? 'unknown' : new Date(lastVisitAt).toISOString();
    const state = [...(aside ? ['set aside'] : []), ...findings].join('; ') || 'whole';
    console.log(`${id}  last visit ${visit}  ${strokes} strokes  ${bytes} bytes  ${state}`);
  }
}

function storeOf(dataDir: string): string {
  return join(dataDir, 'rooms');
}
