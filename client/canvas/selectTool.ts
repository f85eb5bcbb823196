import type { Rectangle } from '../../shared/canvas.ts';
import { strokesTouched } from './eraser.ts';
import type { FinishedStroke } from './finishedStrokes.ts';
import type { Place } from './geometry.ts';
import type { Selection } from './selection.ts';
import { dragged, type Grip, gripAt } from './selectionBox.ts';
import type { Tool } from './tool.ts';

export interface SelectHost {
  strokes(): Iterable<FinishedStroke>;
  /** canvas px around corners and knob in which they are taken hold of */
  reach(): number;
  /** canvas px between the box and its knob */
  apart(): number;
}

type Doing =
  | { does: 'drag'; grip: Grip; from: Place; box: Rectangle; started: boolean }
  | { does: 'frame'; from: Place; to: Place; more: boolean };

/** Canvas px below which a drag is a tap. */
const TAP_REACH = 2;

/** Takes hold of strokes: a tap chooses one (with Shift one more), a frame all in it; the box moves, its corners scale, its knob turns. */
export class SelectTool implements Tool {
  private doing: Doing | null = null;

  constructor(
    private readonly selection: Selection,
    private readonly host: SelectHost,
  ) {}

  begin(place: Place, shift = false): void {
    const { box } = this.selection.now;
    const grip = box && !shift ? gripAt(box, place, this.host.reach(), this.host.apart()) : null;
    if (grip) {
      this.hold(grip, place);
      return;
    }
    const id = strokesTouched(this.host.strokes(), place, place).at(-1);
    if (id !== undefined) {
      if (shift) this.selection.toggle(id);
      else this.selection.choose([id]);
      this.hold('box', place);
    } else {
      if (!shift) this.selection.choose([]);
      this.doing = { does: 'frame', from: place, to: place, more: shift };
    }
  }

  extend(places: readonly Place[], _predicted: readonly Place[] = [], shift = false): void {
    const to = places.at(-1);
    const { doing } = this;
    if (!to || !doing) return;
    if (doing.does === 'frame') {
      doing.to = to;
      this.selection.frame(around(doing.from, to));
      return;
    }
    doing.started ||= Math.hypot(to.x - doing.from.x, to.y - doing.from.y) > TAP_REACH;
    if (doing.started) this.selection.drag(dragged(doing.box, doing.grip, doing.from, to, shift));
  }

  end(): void {
    const { doing } = this;
    const { drag, ids } = this.selection.now;
    this.discard();
    if (doing?.does === 'drag' && drag) this.selection.place(drag);
    if (doing?.does === 'frame') {
      const inside = strokesIn(this.host.strokes(), around(doing.from, doing.to));
      this.selection.choose(doing.more ? [...ids, ...inside] : inside);
    }
  }

  discard(): void {
    this.doing = null;
    this.selection.drag(null);
    this.selection.frame(null);
  }

  private hold(grip: Grip, from: Place): void {
    const { box } = this.selection.now;
    this.doing = box && { does: 'drag', grip, from, box, started: false };
  }
}

/** Strokes of which a frame holds at least half. */
function strokesIn(strokes: Iterable<FinishedStroke>, { x, y, width, height }: Rectangle): string[] {
  const inside = (place: Place) =>
    place.x >= x && place.y >= y && place.x <= x + width && place.y <= y + height;
  return [...strokes].flatMap(({ id, lines }) => {
    const points = lines.flat();
    return points.length > 0 && points.filter(inside).length * 2 >= points.length ? [id] : [];
  });
}

function around(a: Place, b: Place): Rectangle {
  return {
    x: Math.min(a.x, b.x),
    y: Math.min(a.y, b.y),
    width: Math.abs(a.x - b.x),
    height: Math.abs(a.y - b.y),
  };
}
