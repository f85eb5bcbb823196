import type { Place, Rectangle } from '../canvas.ts';

/** Where a drawing's ink lies, px of the drawing. */
export interface InkSpread {
  /** 2nd–98th percentiles: a stray line does not count */
  readonly extent: Rectangle;
  readonly centre: Place;
}

/** px: lines are sampled this often */
const SAMPLE_STEP = 4;

export function inkSpread(lines: readonly (readonly Place[])[]): InkSpread {
  const xs: number[] = [];
  const ys: number[] = [];
  for (const line of lines) {
    for (let i = 0; i < line.length; i++) {
      const from = line[Math.max(0, i - 1)] as Place;
      const to = line[i] as Place;
      const steps = Math.max(1, Math.round(Math.hypot(to.x - from.x, to.y - from.y) / SAMPLE_STEP));
      for (let k = 0; k < steps; k++) {
        xs.push(from.x + ((to.x - from.x) * (k + 0.5)) / steps);
        ys.push(from.y + ((to.y - from.y) * (k + 0.5)) / steps);
      }
    }
  }
  const [left, right] = percentiles(xs);
  const [top, bottom] = percentiles(ys);
  return {
    extent: { x: left, y: top, width: right - left, height: bottom - top },
    centre: { x: mean(xs), y: mean(ys) },
  };
}

function percentiles(values: number[]): [number, number] {
  const sorted = [...values].sort((a, b) => a - b);
  const at = (share: number) => sorted[Math.round(share * (sorted.length - 1))] ?? 0;
  return [at(0.02), at(0.98)];
}

function mean(values: readonly number[]): number {
  return values.reduce((a, b) => a + b, 0) / Math.max(1, values.length);
}
