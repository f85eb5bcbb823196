import { derived, type Readable, writable } from 'svelte/store';
import { type LabelNews, withNews } from '../../shared/semantics/labelNews.ts';
import type { StrokeLabels } from '../../shared/semantics/labels.ts';
import { labelsSaid, parseEditKey } from '../../shared/strokeEdits.ts';
import type { Drawing } from '../document/drawing.ts';

const NONE: StrokeLabels = new Map();

/** What the room's strokes draw, as this person knows it. */
export class LabelsModel {
  /** what people said */
  readonly said: Readable<StrokeLabels>;
  /** what counts: where nobody said anything, what the network understood */
  readonly labels: Readable<StrokeLabels>;
  private readonly understood = writable(NONE);

  constructor(document: Readable<{ drawing: Pick<Drawing, 'edits'> }>) {
    this.said = derived(
      document,
      ({ drawing: { edits } }, set) => {
        set(labelsSaid(edits));
        const follow = ({ keysChanged }: { keysChanged: Set<string> }) => {
          if ([...keysChanged].some(isLabel)) set(labelsSaid(edits));
        };
        edits.observe(follow);
        return () => edits.unobserve(follow);
      },
      NONE,
    );
    this.labels = derived(
      [this.understood, this.said],
      ([understood, said]) => new Map([...understood, ...said]),
    );
  }

  receive(news: LabelNews): void {
    this.understood.update((known) => withNews(known, news));
  }
}

function isLabel(key: string): boolean {
  const field = parseEditKey(key)?.field;
  return field === 'label' || field === 'plainLabel';
}
