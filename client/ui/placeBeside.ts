/** px between what opens a panel and the panel, and from the window's edges */
const GAP = 8;

/** Puts a fixed panel beside what opened it: to the right in a wide window, below or above in an upright one. */
export function placeBeside(panel: HTMLElement, from: DOMRectReadOnly): void {
  const upright = matchMedia('(max-aspect-ratio: 1/1)').matches;
  const { width, height } = panel.getBoundingClientRect();
  const left = upright ? from.left + (from.width - width) / 2 : from.right + GAP;
  const below = from.bottom + GAP + height <= innerHeight;
  const top = upright ? (below ? from.bottom + GAP : from.top - GAP - height) : from.top;
  panel.style.left = `${within(left, width, innerWidth)}px`;
  panel.style.top = `${within(top, height, innerHeight)}px`;
}

function within(at: number, size: number, room: number): number {
  return Math.max(GAP, Math.min(at, room - size - GAP));
}
