import { type Readable, writable } from 'svelte/store';
import * as Y from 'yjs';
import { LOCAL_ORIGIN } from './localOrigin.ts';
import type { Change } from './touchedParts.ts';

const GESTURE = 'gesture';
const CHANGES = 'changes';

type StackItem = Y.UndoManager['undoStack'][number];

/**
 * A person's own undo and redo. One step is one gesture (a stroke, one sweep of the eraser, a clear),
 * which may be several transactions: each stays under the limit of one update, and so does its undo.
 * Only transactions of `LOCAL_ORIGIN` are tracked, so nobody else's work is ever taken back.
 */
export class GestureUndo {
  /** whether there is something to undo, and to redo */
  readonly available: Readable<{ undo: boolean; redo: boolean }>;
  /** called before a step is taken back: writes what steps still have to write */
  finishSteps: () => void = () => {};
  private readonly manager: Y.UndoManager;
  private gesture = 0;
  private replayed: number | null = null;
  private readonly publish: () => void;

  /**
   * @param maps what gestures change
   * @param mayChange whether a transaction may be taken back now; what may not is passed over, and stays for later
   */
  constructor(
    maps: Y.Map<Uint8Array> | [Y.Map<Uint8Array>, Y.Map<unknown>],
    private readonly mayChange: (changes: readonly Change[]) => boolean = () => true,
  ) {
    // a capture time of 0 keeps each transaction a stack item; gestures group them instead of time
    this.manager = new Y.UndoManager(maps as Y.Map<unknown>, {
      captureTimeout: 0,
      trackedOrigins: new Set([LOCAL_ORIGIN]),
    });
    let told = { undo: false, redo: false };
    const available = writable(told);
    this.available = available;
    this.publish = () => {
      const [undo, redo] = [this.manager.canUndo(), this.manager.canRedo()];
      // a sweep of the eraser is many items, and none of them but the first is news
      if (undo === told.undo && redo === told.redo) return;
      told = { undo, redo };
      available.set(told);
    };
    this.manager.on('stack-item-added', ({ stackItem, changedParentTypes }) => {
      stackItem.meta.set(GESTURE, this.replayed ?? this.gesture);
      stackItem.meta.set(CHANGES, changesOf([...changedParentTypes.values()].flat()));
      this.publish();
    });
    this.manager.on('stack-item-popped', this.publish);
    this.manager.on('stack-cleared', this.publish);
  }

  /** What is done from now on is a new step. @returns its number */
  startGesture(): number {
    this.gesture++;
    return this.gesture;
  }

  /** What is changed here belongs to a step that began earlier. */
  within(step: number, change: () => void): void {
    const { replayed } = this;
    this.replayed = step;
    try {
      change();
    } finally {
      this.replayed = replayed;
    }
  }

  undo(): void {
    this.finishSteps();
    this.replay(this.manager.undoStack, () => this.manager.undo());
  }

  redo(): void {
    this.finishSteps();
    this.replay(this.manager.redoStack, () => this.manager.redo());
  }

  /** Takes back the last gesture of which something may be changed and is still there. */
  private replay(stack: StackItem[], step: () => StackItem | null): void {
    const whole = stack.splice(0);
    try {
      for (const gesture of gesturesOf(whole)) {
        const open = whole.filter(
          (item) => item.meta.get(GESTURE) === gesture && this.mayChange(item.meta.get(CHANGES)),
        );
        // Yjs goes on to the next item where one has nothing to change: it must meet no other
        for (const item of open) whole.splice(whole.indexOf(item), 1);
        stack.push(...open);
        this.replayed = gesture;
        let changed = false;
        while (stack.length > 0) changed = step() !== null || changed;
        if (changed) return;
      }
    } finally {
      stack.unshift(...whole);
      this.replayed = null;
      this.publish();
    }
  }
}

/** Latest first. */
function gesturesOf(items: readonly StackItem[]): number[] {
  return [...new Set(items.map(({ meta }) => meta.get(GESTURE) as number))].reverse();
}

function changesOf(events: readonly Y.YEvent<Y.AbstractType<unknown>>[]): Change[] {
  return events.flatMap(({ changes }) =>
    [...changes.keys].map(([key, { oldValue }]) => ({ key, before: oldValue as unknown })),
  );
}
