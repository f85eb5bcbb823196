import { expect, test } from 'vitest';
import { semanticFigures, semanticTable } from './semantics.ts';

const [SKIN, GLASSES, HAIR] = [1, 3, 13];

/** Ten pixels: so many of glasses, the rest skin, the last one hair. */
const maskOf = (glasses: number) =>
  Uint8Array.from({ length: 10 }, (_, at) => (at < glasses ? GLASSES : at < 9 ? SKIN : HAIR));
const parse = (glasses: number) => ({ classes: maskOf(glasses), signs: Float32Array.of(glasses) });
const judge = { shows: ([glasses = 0]: Float32Array) => glasses >= 2 };
const face = (wearsGlasses: boolean | null, seen = wearsGlasses ? 4 : 0) => ({
  mask: maskOf(wearsGlasses ? 4 : 0),
  parsedPhoto: parse(seen),
  wearsGlasses,
});
const drawing = (seen: number, drawsGlasses: boolean) => ({ parsed: parse(seen), drawsGlasses });

test('glasses that are drawn, added and undrawn are counted apart; photos tell how good the judge is', () => {
  const known = [face(true), face(true, 1), face(false), face(null, 4)];
  const shown = [
    { face: face(true), own: drawing(4, true), withGlasses: null },
    { face: face(true), own: drawing(1, true), withGlasses: null },
    // Whose glasses were not drawn shows none: the drawing is to blame.
    { face: face(true), own: drawing(0, false), withGlasses: null },
    { face: face(false), own: drawing(0, false), withGlasses: drawing(3, true) },
    { face: face(false), own: drawing(3, false), withGlasses: drawing(0, true) },
    { face: face(false), own: drawing(0, false), withGlasses: drawing(4, true) },
    { face: face(null), own: drawing(9, false), withGlasses: null },
  ];
  const { judge: errors, glasses } = semanticFigures(known, shown, judge);
  expect(errors).toEqual({ missed: 0.5, invented: 0 });
  expect(glasses.drawn).toEqual({ drawings: 2, shown: 0.5 });
  expect(glasses.undrawn).toEqual({ drawings: 3, shown: 1 / 3 });
  expect(glasses.added).toEqual({ drawings: 3, shown: 2 / 3 });
});

test('portraits and photos are laid over the masks; classes that nobody has are left out', () => {
  const shown = [
    { face: face(true), own: drawing(2, true), withGlasses: null },
    { face: face(false), own: drawing(0, false), withGlasses: null },
  ];
  const figures = semanticFigures([face(true), face(false)], shown, judge);
  expect(figures.portraits).toMatchObject({ glasses: 0.5, hair: 1, skin: 14 / 16 });
  expect(figures.photos).toMatchObject({ glasses: 1, skin: 1 });
  const table = semanticTable(figures);
  expect(table).toContain('| glasses | 0.500 | 1.000 |');
  expect(table).not.toContain('| hat |');
  expect(table).toContain('| worn and drawn (1) | 100.0 | ≥ 95 |');
});

test('without a judge nothing is said of glasses', () => {
  const shown = [{ face: face(false), own: drawing(5, false), withGlasses: null }];
  const figures = semanticFigures([face(false)], shown, null);
  expect(figures.judge.invented).toBeNaN();
  expect(semanticTable(figures)).toContain('| neither worn nor drawn (1) | – |');
});
