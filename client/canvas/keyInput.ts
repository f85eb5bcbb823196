import { type Readable, writable } from 'svelte/store';
import { rotation, scaling } from '../../shared/matrix.ts';
import { clampToCanvas, type Place } from './geometry.ts';
import type { Selection } from './selection.ts';
import { middleOf, moved } from './selectionBox.ts';
import type { Tool } from './tool.ts';
import { revealing, toCanvas, type View } from './view.ts';
import { CENTRE } from './viewSteps.ts';

/** Sheet px of one press of an arrow key; with Shift, and with Ctrl. */
const STEP = 4;
const LONG_STEP = 16;
const FINE_STEP = 1;
/** Canvas px that an arrow key moves what is selected; with Shift. */
const NUDGE = 1;
const LONG_NUDGE = 10;
const TURN = Math.PI / 36;
const GROWTH = 1.05;
/** ms between presses of keys that are still one step for undo */
const SAME_STEP_MS = 1_000;
/** Sheet px that stay in sight around the crosshair. */
const MARGIN = 40;

const ARROWS: Record<string, Place> = {
  ArrowLeft: { x: -1, y: 0 },
  ArrowRight: { x: 1, y: 0 },
  ArrowUp: { x: 0, y: -1 },
  ArrowDown: { x: 0, y: 1 },
};

export interface KeyHost {
  toolFor(): Tool | null;
  /** whether the tool of the moment takes hold of strokes */
  selects(): boolean;
  selectAll(): void;
  mayDraw(): boolean;
  view(): View;
  look(view: View): void;
  /** canvas px; null: the crosshair is gone */
  pointed(place: Place | null): void;
}

/** The pen in the hand of somebody who has no pointer. */
export interface KeyPen {
  /** canvas px */
  place: Place;
  /** the tool is on the paper */
  down: boolean;
}

/** Draws by keys while the sheet has the focus: arrows move a crosshair, Enter or the space bar puts the tool down and lifts it. */
export class KeyInput {
  /** null: no crosshair, the space bar is free to move the sheet */
  readonly pen: Readable<KeyPen | null>;
  private readonly published = writable<KeyPen | null>(null);
  private place: Place | null = null;
  private tool: Tool | null = null;
  private readonly held = new Set<string>();
  private nudgedAt = Number.NEGATIVE_INFINITY;
  private readonly stop = new AbortController();

  constructor(
    element: HTMLElement,
    private readonly selection: Selection,
    private readonly host: KeyHost,
  ) {
    this.pen = this.published;
    const { signal } = this.stop;
    element.addEventListener('keydown', (event) => this.down(event), { signal });
    element.addEventListener('keyup', ({ key }) => this.held.delete(key), { signal });
    element.addEventListener('blur', () => this.finish(), { signal });
    element.addEventListener('pointerdown', () => this.finish(), { signal, capture: true });
  }

  get active(): boolean {
    return this.place !== null;
  }

  destroy(): void {
    this.finish();
    this.stop.abort();
  }

  private down(event: KeyboardEvent): void {
    if (!this.host.mayDraw() || !this.take(event)) return;
    event.preventDefault();
    event.stopPropagation();
  }

  /** @returns whether the key was ours */
  private take(event: KeyboardEvent): boolean {
    const { key } = event;
    if (event.altKey) return false;
    if (Object.hasOwn(ARROWS, key)) return this.arrow(event);
    if (event.ctrlKey || event.metaKey) {
      if (key.toLowerCase() === 'a') this.host.selectAll();
      return key.toLowerCase() === 'a';
    }
    if (key === 'Enter' || (key === ' ' && this.active)) return this.press(event);
    if (key === 'Escape') return this.escape();
    return !this.selection.empty && this.change(event);
  }

  private arrow(event: KeyboardEvent): boolean {
    this.held.add(event.key);
    const way = [...this.held].reduce(
      (sum, key) => ({ x: sum.x + (ARROWS[key]?.x ?? 0), y: sum.y + (ARROWS[key]?.y ?? 0) }),
      { x: 0, y: 0 },
    );
    const { box } = this.selection.now;
    if (box && this.host.selects() && !event.ctrlKey) {
      const by = event.shiftKey ? LONG_NUDGE : NUDGE;
      this.nudge(event, moved(box, way.x * by, way.y * by));
      return true;
    }
    const step = event.ctrlKey ? FINE_STEP : event.shiftKey ? LONG_STEP : STEP;
    const view = this.host.view();
    const from = this.place ?? toCanvas(view, CENTRE);
    const by = step / view.zoom;
    this.place = clampToCanvas({ x: from.x + way.x * by, y: from.y + way.y * by });
    this.host.look(revealing(view, this.place, MARGIN));
    this.tool?.extend([this.sample(event)]);
    this.publish();
    return true;
  }

  private press(event: KeyboardEvent): boolean {
    if (event.repeat) return true;
    this.place ??= toCanvas(this.host.view(), CENTRE);
    if (this.tool) this.lift();
    else {
      this.tool = this.host.toolFor();
      this.tool?.begin(this.sample(event), event.shiftKey);
      if (this.host.selects()) this.lift();
    }
    this.publish();
    return true;
  }

  private escape(): boolean {
    if (this.tool) {
      this.tool.discard();
      this.tool = null;
      this.publish();
    } else if (!this.selection.empty) this.selection.choose([]);
    else if (this.active) this.finish();
    else return false;
    return true;
  }

  /** Keys that change what is selected. */
  private change(event: KeyboardEvent): boolean {
    const { box } = this.selection.now;
    if (!box) return false;
    const middle = middleOf(box);
    switch (event.key) {
      case 'Delete':
      case 'Backspace':
        this.selection.erase();
        return true;
      case 'PageUp':
        this.nudge(event, scaling(GROWTH, GROWTH, middle));
        return true;
      case 'PageDown':
        this.nudge(event, scaling(1 / GROWTH, 1 / GROWTH, middle));
        return true;
      case ',':
        this.nudge(event, rotation(-TURN, middle));
        return true;
      case '.':
        this.nudge(event, rotation(TURN, middle));
        return true;
      default:
        return false;
    }
  }

  private nudge({ timeStamp }: KeyboardEvent, matrix: Parameters<Selection['place']>[0]): void {
    this.selection.place(matrix, timeStamp - this.nudgedAt < SAME_STEP_MS);
    this.nudgedAt = timeStamp;
  }

  private sample({ timeStamp }: KeyboardEvent) {
    return { ...(this.place as Place), pressure: 0.5, at: timeStamp };
  }

  private lift(): void {
    this.tool?.end();
    this.tool = null;
  }

  /** Lifts the tool where it is, and takes the crosshair away. */
  finish(): void {
    this.lift();
    this.held.clear();
    if (!this.active) return;
    this.place = null;
    this.publish();
  }

  private publish(): void {
    const { place } = this;
    this.published.set(place && { place, down: this.tool !== null });
    this.host.pointed(place);
  }
}
