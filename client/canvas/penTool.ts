import type { Point } from '../../shared/canvas.ts';
import type { InkChunk } from '../../shared/events.ts';
import type { Stroke } from '../../shared/strokeCodec.ts';
import { InkSender } from '../live/inkSender.ts';
import { type PenSample, StrokeBuilder } from './strokeBuilder.ts';
import type { Tool } from './tool.ts';

export interface PenHost {
  /** a new stroke's id */
  beginStroke(): string;
  /** canvas px */
  width(): number;
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

/** The pen: draws at once here, sends ink while it is down and one finished stroke when it lifts. */
export class PenTool implements Tool {
  /** what the pen has drawn since it went down */
  stroke: StrokeBuilder | null = null;
  private predicted: readonly PenSample[] = [];
  private sender: InkSender | null = null;

  constructor(private readonly host: PenHost) {}

  begin(sample: PenSample): void {
    this.host.startGesture();
    this.start(sample);
  }

  /** What is to be seen under the pen: what it drew, and where it will probably be when the frame is shown. */
  get shown(): { points: readonly Point[]; width: number } | null {
    return this.stroke && { points: this.stroke.pointsWith(this.predicted), width: this.stroke.width };
  }

  extend(samples: readonly PenSample[], predicted: readonly PenSample[] = []): void {
    this.predicted = predicted;
    for (const sample of samples) {
      this.stroke?.add(sample);
      if (this.stroke?.full) {
        // the line goes on where the full stroke ends
        this.end();
        this.start(sample);
      }
    }
    this.host.changed();
  }

  end(): void {
    const { stroke, host } = this;
    if (!stroke) return;
    this.sendInk();
    this.forget();
    host.addStroke(stroke.id, stroke.finish(host.author()));
    host.endInk(stroke.id);
    host.changed();
  }

  discard(): void {
    if (this.stroke) this.host.endInk(this.stroke.id);
    this.forget();
    this.host.changed();
  }

  /** Sends the others what is new; called on a steady beat. */
  sendInk(): void {
    this.sender?.flush();
  }

  private start(sample: PenSample): void {
    const { host } = this;
    this.stroke = new StrokeBuilder(host.beginStroke(), host.width(), host.now(), sample);
    this.sender = new InkSender(this.stroke, (chunk) => host.sendInk(chunk));
    host.changed();
  }

  private forget(): void {
    this.stroke = null;
    this.predicted = [];
    this.sender = null;
  }
}
