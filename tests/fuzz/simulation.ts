import { strokesOf } from '../../shared/roomDocument.ts';
import { checkEnd, checkSaved } from './checks.ts';
import { OPERATIONS, type OperationName, WEIGHTS } from './operations.ts';
import { SimulatedSocket } from './simulatedSocket.ts';
import { World } from './world.ts';

export const DEFAULT_OPERATIONS = 300;
/** Messages that arrive between two operations at most. */
const MAX_DELIVERIES = 8;
/** ms of virtual time between two operations at most */
const MAX_PAUSE_MS = 400;
/** Operations between two looks at what "saved" promises. */
const CHECK_EVERY = 10;

export interface SimulationResult {
  people: number;
  /** strokes of the room in the end */
  strokes: number;
}

/**
 * People, a server and a network that all misbehave, from one seed; afterwards everything heals.
 * @param trace told of every operation
 * @throws DivergenceError
 */
export async function simulate(
  seed: number,
  { operations = DEFAULT_OPERATIONS, trace = (_line: string) => {} } = {},
): Promise<SimulationResult> {
  const browser = globalThis as { WebSocket?: unknown };
  const itsSocket = browser.WebSocket;
  browser.WebSocket = SimulatedSocket;
  const world = new World(seed);
  try {
    await world.begin();
    for (let i = 0; i < operations; i++) {
      const name: OperationName = world.random.weighted(WEIGHTS);
      const page = world.random.pick(world.pages);
      if (!page) break;
      trace(`${i} ${name} ${page.subject} (${page.role}${page.online ? '' : ', offline'})`);
      await OPERATIONS[name].run(page, world);
      await world.goOn(MAX_DELIVERIES, MAX_PAUSE_MS);
      if (i % CHECK_EVERY === 0) await checkSaved(world);
    }
    await world.heal();
    await checkEnd(world);
    const [page] = world.pages;
    return { people: world.pages.length, strokes: page ? strokesOf(page.doc).size : 0 };
  } finally {
    world.end();
    browser.WebSocket = itsSocket;
  }
}
