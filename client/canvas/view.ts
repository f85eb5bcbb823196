import { CANVAS_SIZE, type Rectangle } from '../../shared/canvas.ts';
import type { Place } from './geometry.ts';

/**
 * The part of the canvas that the sheet shows. The sheet measures 512 × 512 "sheet px" whatever its size on
 * the screen; one canvas px is `zoom` sheet px.
 */
export interface View {
  readonly zoom: number;
  /** canvas px: what lies in the sheet's top left corner */
  readonly x: number;
  readonly y: number;
}

export const WHOLE: View = { zoom: 1, x: 0, y: 0 };
/** Below 1 the sheet would show what nobody can draw on; at 16 one canvas px is as wide as a fine pen's line. */
export const MAX_ZOOM = 16;

export const toCanvas = ({ zoom, x, y }: View, sheet: Place): Place => ({
  x: x + sheet.x / zoom,
  y: y + sheet.y / zoom,
});

export const toSheet = ({ zoom, x, y }: View, canvas: Place): Place => ({
  x: (canvas.x - x) * zoom,
  y: (canvas.y - y) * zoom,
});

/** What of the canvas is in sight, canvas px. */
export function visibleBox({ zoom, x, y }: View): Rectangle {
  return { x, y, width: CANVAS_SIZE / zoom, height: CANVAS_SIZE / zoom };
}

/** The same for an SVG that lies over the sheet and counts in canvas px. */
export function viewBox(view: View): string {
  const { x, y, width, height } = visibleBox(view);
  return `${x} ${y} ${width} ${height}`;
}

/** Enlarges by a factor; the canvas stays where it is under `at` (sheet px). */
export function zoomedAt(view: View, at: Place, factor: number): View {
  const anchor = toCanvas(view, at);
  return holding(anchor, at, view.zoom * factor);
}

/** Moves what is seen by so many sheet px. */
export function panned({ zoom, x, y }: View, dx: number, dy: number): View {
  return within({ zoom, x: x - dx / zoom, y: y - dy / zoom });
}

/** What two fingers make of a view: what lay under them stays under them. Sheet px. */
export function pinched(view: View, from: readonly [Place, Place], to: readonly [Place, Place]): View {
  const factor = distance(...to) / Math.max(1, distance(...from));
  return holding(toCanvas(view, middle(...from)), middle(...to), view.zoom * factor);
}

/** The nearest view in which a place (canvas px) lies at least `margin` sheet px inside. */
export function revealing(view: View, place: Place, margin: number): View {
  const { x, y } = toSheet(view, place);
  const missing = (at: number) => Math.max(0, margin - at) + Math.min(0, CANVAS_SIZE - margin - at);
  return panned(view, missing(x), missing(y));
}

function holding(anchor: Place, at: Place, wished: number): View {
  const zoom = Math.min(MAX_ZOOM, Math.max(1, wished));
  return within({ zoom, x: anchor.x - at.x / zoom, y: anchor.y - at.y / zoom });
}

/** The sheet never shows anything beside the canvas. */
function within({ zoom, x, y }: View): View {
  const most = CANVAS_SIZE - CANVAS_SIZE / zoom;
  const clamp = (value: number) => Math.min(most, Math.max(0, value));
  return { zoom, x: clamp(x), y: clamp(y) };
}

const distance = (a: Place, b: Place) => Math.hypot(a.x - b.x, a.y - b.y);
const middle = (a: Place, b: Place): Place => ({ x: (a.x + b.x) / 2, y: (a.y + b.y) / 2 });
