import { CANVAS_SIZE, type Rectangle } from '../shared/canvas.ts';
import { InkSheet, type InkStroke } from './inkSheet.ts';

export type { InkStroke } from './inkSheet.ts';

/** Strokes → ink coverage for the networks: a sheet, area-averaged down. */
export class InkRaster {
  /** [size × size], 0…1, ink 1; overwritten by every `update` */
  readonly pixels: Float32Array;
  private readonly sheet: InkSheet;
  private readonly factor: number;
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
    this.sheet = new InkSheet(penWidth);
    this.pixels = new Float32Array(size * size);
  }

  /** Makes the raster show exactly these strokes. @returns where it changed, canvas px; empty where nothing did */
  update(strokes: readonly InkStroke[]): Rectangle[] {
    const dirty = this.sheet.update(strokes);
    for (const box of dirty) this.downsample(box);
    if (dirty.length > 0) this.revision++;
    return dirty;
  }

  private downsample(box: Rectangle): void {
    const { factor, size } = this;
    const right = Math.min(size, Math.ceil((box.x + box.width) / factor));
    const bottom = Math.min(size, Math.ceil((box.y + box.height) / factor));
    for (let y = Math.floor(box.y / factor); y < bottom; y++) {
      for (let x = Math.floor(box.x / factor); x < right; x++) {
        this.pixels[y * size + x] = this.sheet.inkIn(x * factor, y * factor, factor);
      }
    }
  }
}
