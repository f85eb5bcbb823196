import { expect, it } from 'vitest';
import { applied, IDENTITY, type Matrix, translation } from '../../shared/matrix.ts';
import { NO_EDITS } from '../../shared/strokeEdits.ts';
import { type FinishedStroke, finishedStroke } from './finishedStrokes.ts';
import { Selection } from './selection.ts';
import { SelectTool } from './selectTool.ts';

/** Horizontal lines of 100 px, 100 px apart. */
function setUp() {
  const strokes = new Map<string, FinishedStroke>();
  const put = (id: string, y: number, transform: Matrix | null = null) => {
    const points = [100, 150, 200].map((x) => ({ x, y, pressure: 0.5, time: x }));
    const edits = transform ? { transform, cuts: [] } : NO_EDITS;
    strokes.set(
      id,
      finishedStroke(id, { author: 'ada', tool: 'pen', width: 4, startedAt: 1, points }, edits),
    );
  };
  put('a', 100);
  put('b', 200);
  const log: string[] = [];
  const places = new Map<string, Matrix>();
  const looked: string[] = [];
  const selection = new Selection({
    get: (id) => {
      looked.push(id);
      return strokes.get(id);
    },
    startGesture: () => log.push('gesture'),
    move: (moves) => {
      for (const [id, matrix] of moves) places.set(id, matrix);
    },
    erase: (ids) => log.push(`erase ${[...ids].join()}`),
    lifted: (lifted) => log.push(`lifted ${lifted.map(({ id }) => id).join()}`),
    changed: () => {},
  });
  const tool = new SelectTool(selection, {
    strokes: () => strokes.values(),
    reach: () => 8,
    apart: () => 24,
  });
  return { strokes, put, selection, tool, log, looked, places };
}
const at = (x: number, y: number) => ({ x, y });
const ids = (selection: Selection) => [...selection.now.ids].sort();

it('S6 a tap chooses a stroke, one with Shift another or lets it go, one beside lets all go', () => {
  const { selection, tool } = setUp();
  const tap = (x: number, y: number, shift = false) => {
    tool.begin(at(x, y), shift);
    tool.end();
  };
  tap(120, 100);
  expect(ids(selection)).toEqual(['a']);
  tap(120, 200, true);
  expect(ids(selection)).toEqual(['a', 'b']);
  tap(120, 100, true);
  expect(ids(selection)).toEqual(['b']);
  tap(400, 400);
  expect(ids(selection)).toEqual([]);
});

it('S6 a frame chooses strokes of which it holds half', () => {
  const { selection, tool } = setUp();
  tool.begin(at(90, 50));
  tool.extend([at(160, 150)]);
  expect(selection.now.area).toEqual({ x: 90, y: 50, width: 70, height: 100 });
  tool.end();
  expect(ids(selection)).toEqual(['a']);
  expect(selection.now.area).toBeNull();
});

it('S6 a drag is shown at once, written when it ends, and on top of where the stroke was moved before', () => {
  const { put, selection, tool, log, places } = setUp();
  put('a', 100, translation(0, 20));
  selection.choose(['a']);
  tool.begin(at(150, 120));
  tool.extend([at(170, 120)]);
  expect(selection.now.drag).toEqual(translation(20, 0));
  expect(log).toEqual(['lifted a']);
  tool.end();
  expect(log).toEqual(['lifted a', 'lifted ', 'gesture']);
  expect(applied(places.get('a') ?? IDENTITY, at(100, 100))).toEqual(at(120, 120));
});

it('S6 a drag that is given up changes nothing', () => {
  const { selection, tool, places } = setUp();
  selection.choose(['a']);
  tool.begin(at(150, 100));
  tool.extend([at(250, 300)]);
  tool.discard();
  tool.end();
  expect(places.size).toBe(0);
  expect(selection.now.drag).toBeNull();
});

it('S6 what somebody else erased is selected no more', () => {
  const { strokes, selection } = setUp();
  selection.choose(['a', 'b']);
  strokes.delete('a');
  selection.follow();
  expect(ids(selection)).toEqual(['b']);
  expect(selection.now.box?.y).toBeGreaterThan(150);
});

it('S6 strokes that are let go in the middle of a drag are put down where they were', () => {
  const { selection, tool, log, places } = setUp();
  selection.choose(['a']);
  tool.begin(at(150, 100));
  tool.extend([at(250, 300)]);
  selection.choose([]);
  expect(log).toEqual(['lifted a', 'lifted ']);
  expect(selection.now.drag).toBeNull();
  tool.end();
  expect(places.size).toBe(0);
});

it('S6 a drag and a frame look at no stroke again while they move', () => {
  const { selection, tool, looked } = setUp();
  selection.choose(['a', 'b']);
  tool.begin(at(150, 150));
  tool.extend([at(160, 150)]);
  looked.length = 0;
  tool.extend([at(170, 150)]);
  tool.extend([at(180, 150)]);
  selection.frame({ x: 0, y: 0, width: 10, height: 10 });
  expect(looked).toEqual([]);
  expect(ids(selection)).toEqual(['a', 'b']);
});
