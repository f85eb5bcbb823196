import { CANVAS_SIZE } from '../../shared/canvas.ts';
import type { Place } from './geometry.ts';
import type { PenSample } from './strokeBuilder.ts';
import type { Tool } from './tool.ts';
import { pinched, toCanvas, type View } from './view.ts';

/** Bit of `buttons` that a pen's eraser end sets (Pointer Events, section 4.1.3). */
const ERASER_BUTTON = 32;
const MIDDLE_BUTTON = 1;
/** ms after a pen was seen in which touches are the drawing hand's palm */
const PALM_MS = 1_000;
/** Sheet px that fingers may move and still rest: the first of two further, and it is drawing. */
const REST_REACH = 12;
/** ms that two fingers may rest and still have tapped */
const TAP_MS = 500;

export interface PointerHost {
  /** the tool for a pointer that goes down; null where nothing may be drawn */
  toolFor(eraserEnd: boolean): Tool | null;
  /** canvas px; null when the pointer left */
  pointed(place: Place | null): void;
  view(): View;
  look(view: View): void;
  /** whether mouse and pen move the view for now (the space bar is held) */
  panning(): boolean;
  /** whether fingers draw, or only move the view */
  fingersDraw(): boolean;
  /** a pen came near */
  penSeen(): void;
  /** two fingers tapped */
  twoFingerTap(): void;
}

interface Pointer {
  id: number;
  type: string;
  /** sheet px */
  start: Place;
  at: Place;
  /** sheet px from the start, the furthest */
  reach: number;
}

/** One pointer draws; one or two move the view from where it was. */
type Gesture =
  | { does: 'draw'; pointer: Pointer; tool: Tool }
  | { does: 'look'; pointers: Pointer[]; from: View; began: number; mayTap: boolean };

/**
 * Turns pointer events into strokes and views: one pointer draws, palms do not while a pen is in use, two fingers
 * (or the pointer with the space bar or the middle button) move the view, two that rest are a tap.
 */
export class PointerInput {
  private gesture: Gesture | null = null;
  /** where the element was at the last event, px of the window */
  private box = { left: 0, top: 0, width: 1 };
  private penSeenAt = Number.NEGATIVE_INFINITY;
  /** after two fingers moved the view, the one that stays must not draw */
  private readonly spent = new Set<number>();
  private readonly stop = new AbortController();

  constructor(
    private readonly element: HTMLElement,
    private readonly host: PointerHost,
  ) {
    const { signal } = this.stop;
    const on = (type: string, handle: (event: PointerEvent) => void) => {
      const listen = (event: Event) => {
        // asked once an event: between changes of the page each answer is a layout of it
        this.box = element.getBoundingClientRect();
        handle(event as PointerEvent);
      };
      element.addEventListener(type, listen, { signal });
    };
    on('pointerdown', (event) => this.down(event));
    on('pointermove', (event) => this.move(event));
    on('pointerup', (event) => this.up(event));
    on('pointercancel', (event) => this.up(event));
    on('pointerleave', () => host.pointed(null));
    // a long press with pen or finger must not open a menu over the drawing
    on('contextmenu', (event) => event.preventDefault());
  }

  /** Something is drawn or moved at the moment. */
  get busy(): boolean {
    return this.gesture !== null;
  }

  /** Finishes what is being drawn, as if the pointer went up. */
  finish(): void {
    if (this.gesture?.does === 'draw') this.gesture.tool.end();
    this.gesture = null;
  }

  destroy(): void {
    this.finish();
    this.stop.abort();
  }

  private down(event: PointerEvent): void {
    this.noticePen(event);
    if (this.isPalm(event)) return;
    const pointer = this.pointerOf(event);
    if (this.gesture) {
      this.downBeside(this.gesture, pointer, event);
      return;
    }
    const looks = event.pointerType === 'touch' ? !this.host.fingersDraw() : this.wantsToPan(event);
    if (looks) {
      event.preventDefault();
      this.element.setPointerCapture(event.pointerId);
      this.look([pointer], event.timeStamp, false);
      return;
    }
    this.draw(pointer, event);
  }

  private draw(pointer: Pointer, event: PointerEvent): void {
    const eraserEnd = (event.buttons & ERASER_BUTTON) !== 0;
    if (event.button !== 0 && !eraserEnd) return;
    const tool = this.host.toolFor(eraserEnd);
    if (!tool) {
      this.lookInstead(pointer, event);
      return;
    }
    event.preventDefault();
    this.element.setPointerCapture(event.pointerId);
    this.gesture = { does: 'draw', pointer, tool };
    tool.begin(this.sample(event), event.shiftKey === true);
  }

  /** Where nothing may be drawn a finger may still look around. */
  private lookInstead(pointer: Pointer, event: PointerEvent): void {
    if (pointer.type === 'touch') this.look([pointer], event.timeStamp, false);
  }

  /** A pen takes over from a palm; a second finger before the first one drew turns both to the view. */
  private downBeside(gesture: Gesture, pointer: Pointer, event: PointerEvent): void {
    if (gesture.does === 'look') {
      const [first] = gesture.pointers;
      if (gesture.pointers.length === 1 && first?.type === 'touch' && pointer.type === 'touch') {
        this.look([first, pointer], event.timeStamp, first.reach < REST_REACH);
      } else if (pointer.type === 'pen') this.takeOver(pointer, event);
      return;
    }
    if (gesture.pointer.type !== 'touch') return;
    if (pointer.type === 'pen') {
      gesture.tool.discard();
      this.takeOver(pointer, event);
      return;
    }
    if (pointer.type !== 'touch' || gesture.pointer.reach >= REST_REACH) return;
    gesture.tool.discard();
    this.element.setPointerCapture(event.pointerId);
    this.look([gesture.pointer, pointer], event.timeStamp, true);
  }

  private takeOver(pen: Pointer, event: PointerEvent): void {
    if (this.gesture?.does === 'look') for (const { id } of this.gesture.pointers) this.spent.add(id);
    this.gesture = null;
    this.draw(pen, event);
  }

  /** Begins to move the view from where the pointers are now. */
  private look(pointers: Pointer[], now: number, mayTap: boolean): void {
    const resting = pointers.map((pointer) => ({ ...pointer, start: pointer.at, reach: 0 }));
    this.gesture = { does: 'look', pointers: resting, from: this.host.view(), began: now, mayTap };
  }

  private move(event: PointerEvent): void {
    this.noticePen(event);
    const { gesture } = this;
    const pointer =
      gesture?.does === 'draw' ? gesture.pointer : gesture?.pointers.find(({ id }) => id === event.pointerId);
    if (gesture && pointer && pointer.id === event.pointerId) {
      pointer.at = this.onSheet(event);
      pointer.reach = Math.max(pointer.reach, apart(pointer.at, pointer.start));
      if (gesture.does === 'draw') this.extend(gesture.tool, event);
      else this.moveView(gesture);
    }
    if (!this.isPalm(event) && !this.spent.has(event.pointerId)) this.host.pointed(this.onCanvas(event));
  }

  private extend(tool: Tool, event: PointerEvent): void {
    // absent on plain-http pages, and empty in some browsers
    const coalesced = event.getCoalescedEvents?.() ?? [];
    const samples = (coalesced.length > 0 ? coalesced : [event]).map((each) => this.sample(each));
    const predicted = (event.getPredictedEvents?.() ?? []).map((each) => this.sample(each));
    tool.extend(samples, predicted, event.shiftKey === true);
  }

  private moveView({ pointers, from, mayTap }: Extract<Gesture, { does: 'look' }>): void {
    const [first, second] = pointers;
    if (!first) return;
    // a tap is not yet a pinch: the drawing stays still under resting fingers
    if (mayTap && pointers.every(({ reach }) => reach < REST_REACH)) return;
    const other = second ?? shifted(first);
    this.host.look(pinched(from, [first.start, other.start], [first.at, other.at]));
  }

  private up(event: PointerEvent): void {
    const { gesture } = this;
    this.spent.delete(event.pointerId);
    if (gesture?.does === 'draw' && gesture.pointer.id === event.pointerId) this.finish();
    if (gesture?.does === 'look' && gesture.pointers.some(({ id }) => id === event.pointerId)) {
      this.endLook(gesture, event);
    }
    if (event.pointerType === 'touch') this.host.pointed(null);
  }

  /** Two fingers that are lifted soon, where they came down, are a tap; of two that moved the view one may go on. */
  private endLook(
    { pointers, began, mayTap }: Extract<Gesture, { does: 'look' }>,
    event: PointerEvent,
  ): void {
    const left = pointers.filter(({ id }) => id !== event.pointerId);
    const rested = pointers.every(({ reach }) => reach < REST_REACH);
    this.gesture = null;
    if (event.type === 'pointerup' && mayTap && rested && event.timeStamp - began < TAP_MS) {
      for (const { id } of left) this.spent.add(id);
      this.host.twoFingerTap();
    } else if (left.length > 0) this.look(left, event.timeStamp, false);
  }

  private wantsToPan(event: PointerEvent): boolean {
    return event.button === MIDDLE_BUTTON || (event.button === 0 && this.host.panning());
  }

  private noticePen(event: PointerEvent): void {
    if (event.pointerType !== 'pen') return;
    this.penSeenAt = event.timeStamp;
    this.host.penSeen();
  }

  private isPalm(event: PointerEvent): boolean {
    return event.pointerType === 'touch' && event.timeStamp - this.penSeenAt < PALM_MS;
  }

  private pointerOf(event: PointerEvent): Pointer {
    const at = this.onSheet(event);
    return { id: event.pointerId, type: event.pointerType, start: at, at, reach: 0 };
  }

  private onSheet({ clientX, clientY }: PointerEvent): Place {
    const { left, top, width } = this.box;
    const scale = CANVAS_SIZE / width;
    return { x: (clientX - left) * scale, y: (clientY - top) * scale };
  }

  private onCanvas(event: PointerEvent): Place {
    return toCanvas(this.host.view(), this.onSheet(event));
  }

  private sample(event: PointerEvent): PenSample {
    const measured = event.pointerType === 'pen' && event.pressure > 0;
    return { ...this.onCanvas(event), pressure: measured ? event.pressure : 0.5, at: event.timeStamp };
  }
}

/** One pointer moves the view like two that keep their distance. */
function shifted({ start, at }: Pointer): Pick<Pointer, 'start' | 'at'> {
  const beside = ({ x, y }: Place) => ({ x: x + 100, y });
  return { start: beside(start), at: beside(at) };
}

const apart = (a: Place, b: Place) => Math.hypot(a.x - b.x, a.y - b.y);
