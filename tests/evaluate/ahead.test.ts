import { expect, test } from 'vitest';
import { aheadTable } from './ahead.ts';
import type { PortraitFacts } from './portraitFacts.ts';
import { CONDITIONS, type Swept } from './sweep.ts';

/** Four portraits a condition whose lines lie so far from those drawn, and from those meant. */
function swept(name: string, drawn: number, meant: number, frechet: number): Swept {
  const facts = (i: number): PortraitFacts => ({
    id: String(i),
    groups: {},
    score: 0.95,
    descriptor: null,
    landmarkError: null,
    distance: null,
    rank: null,
    detail: null,
    chamfer: { drawnToShown: drawn + i, shownToDrawn: drawn + i },
    meantChamfer: { drawnToShown: meant + i, shownToDrawn: meant + i },
  });
  const results = CONDITIONS.map(({ deformation, missing }) => ({
    name: `${deformation}/${missing}`,
    ownAppearance: false,
    figures: { faceFound: 100, frechet, chamfer: drawn, chamferMeant: meant },
    portraits: [0, 1, 2, 3].map(facts),
  }));
  return { name, results, portraits: new Map() };
}

test('each measure at 8 px and more says who is surely ahead of the direct network, who behind, and the rest is even', () => {
  const ours = [swept('careful', 9, 6, 0.2), swept('close', 4, 8, 0.4)];
  const table = aheadTable(ours, swept('direct network', 5, 8, 0.3));
  expect(table).toContain('| 8/0 | 6 · chamfer distance, px | 9.00 ▼ | 4.00 ▲ | 5.00 |');
  expect(table).toContain('| 12/0.5 | 6 · … to the lines meant | 6.00 ▲ | 8.00 | 8.00 |');
  expect(table).toContain('| 12/0 | 4 · Fréchet distance of descriptors | 0.2000 ▲ | 0.4000 ▼ | 0.3000 |');
  expect(table).toContain('| 8/0 | 1 · face found, % | 100.0 | 100.0 | 100.0 |');
  expect(table).not.toContain('| 4/0 |');
  expect(table).toContain(
    '- **careful**: ahead on 6 of 18, even on 9, behind on 3: 6 · chamfer distance, px (8/0);',
  );
});
