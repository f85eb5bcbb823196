import type { FaceDistances, PartBank } from './bank.ts';
import { blendCodes, NEIGHBOUR_COUNT, type Neighbour, type Projection } from './manifoldProjection.ts';
import { nearest } from './nearest.ts';
import { seededRandom } from './random.ts';

/**
 * The faces that stand in for a part nobody has drawn: those nearest by what is drawn elsewhere; on
 * blank paper, random ones of the search space.
 * @param drawn distances of every part with ink; each part counts alike (divided by its mean)
 * @param allowed [faces], 0 excludes
 */
export function priorNeighbours(
  drawn: readonly FaceDistances[],
  allowed: Uint8Array,
  seed: number,
  count = NEIGHBOUR_COUNT,
): Neighbour[] {
  const combined = drawn.length > 0 ? sumOfShares(drawn) : randomOrder(allowed.length, seed);
  const faces = nearest(combined, allowed, count);
  if (drawn.length === 0) return faces.map((face) => ({ face, weight: 1 / faces.length }));
  // A softmax whose temperature is the neighbours' own spread: the nearest face leads, none vanishes.
  const excess = faces.map((face) => (combined[face] as number) - (combined[faces[0] as number] as number));
  const spread = excess.reduce((a, b) => a + b, 0) / Math.max(1, faces.length) || 1;
  const shares = excess.map((value) => Math.exp(-value / spread));
  const total = shares.reduce((a, b) => a + b, 0);
  return faces.map((face, k) => ({ face, weight: (shares[k] as number) / total }));
}

/** The blend of those faces' codes in a part's bank; faces that the bank lacks leave their share to the others. */
export function priorProjection(bank: PartBank, neighbours: readonly Neighbour[]): Projection {
  const found = neighbours.flatMap(({ face, weight }) => {
    const code = bank.codeOfFace(face);
    return code ? [{ face, weight, code }] : [];
  });
  const total = found.reduce((sum, { weight }) => sum + weight, 0) || 1;
  const shares = found.map(({ face, weight }) => ({ face, weight: weight / total }));
  const code = blendCodes(
    found.map((entry) => entry.code),
    shares.map(({ weight }) => weight),
  );
  return { neighbours: shares, code };
}

function sumOfShares(drawn: readonly FaceDistances[]): Float32Array {
  const sum = new Float32Array((drawn[0] as FaceDistances).squared.length);
  for (const { squared, mean } of drawn) {
    for (let face = 0; face < sum.length; face++) {
      sum[face] = (sum[face] as number) + (squared[face] as number) / mean;
    }
  }
  return sum;
}

function randomOrder(faceCount: number, seed: number): Float32Array {
  const random = seededRandom(seed);
  return Float32Array.from({ length: faceCount }, random);
}
