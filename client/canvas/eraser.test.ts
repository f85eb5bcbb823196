import { describe, expect, it } from 'vitest';
import { NO_EDITS } from '../../shared/strokeEdits.ts';
import { strokesTouched } from './eraser.ts';
import { type FinishedStroke, finishedStroke } from './finishedStrokes.ts';

function stroke(id: string, places: [number, number][], width = 2): FinishedStroke {
  const points = places.map(([x, y]) => ({ x, y, pressure: 0.5, time: 0 }));
  return finishedStroke(id, { author: 'ada', tool: 'pen', width, startedAt: 1, points }, NO_EDITS);
}

const across = stroke('across', [
  [100, 100],
  [300, 100],
]);
const dot = stroke('dot', [[200, 200]]);

describe('the eraser', () => {
  it('touches a stroke between its points', () => {
    expect(strokesTouched([across, dot], { x: 203, y: 104 }, { x: 203, y: 104 })).toEqual(['across']);
  });

  it('touches a dot, and reaches further over a wide stroke', () => {
    expect(strokesTouched([dot], { x: 205, y: 203 }, { x: 205, y: 203 })).toEqual(['dot']);
    const wide = stroke('wide', [[200, 200]], 40);
    expect(strokesTouched([wide], { x: 222, y: 200 }, { x: 222, y: 200 })).toEqual(['wide']);
  });

  it('misses what it does not reach, even inside the stroke’s box', () => {
    const bent = stroke('bent', [
      [0, 0],
      [200, 0],
      [200, 200],
    ]);
    expect(strokesTouched([bent], { x: 50, y: 150 }, { x: 50, y: 150 })).toEqual([]);
  });

  it('lets nothing slip through a fast sweep', () => {
    expect(strokesTouched([across], { x: 150, y: 0 }, { x: 150, y: 400 })).toEqual(['across']);
  });
});
