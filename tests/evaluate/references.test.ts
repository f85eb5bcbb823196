import { expect, test } from 'vitest';
import { compared, referenceFigures, referenceTable } from './references.ts';

const face = (dx: number) =>
  Array.from({ length: 68 }, (_, i) => ({ x: (i < 42 ? 100 : 200) + dx, y: i >= 36 && i < 48 ? 0 : i }));

const grey = (lightness: number) => ({ skin: [lightness, 0, 0] as const, hair: null, lips: null });

test('portraits that take their reference’s colour and keep their place are told from such that do not', () => {
  const good = compared([
    { landmarks: face(0), colours: grey(21), wanted: grey(20) },
    { landmarks: face(1), colours: grey(79), wanted: grey(80) },
  ]);
  const { shift, tint, ...colours } = referenceFigures([{ id: 'a', tints: [0.004, 0.008], ...good }]);
  expect(shift).toBeCloseTo(0.01);
  expect(tint).toBeCloseTo(0.006);
  expect(colours).toMatchObject({ skinOwn: 1, skinOther: 59 });
  const deaf = compared([
    { landmarks: null, colours: grey(50), wanted: grey(20) },
    { landmarks: face(1), colours: grey(50), wanted: grey(80) },
  ]);
  expect(deaf.shifts).toEqual([]);
  expect(referenceFigures([{ id: 'a', tints: [], ...deaf }]).skinRatio).toBe(1);
});

test('the shift is measured against 0.010 whatever the judge makes of colour alone, and that stands below it', () => {
  const table = referenceTable({ shift: 0.012, tint: 0.013 });
  expect(table).toContain('| 0.012 | ≤ 0.010 |');
  expect(table).toMatch(/the judge’s own \| 0\.013 \|/);
});
