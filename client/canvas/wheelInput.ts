import { get, type Writable } from 'svelte/store';
import { CANVAS_SIZE } from '../../shared/canvas.ts';
import { panned, type View, zoomedAt } from './view.ts';

/** Zoom of one step of a mouse wheel (100 px): five steps are about three times as near. */
const ZOOM_PER_PX = 0.0025;
/** A trackpad's pinch comes as small steps with Ctrl. */
const ZOOM_PER_PINCH_PX = 0.01;
/** px of a line, for mice that count lines */
const LINE_PX = 33;

/**
 * The wheel zooms where the pointer is, with Shift it moves the view sideways, a trackpad's sideways swipe too.
 * At the whole canvas turning back is left to the page.
 * @returns a call that ends it
 */
export function watchWheel(element: HTMLElement, view: Writable<View>): () => void {
  const onWheel = (event: WheelEvent) => {
    const before = get(view);
    const next = viewAfter(before, event, element.getBoundingClientRect());
    if (same(before, next) && !event.ctrlKey) return;
    event.preventDefault();
    view.set(next);
  };
  // passive listeners could not keep the page from zooming as a whole
  element.addEventListener('wheel', onWheel, { passive: false });
  return () => element.removeEventListener('wheel', onWheel);
}

type Wheel = Pick<
  WheelEvent,
  'deltaX' | 'deltaY' | 'deltaMode' | 'ctrlKey' | 'shiftKey' | 'clientX' | 'clientY'
>;

export function viewAfter(view: View, wheel: Wheel, box: { left: number; top: number; width: number }): View {
  const unit = wheel.deltaMode === 0 ? 1 : LINE_PX;
  const [dx, dy] = [wheel.deltaX * unit, wheel.deltaY * unit];
  const scale = CANVAS_SIZE / box.width;
  if (!wheel.ctrlKey && (wheel.shiftKey || Math.abs(dx) > Math.abs(dy))) {
    return panned(view, -(dx || dy) * scale, 0);
  }
  const at = { x: (wheel.clientX - box.left) * scale, y: (wheel.clientY - box.top) * scale };
  return zoomedAt(view, at, Math.exp(-dy * (wheel.ctrlKey ? ZOOM_PER_PINCH_PX : ZOOM_PER_PX)));
}

const same = (a: View, b: View) => a.zoom === b.zoom && a.x === b.x && a.y === b.y;
