import { CANVAS_SIZE, type Rectangle } from '../shared/canvas.ts';
import { type Coverage, drawPolyline, inkBounds, type Place } from './linePen.ts';

/** A stroke as the networks see it: neither author nor width. */
export interface InkStroke {
  /** names the stroke's content: the same key always carries the same points */
  readonly key: string;
  /** canvas px */
  readonly points: readonly Place[];
}

/**
 * Strokes → ink coverage for the networks, drawn as the trainer draws: a fixed round pen at canvas scale,
 * antialiased, then area-averaged down. Keeps what is drawn: new strokes are added to it, a stroke
 * that went has its box redrawn.
 */
export class InkRaster {
  /** [size × size], 0…1, ink 1; overwritten by every `update` */
  readonly pixels: Float32Array;
  private readonly canvas: Coverage = {
    width: CANVAS_SIZE,
    height: CANVAS_SIZE,
    data: new Uint8Array(CANVAS_SIZE * CANVAS_SIZE),
  };
  private readonly radius: number;
  private readonly factor: number;
  private drawn = new Map<string, InkStroke>();
  /** counts the changes of the pixels */
  revision = 0;

  /**
   * @param size px of the square raster; divides 512
   * @param penWidth pen width in canvas px (manifest `penWidth`)
   */
  constructor(
    readonly size: number,
    penWidth: number,
  ) {
    if (CANVAS_SIZE % size !== 0) throw new RangeError(`raster size ${size} does not divide ${CANVAS_SIZE}`);
    this.factor = CANVAS_SIZE / size;
    this.radius = penWidth / 2;
    this.pixels = new Float32Array(size * size);
  }

  /** Makes the raster show exactly these strokes. @returns where it changed, canvas px; empty where nothing did */
  update(strokes: readonly InkStroke[]): Rectangle[] {
    const wanted = new Map(strokes.map((stroke) => [stroke.key, stroke]));
    const removed = [...this.drawn.values()].filter((stroke) => !wanted.has(stroke.key));
    const added = [...wanted.values()].filter((stroke) => !this.drawn.has(stroke.key));
    this.drawn = wanted;
    const dirty: Rectangle[] = [];
    for (const stroke of removed) dirty.push(this.redraw(this.boundsOf(stroke)));
    for (const stroke of added) {
      drawPolyline(this.canvas, stroke.points, this.radius);
      dirty.push(this.boundsOf(stroke));
    }
    for (const box of dirty) this.downsample(box);
    if (dirty.length > 0) this.revision++;
    return dirty;
  }

  private boundsOf(stroke: InkStroke): Rectangle {
    return clipToCanvas(inkBounds(stroke.points, this.radius));
  }

  /** Clears a box and draws again what of the present strokes lies in it. */
  private redraw(box: Rectangle): Rectangle {
    for (let y = box.y; y < box.y + box.height; y++) {
      this.canvas.data.fill(0, y * CANVAS_SIZE + box.x, y * CANVAS_SIZE + box.x + box.width);
    }
    for (const stroke of this.drawn.values()) {
      if (overlap(box, this.boundsOf(stroke))) drawPolyline(this.canvas, stroke.points, this.radius, box);
    }
    return box;
  }

  private downsample(box: Rectangle): void {
    const { factor, size } = this;
    const scale = 1 / (255 * factor * factor);
    const right = Math.min(size, Math.ceil((box.x + box.width) / factor));
    const bottom = Math.min(size, Math.ceil((box.y + box.height) / factor));
    for (let y = Math.floor(box.y / factor); y < bottom; y++) {
      for (let x = Math.floor(box.x / factor); x < right; x++) {
        let sum = 0;
        for (let v = 0; v < factor; v++) {
          const row = (y * factor + v) * CANVAS_SIZE + x * factor;
          for (let u = 0; u < factor; u++) sum += this.canvas.data[row + u] as number;
        }
        this.pixels[y * size + x] = sum * scale;
      }
    }
  }
}

function clipToCanvas(box: Rectangle): Rectangle {
  const x = Math.min(CANVAS_SIZE, Math.max(0, box.x));
  const y = Math.min(CANVAS_SIZE, Math.max(0, box.y));
  const right = Math.min(CANVAS_SIZE, Math.max(0, box.x + box.width));
  const bottom = Math.min(CANVAS_SIZE, Math.max(0, box.y + box.height));
  return { x, y, width: right - x, height: bottom - y };
}

function overlap(a: Rectangle, b: Rectangle): boolean {
  return a.x < b.x + b.width && b.x < a.x + a.width && a.y < b.y + b.height && b.y < a.y + a.height;
}
