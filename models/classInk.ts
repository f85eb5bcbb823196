import { CANVAS_SIZE, type Rectangle } from '../shared/canvas.ts';
import type { StrokeLabels } from '../shared/semantics/labels.ts';
import { STROKE_CLASSES } from '../shared/semantics/strokeClasses.ts';
import { InkSheet, type InkStroke } from './inkSheet.ts';

/**
 * Strokes → ink by what they draw: a plane a class, drawn and averaged down as `InkRaster` does, of which each cell holds the
 * most. Keeps a sheet of each class that is drawn (256 KB), so that a stroke costs its own ink only.
 */
export class ClassInk {
  /** [18 × cells × cells], 0…1, ink 1; class c in plane c − 1; overwritten by every `update` */
  readonly planes: Float32Array;
  /** counts the changes of the planes */
  revision = 0;
  /** by the class's number */
  private readonly sheets = new Map<number, InkSheet>();

  /**
   * @param cells side of a plane
   * @param rasterSize px of the raster whose pixels a cell takes the most of; a multiple of `cells` that divides 512
   * @param penWidth pen width in canvas px (manifest `penWidth`)
   */
  constructor(
    private readonly cells: number,
    private readonly rasterSize: number,
    private readonly penWidth: number,
  ) {
    if (CANVAS_SIZE % rasterSize !== 0 || rasterSize % cells !== 0) {
      throw new RangeError(
        `${cells} cells do not divide a raster of ${rasterSize} px, or that not ${CANVAS_SIZE}`,
      );
    }
    this.planes = new Float32Array(STROKE_CLASSES.length * cells * cells);
  }

  /** no stroke has a label */
  get blank(): boolean {
    return this.sheets.size === 0;
  }

  /** Makes the planes show exactly these strokes, as far as they are labelled. @param labels by the strokes' keys */
  update(strokes: readonly InkStroke[], labels: StrokeLabels): void {
    let changed = false;
    for (const { id, number } of STROKE_CLASSES) {
      const ofClass = strokes.filter(({ key }) => labels.get(key) === id);
      const sheet = this.sheets.get(number) ?? (ofClass.length > 0 ? new InkSheet(this.penWidth) : null);
      if (!sheet) continue;
      const boxes = sheet.update(ofClass);
      for (const box of boxes) this.pool(sheet, number - 1, box);
      changed ||= boxes.length > 0;
      if (ofClass.length > 0) this.sheets.set(number, sheet);
      else this.sheets.delete(number);
    }
    if (changed) this.revision++;
  }

  private pool(sheet: InkSheet, plane: number, box: Rectangle): void {
    const { cells } = this;
    const side = CANVAS_SIZE / cells;
    const right = Math.ceil((box.x + box.width) / side);
    const bottom = Math.ceil((box.y + box.height) / side);
    for (let y = Math.floor(box.y / side); y < bottom; y++) {
      for (let x = Math.floor(box.x / side); x < right; x++) {
        this.planes[(plane * cells + y) * cells + x] = this.mostIn(sheet, x * side, y * side, side);
      }
    }
  }

  /** The raster's darkest pixel in a cell. @param left, top canvas px */
  private mostIn(sheet: InkSheet, left: number, top: number, side: number): number {
    const factor = CANVAS_SIZE / this.rasterSize;
    let most = 0;
    for (let y = top; y < top + side; y += factor) {
      for (let x = left; x < left + side; x += factor) most = Math.max(most, sheet.inkIn(x, y, factor));
    }
    return most;
  }
}
