import { setTimeout as pause } from 'node:timers/promises';
import { fromBase64 } from 'lib0/buffer';
import * as Y from 'yjs';
import { strokesOf } from '../../shared/roomDocument.ts';
import { createRoom, RoomClient } from '../bench/roomClient.ts';
import { Random } from '../fuzz/random.ts';
import { LimnServer } from '../support/limnServer.ts';
import { strokeBytes } from '../support/strokes.ts';

const PEOPLE = 5;
/** ms between two strokes of one person: twenty times a quick hand, so that a kill meets a write */
const STROKE_MS = 12;
/** ms of drawing before the kill at most */
const MAX_DRAWING_MS = 700;
/** Kills that one room sees: it holds 2,000 strokes at most. */
const KILLS_PER_ROOM = 5;
/** One stroke in so many is erased again. */
const ERASE_EVERY = 10;

export interface KillsResult {
  kills: number;
  /** strokes that were called stored before a kill */
  stored: number;
  /** those of them that were not there afterwards */
  lost: number;
  /** strokes drawn at all: the rest was under way when the server was killed */
  drawn: number;
}

/** A real server process, five people who draw, `kill -9` at a random moment, again and again. */
export async function killAgainAndAgain(kills: number, seed: number): Promise<KillsResult> {
  const random = new Random(seed);
  const server = await LimnServer.start({ PORTRAIT_WORKERS: '0' });
  const result: KillsResult = { kills: 0, stored: 0, lost: 0, drawn: 0 };
  try {
    let room = await createRoom(server.origin);
    for (; result.kills < kills; result.kills++) {
      if (result.kills % KILLS_PER_ROOM === 0) room = await createRoom(server.origin);
      const joining = Array.from({ length: PEOPLE }, (_, i) => RoomClient.join(server.origin, room, `P${i}`));
      const people = (await Promise.all(joining)).map((client) => new KilledPerson(client));
      const stop = new AbortController();
      const drawing = people.map((person) => person.draw(random, stop.signal));
      await pause(random.int(MAX_DRAWING_MS));
      await server.stop('SIGKILL');
      stop.abort();
      await Promise.all(drawing);
      // Nobody may bring back what the server lost: the people leave before it is there again.
      for (const { client } of people) client.leave();
      await server.resume();
      const newcomer = await RoomClient.join(server.origin, room, 'Newcomer');
      const there = new Set(strokesOf(newcomer.doc).keys());
      newcomer.leave();
      const erased = new Set(people.flatMap((person) => [...person.erased]));
      for (const { stored, drawn } of people) {
        const kept = [...stored].filter((id) => !erased.has(id));
        result.drawn += drawn.size;
        result.stored += kept.length;
        result.lost += kept.filter((id) => !there.has(id)).length;
      }
    }
    return result;
  } finally {
    await server.dispose();
  }
}

class KilledPerson {
  readonly drawn = new Map<string, number>();
  readonly stored = new Set<string>();
  readonly erased = new Set<string>();

  constructor(readonly client: RoomClient) {
    client.live.on('stored', (stateVector) => {
      const clock = Y.decodeStateVector(fromBase64(stateVector)).get(client.doc.clientID) ?? 0;
      for (const [id, at] of this.drawn) if (at < clock) this.stored.add(id);
    });
  }

  async draw(random: Random, signal: AbortSignal): Promise<void> {
    const { doc, subject } = this.client;
    const strokes = strokesOf(doc);
    while (!signal.aborted) {
      const id = random.text(12);
      this.drawn.set(id, Y.getState(doc.store, doc.clientID));
      strokes.set(id, strokeBytes(subject, { y: random.int(500), count: 2 + random.int(60) }));
      const old = random.pick([...this.stored]);
      if (old && random.int(ERASE_EVERY) === 0) {
        this.erased.add(old);
        strokes.delete(old);
      }
      await pause(random.int(2 * STROKE_MS));
    }
  }
}
