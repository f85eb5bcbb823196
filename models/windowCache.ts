import type { Rectangle } from '../shared/canvas.ts';
import { INNER_PART_IDS, PART_WINDOWS, type PartId } from '../shared/parts.ts';
import type { PartWindow } from './partWindows.ts';

/** The part windows of one raster: after a change only those that it reached are cut anew. */
export class WindowCache {
  private readonly windows = new Map<PartId, PartWindow>();

  /** @param boxes canvas px: where the raster changed */
  changed(boxes: readonly Rectangle[]): void {
    for (const part of [...this.windows.keys()]) {
      if (boxes.some((box) => reaches(box, part))) this.windows.delete(part);
    }
  }

  of(part: PartId, cut: () => PartWindow): PartWindow {
    const kept = this.windows.get(part);
    if (kept) return kept;
    const window = cut();
    this.windows.set(part, window);
    return window;
  }
}

function reaches(box: Rectangle, part: PartId): boolean {
  // What lies wholly in an inner window is erased from the remainder.
  if (part === 'remainder') return !INNER_PART_IDS.some((inner) => contains(PART_WINDOWS[inner], box));
  const { x, y, width, height } = PART_WINDOWS[part];
  return box.x < x + width && x < box.x + box.width && box.y < y + height && y < box.y + box.height;
}

function contains(outer: Rectangle, box: Rectangle): boolean {
  return (
    box.x >= outer.x &&
    box.y >= outer.y &&
    box.x + box.width <= outer.x + outer.width &&
    box.y + box.height <= outer.y + outer.height
  );
}
