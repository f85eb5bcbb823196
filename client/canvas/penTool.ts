import type { Point } from '../../shared/canvas.ts';
import type { InkChunk } from '../../shared/events.ts';
import type { Stroke } from '../../shared/strokeCodec.ts';
import { InkSender } from '../live/inkSender.ts';
import { mirrored } from './mirror.ts';
import { type PressureCurve, pressed } from './pressureCurve.ts';
import { Stabiliser, type Steadiness } from './stabiliser.ts';
import { type PenSample, StrokeBuilder } from './strokeBuilder.ts';
import type { Tool } from './tool.ts';

/** How a person's pen is set. */
export interface PenHand {
  /** canvas px */
  width: number;
  pressure: PressureCurve;
  steadiness: Steadiness;
  /** every stroke is drawn on the other side of the sheet's middle too */
  mirror: boolean;
  /** every stroke is a straight line */
  straight: boolean;
}

export interface PenHost {
  /** a new stroke's id */
  beginStroke(): string;
  hand(): PenHand;
  author(): string;
  /** puts a finished stroke into the document, as part of the gesture that began it */
  addStroke(id: string, stroke: Stroke): void;
  startGesture(): void;
  sendInk(chunk: InkChunk): void;
  endInk(strokeId: string): void;
  /** the stroke under the pen looks different */
  changed(): void;
  /** ms since the Unix epoch */
  now(): number;
}

/** The stroke under the pen, with its twin in the mirror. */
interface Drawn {
  stroke: StrokeBuilder;
  twin: { readonly id: string; readonly width: number; readonly points: readonly Point[] } | null;
  senders: InkSender[];
  stabiliser: Stabiliser;
  /** where the pen itself is: the line may lag behind */
  last: PenSample;
}

/** The pen: draws at once here, sends ink while it is down and one finished stroke when it lifts. */
export class PenTool implements Tool {
  private drawn: Drawn | null = null;
  private predicted: readonly PenSample[] = [];
  private straight = false;
  private beat = 0;

  constructor(private readonly host: PenHost) {}

  begin(sample: PenSample): void {
    this.host.startGesture();
    this.start(this.felt(sample));
  }

  /** What is to be seen under the pen: what it drew, and where it will probably be when the frame is shown. */
  get shown(): { points: readonly Point[]; width: number }[] {
    if (!this.drawn) return [];
    const { stroke, twin } = this.drawn;
    const points = stroke.pointsWith(this.predicted);
    const { width } = stroke;
    return twin
      ? [
          { points, width },
          { points: mirrored(points), width },
        ]
      : [{ points, width }];
  }

  extend(samples: readonly PenSample[], predicted: readonly PenSample[] = [], shift = false): void {
    const { straight, steadiness } = this.host.hand();
    if (shift || straight) this.extendStraight(samples);
    else {
      this.straight = false;
      this.drawn?.stroke.freehand();
      for (const sample of samples) this.extendBy(this.felt(sample));
    }
    // a line that lags behind the pen must not run ahead of it
    this.predicted = this.straight || steadiness !== 'off' ? [] : predicted.map((each) => this.felt(each));
    this.host.changed();
  }

  end(): void {
    const { drawn, host } = this;
    if (!drawn) return;
    const { stroke, twin, last } = drawn;
    if (!this.straight && !stroke.full) stroke.add(last);
    this.straight = false;
    for (const sender of drawn.senders) sender.flush();
    this.forget();
    const finished = stroke.finish(host.author());
    host.addStroke(stroke.id, finished);
    if (twin) host.addStroke(twin.id, { ...finished, points: mirrored(finished.points) });
    for (const { id } of [stroke, ...(twin ? [twin] : [])]) host.endInk(id);
    host.changed();
  }

  discard(): void {
    const { drawn } = this;
    if (drawn) for (const { id } of [drawn.stroke, ...(drawn.twin ? [drawn.twin] : [])]) this.host.endInk(id);
    this.forget();
    this.host.changed();
  }

  /** Sends the others what is new; called on a steady beat. A straight line that still turns is sent when it is done. */
  sendInk(): void {
    if (this.straight || !this.drawn) return;
    // by turns: of two volatile messages at once a socket drops the second
    const { senders } = this.drawn;
    senders[this.beat++ % senders.length]?.flush();
  }

  private extendBy(sample: PenSample): void {
    const { drawn } = this;
    if (!drawn) return;
    drawn.stroke.add(drawn.stabiliser.follow(sample));
    drawn.last = sample;
    if (!drawn.stroke.full) return;
    // the line goes on where the full stroke ends
    this.end();
    this.start(sample);
  }

  private extendStraight(samples: readonly PenSample[]): void {
    const sample = samples.at(-1);
    if (!this.drawn || !sample) return;
    if (!this.straight) for (const sender of this.drawn.senders) sender.flush();
    this.straight = true;
    this.drawn.last = this.felt(sample);
    this.drawn.stroke.straightTo(this.drawn.last);
    this.drawn.stabiliser = new Stabiliser(this.drawn.last, this.host.hand().steadiness);
  }

  private start(sample: PenSample): void {
    const { host } = this;
    const { width, steadiness, mirror } = host.hand();
    const stroke = new StrokeBuilder(host.beginStroke(), width, host.now(), sample);
    const twin = mirror
      ? {
          id: host.beginStroke(),
          width,
          get points() {
            return mirrored(stroke.points);
          },
        }
      : null;
    const senders = [stroke, ...(twin ? [twin] : [])].map(
      (each) => new InkSender(each, (chunk) => host.sendInk(chunk)),
    );
    this.drawn = { stroke, twin, senders, stabiliser: new Stabiliser(sample, steadiness), last: sample };
    host.changed();
  }

  private felt(sample: PenSample): PenSample {
    return { ...sample, pressure: pressed(sample.pressure, this.host.hand().pressure) };
  }

  private forget(): void {
    this.drawn = null;
    this.predicted = [];
    this.straight = false;
  }
}
