import { type Place, toCanvas } from './geometry.ts';
import type { PenSample } from './strokeBuilder.ts';
import type { Tool } from './tool.ts';

/** Bit of `buttons` that a pen's eraser end sets (Pointer Events, section 4.1.3). */
const ERASER_BUTTON = 32;
/** ms after a pen was seen in which touches are the drawing hand's palm */
const PALM_MS = 1_000;
/** Canvas px that the first of two fingers may have moved: further, and it is drawing. */
const SECOND_FINGER_REACH = 12;
/** ms that two fingers may rest and still have tapped */
const TAP_MS = 500;

export interface PointerHost {
  /** the tool for a pointer that goes down; null where nothing may be drawn */
  toolFor(eraserEnd: boolean): Tool | null;
  /** canvas px; null when the pointer left */
  pointed(place: Place | null): void;
  /** two fingers tapped */
  twoFingerTap(): void;
}

interface Gesture {
  pointerId: number;
  type: string;
  tool: Tool;
  start: Place;
  /** canvas px from the start, the furthest */
  reach: number;
}

/**
 * Turns pointer events into strokes: one pointer draws, palms do not while a pen is in use, and a
 * second finger turns the first one's dot into a two-finger tap.
 */
export class PointerInput {
  private gesture: Gesture | null = null;
  private penSeenAt = Number.NEGATIVE_INFINITY;
  private lastEventAt = 0;
  private readonly stop = new AbortController();

  constructor(
    private readonly element: HTMLElement,
    private readonly host: PointerHost,
  ) {
    const { signal } = this.stop;
    const on = (type: string, handle: (event: PointerEvent) => void) =>
      element.addEventListener(type, (event) => handle(event as PointerEvent), { signal });
    on('pointerdown', (event) => this.down(event));
    on('pointermove', (event) => this.move(event));
    on('pointerup', (event) => this.up(event));
    on('pointercancel', (event) => this.up(event));
    on('pointerleave', () => host.pointed(null));
    // a long press with pen or finger must not open a menu over the drawing
    on('contextmenu', (event) => event.preventDefault());
  }

  /** Finishes what is being drawn, as if the pointer went up. */
  finish(): void {
    this.gesture?.tool.end();
    this.gesture = null;
  }

  destroy(): void {
    this.finish();
    this.stop.abort();
  }

  private down(event: PointerEvent): void {
    if (event.pointerType === 'pen') this.penSeenAt = event.timeStamp;
    if (this.gesture) this.secondPointer(event, this.gesture);
    if (this.gesture || this.isPalm(event)) return;
    const eraserEnd = (event.buttons & ERASER_BUTTON) !== 0;
    if (event.button !== 0 && !eraserEnd) return;
    const tool = this.host.toolFor(eraserEnd);
    if (!tool) return;
    event.preventDefault();
    this.element.setPointerCapture(event.pointerId);
    this.gesture = this.gestureOf(event, tool);
    tool.begin(this.sample(event));
  }

  private move(event: PointerEvent): void {
    if (event.pointerType === 'pen') this.penSeenAt = event.timeStamp;
    const sample = this.sample(event);
    if (event.pointerId === this.gesture?.pointerId) {
      const { start, reach } = this.gesture;
      this.gesture.reach = Math.max(reach, Math.hypot(sample.x - start.x, sample.y - start.y));
      // absent on plain-http pages, and empty in some browsers
      const coalesced = event.getCoalescedEvents?.() ?? [];
      this.gesture.tool.extend(coalesced.length > 0 ? coalesced.map((each) => this.sample(each)) : [sample]);
    }
    if (!this.isPalm(event)) this.host.pointed(sample);
  }

  private up(event: PointerEvent): void {
    this.lastEventAt = event.timeStamp;
    if (event.pointerId === this.gesture?.pointerId) this.finish();
    if (event.pointerType === 'touch') this.host.pointed(null);
  }

  /** A pen takes over from a palm; a second finger before the first one drew makes a tap of both. */
  private secondPointer(event: PointerEvent, gesture: Gesture): void {
    if (gesture.type !== 'touch') return;
    const twoFingers = event.pointerType === 'touch' && gesture.reach < SECOND_FINGER_REACH;
    if (event.pointerType !== 'pen' && !twoFingers) return;
    gesture.tool.discard();
    // while two fingers are down neither draws
    this.gesture = twoFingers ? this.gestureOf(event, this.tapTool(event)) : null;
  }

  /** Two fingers that are lifted soon, where they came down, are a tap; anything else is nothing. */
  private tapTool(down: PointerEvent): Tool {
    return {
      ...NO_TOOL,
      end: () => {
        const still = (this.gesture?.reach ?? 0) < SECOND_FINGER_REACH;
        if (still && this.lastEventAt - down.timeStamp < TAP_MS) this.host.twoFingerTap();
      },
    };
  }

  private gestureOf(event: PointerEvent, tool: Tool): Gesture {
    const start = this.sample(event);
    return { pointerId: event.pointerId, type: event.pointerType, tool, start, reach: 0 };
  }

  private isPalm(event: PointerEvent): boolean {
    return event.pointerType === 'touch' && event.timeStamp - this.penSeenAt < PALM_MS;
  }

  private sample(event: PointerEvent): PenSample {
    const box = this.element.getBoundingClientRect();
    const place = toCanvas({ x: event.clientX, y: event.clientY }, box);
    const measured = event.pointerType === 'pen' && event.pressure > 0;
    return { ...place, pressure: measured ? event.pressure : 0.5, at: event.timeStamp };
  }
}

const NO_TOOL: Tool = { begin() {}, extend() {}, end() {}, discard() {} };
