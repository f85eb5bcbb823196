import { MAX_STROKES } from '../../shared/limits.ts';
import { strokesOf } from '../../shared/roomDocument.ts';
import { launchBrowser } from '../e2e/support/browser.ts';
import { Person } from '../e2e/support/person.ts';
import { faceDrawing, type Place } from '../support/faceDrawing.ts';
import { LimnServer } from '../support/limnServer.ts';
import { packStroke } from './packStroke.ts';
import { createRoom, RoomClient } from './roomClient.ts';
import { quantile } from './statistics.ts';

/** how much slower the page's processor is made: a cheap phone beside this machine */
const THROTTLE = 4;
/** pointer events of one gesture, and ms between two: 60 a second */
const MOVES = 90;
const MOVE_MS = 16;
/** strokes that wait in one update: below its limit */
const BATCH = 40;

/** A full sheet in a real browser whose processor is throttled: frame times while somebody draws, erases, moves and zooms. */
export async function canvas(): Promise<Record<string, number>> {
  const server = await LimnServer.start({ PORTRAIT_WORKERS: '0' });
  const browser = await launchBrowser();
  try {
    const created = await createRoom(server.origin);
    await fill(server.origin, created, MAX_STROKES - 20);
    const ann = await Person.arrive(browser, 'Ann');
    await ann.join(`${server.origin}/r/${created.roomId}#o.${created.secrets.owner}`);
    await ann.strokes(MAX_STROKES - 20);
    const devtools = await ann.context.newCDPSession(ann.page);
    await devtools.send('Emulation.setCPUThrottlingRate', { rate: THROTTLE });
    await watchFrames(ann);
    const figures: Record<string, number> = {};
    const measure = async (what: string, run: () => Promise<void>) => {
      await settle(ann);
      await ann.page.evaluate('frameWatch.begin()');
      await run();
      const { frames, ink, drawn } = (await ann.page.evaluate('frameWatch.end()')) as Record<
        'frames' | 'ink' | 'drawn',
        number[]
      >;
      figures[`${what}FrameP50Ms`] = quantile(frames, 0.5);
      figures[`${what}FrameP95Ms`] = quantile(frames, 0.95);
      figures[`${what}FrameMaxMs`] = quantile(frames, 1);
      if (what !== 'draw') return;
      figures.penToFrameP50Ms = quantile(ink, 0.5);
      figures.penToFrameP95Ms = quantile(ink, 0.95);
      figures.penToDrawnP50Ms = quantile(drawn, 0.5);
      figures.penToDrawnP95Ms = quantile(drawn, 0.95);
    };
    await measure('still', () => ann.page.waitForTimeout(MOVES * MOVE_MS));
    await measure('draw', () => gesture(ann, spiral));
    await ann.page.keyboard.press('x');
    await measure('cut', () => gesture(ann, spiral));
    await ann.page.keyboard.press('e');
    await measure('erase', () => gesture(ann, (t) => ({ x: 60 + 390 * t, y: 150 })));
    await ann.page.keyboard.press('v');
    await gesture(ann, (t) => ({ x: 150 + 200 * t, y: 150 + 60 * t }));
    figures.selectedStrokes = Number(await ann.see('selection').getAttribute('data-count'));
    await measure('move', () => gesture(ann, (t) => ({ x: 250 + 60 * t, y: 180 + 60 * t })));
    await measure('zoom', async () => {
      for (let i = 0; i < 30; i++) {
        await ann.page.mouse.wheel(0, i < 15 ? -100 : 100);
        await ann.page.waitForTimeout(MOVE_MS);
      }
    });
    return figures;
  } finally {
    await browser.close();
    await server.dispose();
  }
}

async function fill(origin: string, created: Awaited<ReturnType<typeof createRoom>>, count: number) {
  const drawer = await RoomClient.join(origin, created, 'Drawer');
  const strokes = Array.from({ length: 400 }, (_, seed) => faceDrawing(seed + 1)).flat();
  for (let from = 0; from < count; from += BATCH) {
    drawer.doc.transact(() => {
      for (let i = from; i < Math.min(count, from + BATCH); i++) {
        const stroke = strokes[i % strokes.length];
        if (stroke) strokesOf(drawer.doc).set(`bench-stroke-${i}`, packStroke(stroke, drawer.subject));
      }
    });
    await new Promise((resolve) => setTimeout(resolve, 60));
  }
  drawer.leave();
}

/** A line that goes round, over many others. */
const spiral = (t: number): Place => ({
  x: 256 + 150 * (0.3 + 0.7 * t) * Math.cos(t * 12),
  y: 256 + 150 * (0.3 + 0.7 * t) * Math.sin(t * 12),
});

async function gesture({ page }: Person, at: (t: number) => Place): Promise<void> {
  const canvas = await page.getByTestId('canvas').boundingBox();
  if (!canvas) throw new Error('there is no canvas');
  const onScreen = (t: number) => {
    const { x, y } = at(t);
    return [canvas.x + (x / 512) * canvas.width, canvas.y + (y / 512) * canvas.height] as const;
  };
  await page.mouse.move(...onScreen(0));
  await page.mouse.down();
  for (let i = 1; i <= MOVES; i++) {
    const due = performance.now() + MOVE_MS;
    await page.mouse.move(...onScreen(i / MOVES));
    await new Promise((resolve) => setTimeout(resolve, Math.max(0, due - performance.now())));
  }
  await page.mouse.up();
}

/** Until frames come as fast as on a still page. */
function settle({ page }: Person): Promise<void> {
  return page.waitForTimeout(1_500);
}

/**
 * Counts frames in the page: the time between two; from a pointer's event until the ink is drawn on the page's bitmap, and until
 * everything is done that the page does in that frame.
 */
async function watchFrames({ page }: Person): Promise<void> {
  await page.evaluate(`{
    let frames = [], ink = [], drawn = [], last = 0, moved = 0, on = false;
    // after the page's own listener: its request for a frame comes before this one
    addEventListener('pointermove', (event) => {
      if (moved) return;
      moved = event.timeStamp;
      requestAnimationFrame(() => {
        if (on) drawn.push(performance.now() - moved);
        port2.postMessage(moved);
        moved = 0;
      });
    });
    // its messages come when everything that the page does in a frame is done
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = ({ data }) => { if (on) ink.push(performance.now() - data); };
    const frame = (now) => {
      if (on && last) frames.push(now - last);
      last = now;
      requestAnimationFrame(frame);
    };
    requestAnimationFrame(frame);
    window.frameWatch = {
      begin: () => { frames = []; ink = []; drawn = []; last = 0; on = true; },
      end: () => { on = false; return { frames, ink, drawn }; },
    };
  }`);
}
