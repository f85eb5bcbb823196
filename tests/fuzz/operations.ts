import { CANVAS_SIZE } from '../../shared/canvas.ts';
import { translation } from '../../shared/matrix.ts';
import { PART_IDS } from '../../shared/parts.ts';
import { settingsMapOf } from '../../shared/roomDocument.ts';
import { STROKE_CLASSES } from '../../shared/semantics/strokeClasses.ts';
import type { Stroke } from '../../shared/strokeCodec.ts';
import type { Random } from './random.ts';
import type { SimulatedPage } from './simulatedPage.ts';
import type { World } from './world.ts';

/** Strokes that one sweep of the eraser hits at most. */
const MAX_SWEEP = 5;
/** ms that a sleeping machine sleeps at most: the first sync times out after 30 s */
const MAX_SLEEP_MS = 60_000;

interface Operation {
  /** how often it happens, next to the others */
  weight: number;
  run(page: SimulatedPage, world: World): void | Promise<void>;
}

/** Done by people whose link draws; the others just look on. */
const drawing = (run: (page: SimulatedPage, world: World) => void): Operation['run'] => {
  return (page, world) => {
    if (page.draws) run(page, world);
  };
};

export const OPERATIONS = {
  draw: { weight: 40, run: drawing((page, { random }) => page.draw(randomStroke(page.subject, random))) },
  erase: {
    weight: 8,
    run: drawing(({ document }, { random }) => {
      const ids = [...document.drawing.strokes.keys()];
      const sweep = Array.from({ length: 1 + random.int(MAX_SWEEP) }, () => random.pick(ids) ?? '');
      document.drawing.undo.startGesture();
      document.drawing.erase(new Set(sweep));
    }),
  },
  move: {
    weight: 5,
    run: drawing(({ document, subject }, { random }) => {
      const id = random.pick([...document.drawing.strokes.keys()]);
      document.drawing.undo.startGesture();
      const place = translation(random.int(200) - 100, random.int(200) - 100);
      if (id) document.drawing.move(new Map([[id, place]]), subject);
    }),
  },
  cut: {
    weight: 6,
    run: drawing(({ document, subject }, { random }) => {
      const id = random.pick([...document.drawing.strokes.keys()]);
      const from = random.int(600);
      document.drawing.undo.startGesture();
      if (id) document.drawing.cut(new Map([[id, [[from, from + random.int(400)]]]]), subject);
    }),
  },
  label: {
    weight: 5,
    run: drawing(({ document, subject }, { random }) => {
      const id = random.pick([...document.drawing.strokes.keys()]);
      const label = random.pick(STROKE_CLASSES)?.id ?? null;
      document.drawing.undo.startGesture();
      if (id) document.drawing.label([id], random.chance(0.8) ? label : null, subject);
    }),
  },
  undo: { weight: 10, run: drawing(({ document }) => document.drawing.undo.undo()) },
  redo: { weight: 4, run: drawing(({ document }) => document.drawing.undo.redo()) },
  clear: { weight: 0.5, run: drawing(({ document }) => document.drawing.clear()) },
  setting: {
    weight: 6,
    run: drawing(({ doc }, { random }) => {
      const part = random.pick(PART_IDS);
      if (random.chance(0.3)) settingsMapOf(doc).set('shadow', random.chance(0.5));
      else settingsMapOf(doc).set(`refine.${part}`, random.int(101) / 100);
    }),
  },
  lock: {
    weight: 1.5,
    run({ role, doc }, { random }) {
      if (role === 'owner') settingsMapOf(doc).set(`lock.${random.pick(PART_IDS)}`, random.chance(0.4));
    },
  },
  freeze: {
    weight: 0.5,
    run({ role, doc }, { random }) {
      if (role === 'owner') settingsMapOf(doc).set('frozen', random.chance(0.3));
    },
  },
  offline: {
    weight: 4,
    run(page, world) {
      page.online = false;
      world.breakLinks(page);
    },
  },
  online: {
    weight: 8,
    run(_page, { pages }) {
      const away = pages.find(({ online }) => !online);
      if (away) away.online = true;
    },
  },
  break: { weight: 4, run: (page, world) => world.breakLinks(page) },
  reload: {
    weight: 2,
    async run(page) {
      page.close();
      await page.open();
    },
  },
  role: {
    weight: 2,
    async run(page, { pages, random }) {
      if (page === pages[0]) return;
      page.close();
      await page.open(random.pick(['owner', 'editor', 'editor', 'viewer'] as const));
    },
  },
  revoke: {
    weight: 0.5,
    async run(_page, { server, roomId }) {
      await server.acts.renewLinks(roomId);
    },
  },
  restart: { weight: 1, run: (_page, world) => world.restart() },
  crash: { weight: 1.5, run: (_page, world) => world.crash() },
  sleep: { weight: 1, run: (_page, { time, random }) => time.advance(random.int(MAX_SLEEP_MS)) },
} satisfies Record<string, Operation>;

export type OperationName = keyof typeof OPERATIONS;

export const WEIGHTS = Object.fromEntries(
  Object.entries(OPERATIONS).map(([name, { weight }]) => [name, weight]),
) as Record<OperationName, number>;

/** A short stroke anywhere, so that some fall into each part. */
function randomStroke(author: string, random: Random): Stroke {
  const start = { x: random.int(CANVAS_SIZE), y: random.int(CANVAS_SIZE) };
  const points = Array.from({ length: 2 + random.int(12) }, (_, i) => ({
    x: Math.min(CANVAS_SIZE, start.x + i * 3),
    y: Math.min(CANVAS_SIZE, start.y + random.int(5)),
    pressure: random.unit(),
    time: i * 16,
  }));
  return { author, tool: 'pen', width: 3, startedAt: 1_000, points };
}
