import { describe, expect, test } from 'vitest';
import { type Bitmap, blobsOf, distanceToPaper } from './bitmap.ts';
import { thin } from './skeleton.ts';
import { tracePaths } from './traceLines.ts';

function bitmap(...rows: string[]): Bitmap {
  const width = (rows[0] as string).length;
  return { width, height: rows.length, data: Uint8Array.from(rows.join(''), (c) => (c === '#' ? 1 : 0)) };
}

const rowsOf = ({ width, height, data }: Bitmap) =>
  Array.from({ length: height }, (_, y) =>
    [...data.subarray(y * width, (y + 1) * width)].map((v) => (v ? '#' : '.')).join(''),
  );

describe('thin', () => {
  test('leaves the middle of a thick line', () => {
    const thinned = rowsOf(
      thin(bitmap('..........', '.########.', '.########.', '.########.', '..........')),
    );
    expect(thinned[2]).toMatch(/^\.{1,3}#{4,8}\.{1,3}$/);
    expect(thinned.filter((row) => row.includes('#'))).toHaveLength(1);
  });

  test('keeps a ring a ring, also at the border', () => {
    const ring = thin(bitmap('#######', '#######', '##...##', '##...##', '##...##', '#######', '#######'));
    expect(blobsOf(ring)).toHaveLength(1);
    const paper = { ...ring, data: ring.data.map((value) => 1 - value) };
    const middle = blobsOf(paper).find((pixels) => pixels.includes(3 * 7 + 3));
    expect(middle?.includes(0)).toBe(false);
  });

  test('does not change what is one pixel wide', () => {
    const line = bitmap('......', '.####.', '......');
    expect(rowsOf(thin(line))).toEqual(rowsOf(line));
  });
});

describe('tracePaths', () => {
  test('follows an open line from end to end', () => {
    const [path, ...more] = tracePaths(bitmap('#....', '.#...', '..###', '.....'));
    expect(more).toEqual([]);
    expect(path?.points.map(({ x, y }) => [x, y])).toEqual([
      [0.5, 0.5],
      [1.5, 1.5],
      [2.5, 2.5],
      [3.5, 2.5],
      [4.5, 2.5],
    ]);
    expect(path?.alone).toBe(true);
  });

  test('goes straight on through a crossing and leaves the other line as its own paths', () => {
    const paths = tracePaths(bitmap('..#..', '..#..', '#####', '..#..', '..#..'));
    expect(Math.max(...paths.map(({ points }) => points.length))).toBe(5);
    expect(paths.reduce((sum, { points }) => sum + points.length, 0)).toBe(9);
    expect(paths.every(({ alone }) => !alone)).toBe(true);
  });

  test('follows a closed line once', () => {
    const paths = tracePaths(bitmap('.###.', '#...#', '#...#', '.###.'));
    expect(paths).toHaveLength(1);
    expect(paths[0]?.points).toHaveLength(10);
  });
});

test('distanceToPaper counts from the nearest paper, the border included', () => {
  const distance = distanceToPaper(bitmap('#####', '#####', '#####', '#####', '#####'));
  expect([distance[0], distance[6], distance[12]]).toEqual([1, 2, 3]);
});
