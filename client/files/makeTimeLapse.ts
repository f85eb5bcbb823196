import { CANVAS_SIZE } from '../../shared/canvas.ts';
import { INK, PAPER } from '../picture/paintStrokes.ts';
import { ReplayPainter } from '../replay/replayPainter.ts';
import { thingAt } from '../replay/replayPlan.ts';
import type { RoomMaterial } from './roomMaterial.ts';
import { filmTimeLapse, type Progress } from './timeLapse.ts';

/** s that the finished drawing stays */
const HOLD_SECONDS = 1.5;

/** Films how a room's drawing grew: sketch on the left, the portraits as they came on the right. @throws ApiFailure, TimeLapseError */
export async function makeTimeLapse(
  material: RoomMaterial,
  options: { seconds: number; coloured: boolean; title: string },
  progress: Progress,
): Promise<Blob> {
  const plan = await material.replay();
  const portraits = new Map<string, HTMLImageElement | null>();
  for (const { thing } of plan.moments) portraits.set(thing.id, await material.portraitOf(thing));
  const final = await material.portrait();
  const colours = new Map(material.authors.map(({ subject, colour }) => [subject, colour]));
  const painter = new ReplayPainter(
    plan,
    options.coloured ? ({ author }) => colours.get(author) ?? INK : () => INK,
    CANVAS_SIZE,
  );
  const total = options.seconds + HOLD_SECONDS;
  return filmTimeLapse(
    {
      width: 2 * CANVAS_SIZE,
      height: CANVAS_SIZE,
      seconds: total,
      title: options.title,
      description: material.description,
      paint: (context, share) => {
        const time = Math.min(1, (share * total) / options.seconds) * plan.duration;
        const version = thingAt(plan, time);
        const portrait = time >= plan.duration ? final : version && portraits.get(version.id);
        context.fillStyle = PAPER;
        context.fillRect(0, 0, 2 * CANVAS_SIZE, CANVAS_SIZE);
        painter.paint(context, { x: 0, y: 0, size: CANVAS_SIZE }, time);
        if (portrait) context.drawImage(portrait, CANVAS_SIZE, 0, CANVAS_SIZE, CANVAS_SIZE);
      },
    },
    progress,
  );
}
