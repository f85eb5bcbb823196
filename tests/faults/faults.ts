import { setTimeout as pause } from 'node:timers/promises';
import * as Y from 'yjs';
import { CaseFault } from '../../server/cases/caseFault.ts';
import { verifyCase } from '../../server/cases/verifyCase.ts';
import { systemClock } from '../../server/clock.ts';
import { RedisLink } from '../../server/cluster/redisLink.ts';
import { RedisStore } from '../../server/cluster/redisStore.ts';
import { redisShelf } from '../../server/cluster/snapshotShelf.ts';
import { createLogger } from '../../server/log.ts';
import { type CreatedRoom, createdRoomSchema, type TokenGrant, tokenGrantSchema } from '../../shared/api.ts';
import { strokesOf } from '../../shared/roomDocument.ts';
import { Random } from '../fuzz/random.ts';
import { FaultyCluster, type FaultyClusterOptions } from './cluster.ts';
import { type Durations, FAULTS, type FaultName } from './faultKinds.ts';
import { FaultPerson } from './faultPerson.ts';

const ROOMS = 2;
/** index of the room that is a witness session: its log must stand all this too */
const SESSION = 1;
/** One at each server. */
const PEOPLE_IN_ROOM = 3;
/** ms of drawing before a fault */
const BEFORE_MS = 1_000;
/** ms until people must get in */
const JOIN_MS = 20_000;
/** ms in which portraits must go on */
export const RESUME_MS = 5_000;
/** ms that a portrait is waited for, so that its figure can be told where it is too late */
const PORTRAIT_MS = 20_000;

export interface FaultResult {
  fault: FaultName;
  drawn: number;
  /** strokes that were called stored and that nobody erased */
  stored: number;
  /** those of them that are missing in somebody's document, or in Redis */
  lost: number;
  /** documents that differ from the first one's of their room, Redis' among them */
  diverged: number;
  /** strokes that were not called stored in the end */
  unsaved: number;
  /** people who were turned away for good */
  refused: number;
  /** what does not fit in the case bundle of the room that is a witness session; null: everything fits */
  caseFault: string | null;
  /** until a portrait shows what was drawn after the fault; null: none came */
  resumeMs: number | null;
  /** of these the worker's for that portrait */
  workerMs: number | null;
}

export interface FaultsOptions extends FaultyClusterOptions {
  faults: readonly FaultName[];
  durations: Durations;
  onResult?: (result: FaultResult) => void;
}

/** Why a result is not what the rules promise, in one sentence; null where it is. */
export function breachOf({
  lost,
  diverged,
  unsaved,
  refused,
  caseFault,
  resumeMs,
  drawn,
}: FaultResult): string | null {
  if (lost > 0) return `${lost} strokes that were called stored are lost`;
  if (diverged > 0) return `${diverged} documents differ`;
  if (refused > 0) return `${refused} people were turned away`;
  if (unsaved > 0) return `${unsaved} strokes were never stored`;
  if (drawn === 0) return 'nobody could draw';
  if (caseFault !== null) return `the session's case does not fit: ${caseFault}`;
  if (resumeMs === null || resumeMs > RESUME_MS)
    return `portraits went on after ${resumeMs ?? 'more than 20,000'} ms`;
  return null;
}

/** One fault after the other on one cluster, with people who draw on. */
export async function runFaults(options: FaultsOptions): Promise<FaultResult[]> {
  const cluster = await FaultyCluster.start(options);
  try {
    await cluster.local.ready();
    const results: FaultResult[] = [];
    for (const [i, fault] of options.faults.entries()) {
      const result = await runFault(cluster, fault, new Random(options.seed + i), options.durations);
      results.push(result);
      options.onResult?.(result);
    }
    return results;
  } finally {
    await cluster.dispose();
  }
}

async function runFault(
  cluster: FaultyCluster,
  name: FaultName,
  random: Random,
  durations: Durations,
): Promise<FaultResult> {
  const rooms = await Promise.all(Array.from({ length: ROOMS }, (_, i) => peopledRoom(cluster, random, i)));
  const people = rooms.flatMap((room) => room.people);
  const stop = new AbortController();
  const drawing = people.map((person) => person.drawOn(random, stop.signal));
  await pause(BEFORE_MS);
  const { run, resumesFrom } = FAULTS[name];
  const fault = run(cluster, random, durations);
  if (resumesFrom === 'end') await fault;
  // Whoever's server is hit first finds another one: portraits are shown to the quickest of each room.
  const resumed = rooms.map(({ people: inside }) =>
    Promise.race(
      inside.map((person) => {
        person.draw(random);
        return person.portraitOfNow(PORTRAIT_MS);
      }),
    ),
  );
  await fault;
  const resumes = await Promise.all(resumed);
  const slowest = resumes.reduce((a, b) => (a && b ? (a.ms > b.ms ? a : b) : null)) ?? null;
  stop.abort();
  await Promise.all(drawing);
  await settled(rooms, durations.heal);
  const kept = await Promise.all(rooms.map(({ room }) => keptBy(cluster, room)));
  const newcomers = await Promise.all(rooms.map(({ room }) => newcomerTo(cluster, room, random)));
  const result: FaultResult = {
    fault: name,
    drawn: people.reduce((sum, { drawn }) => sum + drawn.size, 0),
    stored: 0,
    lost: 0,
    diverged: 0,
    unsaved: people.reduce((sum, { drawn, stored }) => sum + drawn.size - stored.size, 0),
    refused: people.filter(({ refusals }) => refusals.length > 0).length,
    caseFault: await caseFaultOf(cluster, rooms[SESSION] as PeopledRoom, random),
    resumeMs: slowest && Math.round(slowest.ms),
    workerMs: slowest && Math.round(slowest.workerMs),
  };
  for (const [i, { people: inside }] of rooms.entries()) {
    const docs = [...inside.map(({ doc }) => doc), kept[i] as Y.Doc, newcomers[i] as Y.Doc];
    const contents = docs.map(contentOf);
    result.diverged += contents.filter((content) => content !== contents[0]).length;
    const erased = new Set(inside.flatMap((person) => [...person.erased]));
    for (const { stored } of inside) {
      const expected = [...stored].filter((id) => !erased.has(id));
      result.stored += expected.length;
      result.lost += expected.filter((id) => docs.some((doc) => !strokesOf(doc).has(id))).length;
    }
  }
  for (const person of people) person.leave();
  return result;
}

interface PeopledRoom {
  room: CreatedRoom;
  people: FaultPerson[];
}

async function peopledRoom(cluster: FaultyCluster, random: Random, index: number): Promise<PeopledRoom> {
  const origin = cluster.origins[index % cluster.origins.length] ?? '';
  const room = createdRoomSchema.parse(
    await post(`${origin}/api/rooms`, random, index === SESSION ? { kind: 'witness' } : {}),
  );
  const people: FaultPerson[] = [];
  for (let i = 0; i < PEOPLE_IN_ROOM; i++) {
    people.push(new FaultPerson(cluster.origins, i, room, await grantFor(cluster, room, random)));
  }
  await until(() => people.every(({ synced }) => synced), 'people do not get in');
  return { room, people };
}

async function grantFor(
  cluster: FaultyCluster,
  room: CreatedRoom,
  random: Random,
  link: 'editor' | 'owner' = 'editor',
): Promise<TokenGrant> {
  const body = { secret: room.secrets[link], name: 'Person', colour: '#b91c1c' };
  return tokenGrantSchema.parse(
    await post(`${cluster.origins[0]}/api/rooms/${room.roomId}/tokens`, random, body),
  );
}

/** Waits until all are saved and equal; whether they are, the result says. */
async function settled(rooms: PeopledRoom[], ms: number): Promise<void> {
  const deadline = performance.now() + ms;
  const calm = () =>
    rooms.every(({ people }) => {
      const [first, ...others] = people.map(({ doc }) => contentOf(doc));
      return people.every(({ saved, synced }) => saved && synced) && others.every((other) => other === first);
    });
  while (!calm() && performance.now() < deadline) await pause(100);
}

/** The room as Redis alone has it. */
async function keptBy({ local }: FaultyCluster, { roomId }: CreatedRoom): Promise<Y.Doc> {
  const link = new RedisLink({ url: local.redis.url, clock: systemClock, log: createLogger('silent') });
  try {
    await until(() => link.ready, 'Redis does not answer');
    const store = new RedisStore({ link, shelf: redisShelf, now: Date.now, onTrouble: () => {} });
    const { snapshot, updates } = await store.loadDocument(roomId);
    const doc = new Y.Doc();
    if (snapshot) Y.applyUpdate(doc, snapshot.state);
    for (const { update } of updates) Y.applyUpdate(doc, update);
    return doc;
  } finally {
    link.close();
  }
}

async function newcomerTo(cluster: FaultyCluster, room: CreatedRoom, random: Random): Promise<Y.Doc> {
  const grant = await grantFor(cluster, room, random);
  const newcomer = new FaultPerson(cluster.origins, random.int(PEOPLE_IN_ROOM), room, grant);
  await until(() => newcomer.synced, 'a newcomer does not get in');
  newcomer.leave();
  return newcomer.doc;
}

/** What does not fit in a session's case, or to what its people have. */
async function caseFaultOf(
  cluster: FaultyCluster,
  { room, people }: PeopledRoom,
  random: Random,
): Promise<string | null> {
  const { token } = await grantFor(cluster, room, random, 'owner');
  const origin = random.pick(cluster.origins);
  const answer = await fetch(`${origin}/api/rooms/${room.roomId}/case`, {
    headers: { authorization: `Bearer ${token}` },
  });
  if (!answer.ok) return `there is none (${answer.status})`;
  try {
    const { session, entries } = await verifyCase(Buffer.from(await answer.arrayBuffer()));
    const drawn = entries.flatMap((entry) =>
      entry.what === 'drew' ? [`${entry.version} ${entry.stroke.id}`] : [],
    );
    if (new Set(drawn).size < drawn.length) return 'a stroke stands in the log twice';
    const inLog = [...session.strokes.keys()].sort().join();
    return people.every(({ doc }) => contentOf(doc) === inLog)
      ? null
      : 'people have other strokes than the log';
  } catch (error) {
    if (error instanceof CaseFault) return error.message;
    throw error;
  }
}

function contentOf(doc: Y.Doc): string {
  return [...strokesOf(doc).keys()].sort().join();
}

/** Each from an address of their own, as people are. */
async function post(url: string, random: Random, body: object): Promise<unknown> {
  const answer = await fetch(url, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      'x-forwarded-for': `10.${random.int(250)}.${random.int(250)}.${random.int(250)}`,
    },
    body: JSON.stringify(body),
  });
  if (!answer.ok) throw new Error(`${url}: ${answer.status} ${await answer.text()}`);
  return answer.json();
}

async function until(look: () => boolean, message: string): Promise<void> {
  const deadline = performance.now() + JOIN_MS;
  while (!look()) {
    if (performance.now() > deadline) throw new Error(message);
    await pause(25);
  }
}
