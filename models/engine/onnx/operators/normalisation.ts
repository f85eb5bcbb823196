import type { Tensor } from '@tensorflow/tfjs-core';
import type { Operator } from '../operator.ts';

export const instanceNormalization: Operator = (node, tf) => {
  node.expect(node.dims(0).length === 4, 'only pictures are supported');
  const epsilon = node.float('epsilon', 1e-5);
  return {
    reads: [0, 1, 2],
    run([x, scale, bias]) {
      // Channels are last here, so scale and bias need no reshaping.
      const { mean, variance } = tf.moments(x as Tensor, [1, 2], true);
      const factor = tf.mul(tf.rsqrt(tf.add(variance, epsilon)), scale as Tensor);
      return tf.add(tf.mul(x as Tensor, factor), tf.sub(bias as Tensor, tf.mul(mean, factor)));
    },
  };
};
