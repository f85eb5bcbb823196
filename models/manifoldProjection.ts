import type { FaceDistances, PartBank } from './bank.ts';
import { CODE_SIZE } from './manifest.ts';
import { nearest } from './nearest.ts';

/** K of the paper (section 3.1). */
export const NEIGHBOUR_COUNT = 10;

/** Share of the Gram matrix's trace added to its diagonal: K neighbours in 512 dimensions are near collinear. */
const REGULARISATION = 1e-3;

/** A face of the bank and its share in a projection; a part's weights sum to 1. */
export interface Neighbour {
  readonly face: number;
  readonly weight: number;
}

export interface Projection {
  readonly neighbours: readonly Neighbour[];
  /** f_proj [512] */
  readonly code: Float32Array;
}

/**
 * Projects a code onto its part's manifold by locally linear embedding (DeepFaceDrawing, section
 * 3.1; Roweis & Saul 2000): the K nearest faces, one vote each, and the affine combination of their
 * codes that comes nearest to it. Without any allowed face the code stays what it is.
 * @param code f [512]
 * @param allowed [faces], 0 excludes
 */
export function projectOntoManifold(
  bank: PartBank,
  code: Float32Array,
  distances: FaceDistances,
  allowed: Uint8Array,
  count = NEIGHBOUR_COUNT,
): Projection {
  const faces = nearest(distances.squared, allowed, count);
  const codes = faces.map((face) => bank.code(distances.rows[face] as number));
  const weights = locallyLinearWeights(code, codes);
  return {
    neighbours: faces.map((face, k) => ({ face, weight: weights[k] as number })),
    code: faces.length > 0 ? blendCodes(codes, weights) : code,
  };
}

/** f_used = (1 − r)·f + r·f_proj. @param r refinement, 0…1 */
export function refine(code: Float32Array, projection: Float32Array, r: number): Float32Array {
  return code.map((value, i) => (1 - r) * value + r * (projection[i] as number));
}

/** Σ w_k f_k. [512] */
export function blendCodes(codes: readonly Float32Array[], weights: readonly number[]): Float32Array {
  const blend = new Float32Array(CODE_SIZE);
  codes.forEach((code, k) => {
    const weight = weights[k] as number;
    for (let i = 0; i < CODE_SIZE; i++) blend[i] = (blend[i] as number) + weight * (code[i] as number);
  });
  return blend;
}

/** The w that minimise ‖f − Σ w_k f_k‖² with Σ w_k = 1. */
export function locallyLinearWeights(code: Float32Array, neighbours: readonly Float32Array[]): number[] {
  const count = neighbours.length;
  const offsets = neighbours.map((neighbour) => neighbour.map((value, i) => value - (code[i] as number)));
  const gram = offsets.map((a) => offsets.map((b) => dot(a, b)));
  const trace = gram.reduce((sum, row, k) => sum + (row[k] as number), 0);
  // A code that equals all its neighbours leaves no equation: any weights do, so equal ones.
  if (!(trace > 0)) return new Array(count).fill(1 / count);
  gram.forEach((row, k) => {
    row[k] = (row[k] as number) + REGULARISATION * trace;
  });
  const solution = solveCholesky(gram, new Array(count).fill(1));
  const sum = solution.reduce((a, b) => a + b, 0);
  return solution.map((value) => value / sum);
}

/** Solves A x = b for a symmetric positive definite A. */
export function solveCholesky(matrix: readonly (readonly number[])[], right: readonly number[]): number[] {
  const n = right.length;
  const lower = matrix.map(() => new Array<number>(n).fill(0));
  const at = (row: number, column: number) => (lower[row] as number[])[column] as number;
  for (let i = 0; i < n; i++) {
    for (let j = 0; j <= i; j++) {
      let sum = (matrix[i] as number[])[j] as number;
      for (let k = 0; k < j; k++) sum -= at(i, k) * at(j, k);
      (lower[i] as number[])[j] = i === j ? Math.sqrt(sum) : sum / at(j, j);
    }
  }
  const solution = [...right];
  for (let i = 0; i < n; i++) {
    for (let k = 0; k < i; k++) solution[i] = (solution[i] as number) - at(i, k) * (solution[k] as number);
    solution[i] = (solution[i] as number) / at(i, i);
  }
  for (let i = n - 1; i >= 0; i--) {
    for (let k = i + 1; k < n; k++)
      solution[i] = (solution[i] as number) - at(k, i) * (solution[k] as number);
    solution[i] = (solution[i] as number) / at(i, i);
  }
  return solution;
}

function dot(a: Float32Array, b: Float32Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += (a[i] as number) * (b[i] as number);
  return sum;
}
