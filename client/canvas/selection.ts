import { type Readable, writable } from 'svelte/store';
import type { Rectangle } from '../../shared/canvas.ts';
import { combined, IDENTITY, type Matrix } from '../../shared/matrix.ts';
import type { FinishedStroke } from './finishedStrokes.ts';
import { boundsOf, union } from './geometry.ts';

export interface Selected {
  ids: ReadonlySet<string>;
  /** canvas px, around all that is selected; null where nothing is */
  box: Rectangle | null;
  /** where a drag would put it; null while nothing is dragged */
  drag: Matrix | null;
  /** canvas px: the frame that is being drawn around strokes */
  area: Rectangle | null;
}

const NOTHING: Selected = { ids: new Set(), box: null, drag: null, area: null };

export interface SelectionHost {
  get(id: string): FinishedStroke | undefined;
  startGesture(): void;
  /** canvas matrices of strokes as they were drawn */
  move(places: ReadonlyMap<string, Matrix>): void;
  erase(ids: Iterable<string>): void;
  /** other strokes are dragged than before: the sheet shows them where the drag puts them */
  lifted(strokes: readonly FinishedStroke[]): void;
  changed(): void;
}

/** The strokes that this person has taken hold of. */
export class Selection {
  readonly current: Readable<Selected>;
  private readonly published = writable(NOTHING);
  private selected = NOTHING;

  constructor(private readonly host: SelectionHost) {
    this.current = this.published;
  }

  get now(): Selected {
    return this.selected;
  }

  get empty(): boolean {
    return this.selected.ids.size === 0;
  }

  strokes(): FinishedStroke[] {
    return [...this.selected.ids].flatMap((id) => this.host.get(id) ?? []);
  }

  choose(ids: Iterable<string>): void {
    const { drag } = this.selected;
    this.publish({ ...NOTHING, ids: new Set(ids) });
    if (drag) this.host.lifted([]);
  }

  /** Adds a stroke to what is selected, or takes it out. */
  toggle(id: string): void {
    const ids = new Set(this.selected.ids);
    if (!ids.delete(id)) ids.add(id);
    this.choose(ids);
  }

  frame(area: Rectangle | null): void {
    this.show({ ...this.selected, area });
  }

  /** Strokes came, went or were moved by somebody. */
  follow(): void {
    if (!this.empty) this.publish(this.selected);
  }

  drag(matrix: Matrix | null): void {
    const before = this.selected.drag;
    this.show({ ...this.selected, drag: matrix });
    if ((before === null) !== (matrix === null)) this.host.lifted(matrix ? this.strokes() : []);
  }

  /**
   * Moves what is selected, as one step that can be undone.
   * @param sameStep as before
   */
  place(matrix: Matrix, sameStep = false): void {
    const places = this.strokes().map(({ id, edits }): [string, Matrix] => [
      id,
      combined(matrix, edits.transform ?? IDENTITY),
    ]);
    if (!sameStep) this.host.startGesture();
    this.host.move(new Map(places));
  }

  erase(): void {
    this.host.startGesture();
    this.host.erase(this.selected.ids);
  }

  /** Looks at the strokes anew: which are there still, and where. */
  private publish(selected: Selected): void {
    const strokes = [...selected.ids].flatMap((id) => {
      const stroke = this.host.get(id);
      return stroke && stroke.lines.length > 0 ? [stroke] : [];
    });
    this.show({
      ...selected,
      ids: new Set(strokes.map(({ id }) => id)),
      box: strokes.reduce<Rectangle | null>(
        (box, stroke) => (box ? union(box, inkBox(stroke)) : inkBox(stroke)),
        null,
      ),
    });
  }

  private show(selected: Selected): void {
    this.selected = selected;
    this.published.set(selected);
    this.host.changed();
  }
}

function inkBox({ lines, width }: FinishedStroke): Rectangle {
  return boundsOf(lines.flat(), width / 2 + 1);
}
