import { CANVAS_SIZE } from '../../shared/canvas.ts';
import { portraitDescription } from '../../shared/generatedMark.ts';
import type { ContactEntry } from '../files/contactSheet.ts';
import { sheetFile } from '../files/makeContactSheet.ts';
import { imageOf } from '../files/portraitImage.ts';
import { filmTimeLapse, type Progress } from '../files/timeLapse.ts';
import { INK, PAPER } from '../picture/paintStrokes.ts';
import { seenStrokes } from '../picture/seenStrokes.ts';
import { ReplayPainter } from '../replay/replayPainter.ts';
import { planReplay } from '../replay/replayPlan.ts';
import type { Exhibit } from './galleryModel.ts';

/** s of a class's film, and of its last frame */
const SECONDS = 12;
const HOLD_SECONDS = 2;
/** px of one face's square in the film */
const TILE = CANVAS_SIZE / 2;

interface Words {
  title: string;
  foot: string;
  nameOf: (exhibit: Exhibit) => string;
}

const strokesOf = ({ doc }: Exhibit) => (doc ? seenStrokes(doc) : []);
const portraitOf = ({ url }: Exhibit) => (url ? imageOf(url) : Promise.resolve(null));

/** Everybody's sketch and portrait on one sheet. */
export async function classSheet(
  exhibits: readonly Exhibit[],
  format: 'png' | 'pdf',
  { title, foot, nameOf }: Words,
): Promise<Blob> {
  const entries: ContactEntry[] = [];
  for (const exhibit of exhibits) {
    const strokes = strokesOf(exhibit);
    if (strokes.length === 0) continue;
    entries.push({ title: nameOf(exhibit), caption: '', strokes, portrait: await portraitOf(exhibit) });
  }
  return sheetFile(entries, { format, title, foot, description: portraitDescription('classroom') });
}

/** How all drawings grew, side by side, each from its first stroke to its last; the portraits come at the end. @throws TimeLapseError */
export async function classFilm(
  exhibits: readonly Exhibit[],
  title: string,
  progress: Progress,
): Promise<Blob> {
  const tiles: { painter: ReplayPainter; duration: number; portrait: HTMLImageElement | null }[] = [];
  for (const exhibit of exhibits) {
    const plan = planReplay(strokesOf(exhibit), []);
    if (plan.strokes.length === 0) continue;
    const painter = new ReplayPainter(plan, () => INK, TILE);
    tiles.push({ painter, duration: plan.duration, portrait: await portraitOf(exhibit) });
  }
  const columns = Math.max(1, Math.ceil(Math.sqrt(tiles.length)));
  const rows = Math.max(1, Math.ceil(tiles.length / columns));
  const total = SECONDS + HOLD_SECONDS;
  return filmTimeLapse(
    {
      width: columns * TILE,
      height: rows * TILE,
      seconds: total,
      title,
      description: portraitDescription('classroom'),
      paint: (context, share) => {
        context.fillStyle = PAPER;
        context.fillRect(0, 0, columns * TILE, rows * TILE);
        const time = Math.min(1, (share * total) / SECONDS);
        for (const [i, { painter, duration, portrait }] of tiles.entries()) {
          const square = { x: (i % columns) * TILE, y: Math.floor(i / columns) * TILE, size: TILE };
          if (time === 1 && portrait) context.drawImage(portrait, square.x, square.y, TILE, TILE);
          else painter.paint(context, square, time * duration);
        }
      },
    },
    progress,
  );
}
