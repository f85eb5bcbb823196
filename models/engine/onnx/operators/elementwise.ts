import type { Tensor } from '@tensorflow/tfjs-core';
import { sameRank, shapeAxis } from '../layout.ts';
import type { Operator } from '../operator.ts';
import { DATA_TYPES } from '../schema.ts';
import type { TensorflowJs } from '../tensorflowJs.ts';

const unary =
  (compute: (tf: TensorflowJs, x: Tensor) => Tensor): Operator =>
  (_node, tf) => ({ reads: [0], run: ([x]) => compute(tf, x as Tensor) });

const binary =
  (compute: (tf: TensorflowJs, a: Tensor, b: Tensor) => Tensor): Operator =>
  (_node, tf) => ({
    reads: [0, 1],
    run: ([a, b]) => compute(tf, ...sameRank(tf, a as Tensor, b as Tensor)),
  });

export const add = binary((tf, a, b) => tf.add(a, b));
export const sub = binary((tf, a, b) => tf.sub(a, b));
export const mul = binary((tf, a, b) => tf.mul(a, b));
/** Integers are divided downwards, as shape arithmetic needs it. */
export const div = binary((tf, a, b) => tf.div(a, b));

export const identity = unary((tf, x) => tf.clone(x));
export const relu = unary((tf, x) => tf.relu(x));
export const sigmoid = unary((tf, x) => tf.sigmoid(x));
export const tanh = unary((tf, x) => tf.tanh(x));
export const sqrt = unary((tf, x) => tf.sqrt(x));

export const leakyRelu: Operator = (node, tf) => {
  const alpha = node.float('alpha', 0.01);
  return { reads: [0], run: ([x]) => tf.leakyRelu(x as Tensor, alpha) };
};

export const softmax: Operator = (node, tf) => {
  const rank = node.dims(0).length;
  const axis = shapeAxis(node.int('axis', -1), rank);
  // TensorFlow.js has it along the last axis only.
  const order = Array.from({ length: rank }, (_, i) => i);
  [order[axis], order[rank - 1]] = [rank - 1, axis];
  const swapped = (x: Tensor) => (axis === rank - 1 ? x : tf.transpose(x, order));
  return { reads: [0], run: ([x]) => swapped(tf.softmax(swapped(x as Tensor))) };
};

export const cast: Operator = (node, tf) => {
  const to = node.int('to', 0);
  const types: Record<number, 'float32' | 'int32'> = {
    [DATA_TYPES.float]: 'float32',
    // Half precision is a way of storing: everything is computed in single.
    [DATA_TYPES.float16]: 'float32',
    [DATA_TYPES.int32]: 'int32',
    [DATA_TYPES.int64]: 'int32',
  };
  const type = types[to] ?? node.refuse(`data type ${to} is not supported`);
  return { reads: [0], run: ([x]) => tf.cast(x as Tensor, type) };
};
