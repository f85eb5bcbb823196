import { type Readable, writable } from 'svelte/store';
import * as Y from 'yjs';
import { LOCAL_ORIGIN } from './localOrigin.ts';

const GESTURE = 'gesture';

/**
 * A person's own undo and redo. One step is one gesture (a stroke, one sweep of the eraser, a clear),
 * which may be several transactions: each stays under the limit of one update, and so does its undo.
 * Only transactions of `LOCAL_ORIGIN` are tracked, so nobody else's work is ever taken back.
 */
export class GestureUndo {
  /** whether there is something to undo, and to redo */
  readonly available: Readable<{ undo: boolean; redo: boolean }>;
  private readonly manager: Y.UndoManager;
  private gesture = 0;
  private replayed: number | null = null;

  constructor(strokes: Y.Map<Uint8Array>) {
    // a capture time of 0 keeps each transaction a stack item; gestures group them instead of time
    this.manager = new Y.UndoManager(strokes, {
      captureTimeout: 0,
      trackedOrigins: new Set([LOCAL_ORIGIN]),
    });
    const available = writable({ undo: false, redo: false });
    this.available = available;
    const publish = () => available.set({ undo: this.manager.canUndo(), redo: this.manager.canRedo() });
    this.manager.on('stack-item-added', ({ stackItem }) => {
      stackItem.meta.set(GESTURE, this.replayed ?? this.gesture);
      publish();
    });
    this.manager.on('stack-item-popped', publish);
    this.manager.on('stack-cleared', publish);
  }

  /** What is done from now on is a new step. */
  startGesture(): void {
    this.gesture++;
  }

  undo(): void {
    this.replay(
      () => this.manager.undoStack,
      () => this.manager.undo(),
    );
  }

  redo(): void {
    this.replay(
      () => this.manager.redoStack,
      () => this.manager.redo(),
    );
  }

  private replay(stack: () => Y.UndoManager['undoStack'], step: () => unknown): void {
    const gesture: number | undefined = stack().at(-1)?.meta.get(GESTURE);
    if (gesture === undefined) return;
    this.replayed = gesture;
    try {
      do step();
      while (stack().at(-1)?.meta.get(GESTURE) === gesture);
    } finally {
      this.replayed = null;
    }
  }
}
