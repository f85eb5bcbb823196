import { EigenvalueDecomposition, Matrix } from 'ml-matrix';

/**
 * Fréchet distance between the Gaussians that two sets of vectors are summed up by:
 * |m₁ − m₂|² + tr(C₁ + C₂ − 2 (C₁ C₂)^½). Sets of equal size compare fairly: few vectors bias it up.
 * @throws RangeError if a set has fewer than two vectors
 */
export function frechetDistance(a: readonly Float32Array[], b: readonly Float32Array[]): number {
  const first = gaussianOf(a);
  const second = gaussianOf(b);
  const shift = first.mean.reduce((sum, value, i) => sum + (value - (second.mean[i] as number)) ** 2, 0);
  // (C₁ C₂)^½ has the trace of (C₁^½ C₂ C₁^½)^½, which is symmetric.
  const root = squareRoot(first.covariance);
  const middle = root.mmul(second.covariance).mmul(root);
  const cross = eigenvaluesOf(middle).reduce((sum, value) => sum + Math.sqrt(value), 0);
  return shift + first.covariance.trace() + second.covariance.trace() - 2 * cross;
}

function gaussianOf(vectors: readonly Float32Array[]): { mean: number[]; covariance: Matrix } {
  if (vectors.length < 2) throw new RangeError('a Fréchet distance needs two vectors a set at least');
  const rows = new Matrix(vectors.map((vector) => [...vector]));
  const mean = rows.mean('column');
  const centred = rows.subRowVector(mean);
  return {
    mean,
    covariance: centred
      .transpose()
      .mmul(centred)
      .div(vectors.length - 1),
  };
}

function squareRoot(symmetric: Matrix): Matrix {
  const { eigenvectorMatrix: vectors, realEigenvalues } = decompose(symmetric);
  const roots = Matrix.diag(realEigenvalues.map((value) => Math.sqrt(Math.max(0, value))));
  return vectors.mmul(roots).mmul(vectors.transpose());
}

function eigenvaluesOf(symmetric: Matrix): number[] {
  // Rounding leaves values a little below 0 where a direction has no spread.
  return decompose(symmetric).realEigenvalues.map((value) => Math.max(0, value));
}

function decompose(symmetric: Matrix): EigenvalueDecomposition {
  return new EigenvalueDecomposition(symmetric, { assumeSymmetric: true });
}
