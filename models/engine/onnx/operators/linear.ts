import type { Tensor, Tensor2D } from '@tensorflow/tfjs-core';
import type { Operator } from '../operator.ts';

export const gemm: Operator = (node, tf) => {
  const alpha = node.float('alpha', 1);
  const beta = node.float('beta', 1);
  const transposeA = node.int('transA', 0) === 1;
  const transposeB = node.int('transB', 0) === 1;
  const scaled = (x: Tensor, factor: number) => (factor === 1 ? x : tf.mul(x, factor));
  return {
    reads: node.has(2) ? [0, 1, 2] : [0, 1],
    run([a, b, c]) {
      const product = scaled(tf.matMul(a as Tensor2D, b as Tensor2D, transposeA, transposeB), alpha);
      return c ? tf.add(product, scaled(c, beta)) : product;
    },
  };
};

export const matMul: Operator = (node, tf) => {
  node.expect(node.dims(0).length === 2 && node.dims(1).length === 2, 'only matrices are supported');
  return { reads: [0, 1], run: ([a, b]) => tf.matMul(a as Tensor2D, b as Tensor2D) };
};
