import type { Tensor, Tensor4D } from '@tensorflow/tfjs-core';
import type { TensorflowJs } from './tensorflowJs.ts';

/**
 * ONNX puts channels before height and width; TensorFlow computes faster with channels last. One rule
 * without exceptions: every tensor of rank 4 is kept channels last (N, H, W, C) while a graph runs, every
 * other as ONNX has it. "Dims" and "axis" mean ONNX's order, "shape" means TensorFlow's.
 */
const TO_CHANNELS_LAST = [0, 2, 3, 1];
const TO_CHANNELS_FIRST = [0, 3, 1, 2];

/** Rank-4 weights of a convolution, out × in × height × width → height × width × in × out. */
const TO_FILTER = [2, 3, 1, 0];

export function dimsOf({ shape }: Tensor): number[] {
  return shape.length === 4 ? TO_CHANNELS_FIRST.map((axis) => shape[axis] as number) : [...shape];
}

/** The axis of TensorFlow's shape that holds ONNX's axis; negative ones count from the end. */
export function shapeAxis(axis: number, rank: number): number {
  const positive = axis < 0 ? axis + rank : axis;
  return rank === 4 ? (TO_CHANNELS_FIRST[positive] as number) : positive;
}

/** Values by ONNX's axes → by TensorFlow's. */
export function byShape<T>(values: readonly T[]): T[] {
  return values.length === 4 ? TO_CHANNELS_LAST.map((axis) => values[axis] as T) : [...values];
}

/** ONNX's order of values → how the tensor is kept. */
export function toKept(tf: TensorflowJs, tensor: Tensor): Tensor {
  return tensor.rank === 4 ? permuted(tf, tensor, TO_CHANNELS_LAST) : tensor;
}

/** How the tensor is kept → ONNX's order of values. */
export function toOnnx(tf: TensorflowJs, tensor: Tensor): Tensor {
  return tensor.rank === 4 ? permuted(tf, tensor, TO_CHANNELS_FIRST) : tensor;
}

export function toFilter(tf: TensorflowJs, weights: Tensor): Tensor4D {
  return tf.transpose(weights, TO_FILTER) as Tensor4D;
}

/** Another shape for the same values, in ONNX's order of them. */
export function reshaped(tf: TensorflowJs, tensor: Tensor, dims: readonly number[]): Tensor {
  return toKept(tf, tf.reshape(toOnnx(tf, tensor), [...dims]));
}

/** Both with one rank, as ONNX broadcasts: missing dimensions are ones in front. */
export function sameRank(tf: TensorflowJs, a: Tensor, b: Tensor): [Tensor, Tensor] {
  const rank = Math.max(a.rank, b.rank);
  const raised = (tensor: Tensor) =>
    tensor.rank === rank || tensor.rank === 0
      ? tensor
      : reshaped(tf, tensor, [...Array<number>(rank - tensor.rank).fill(1), ...dimsOf(tensor)]);
  return [raised(a), raised(b)];
}

function permuted(tf: TensorflowJs, tensor: Tensor, order: readonly number[]): Tensor {
  const [, a, b, c] = tensor.shape as [number, number, number, number];
  const shape = order.map((axis) => tensor.shape[axis] as number);
  // One channel, or one pixel: the values keep their order.
  const first = order === TO_CHANNELS_FIRST;
  const moves = first ? c > 1 && a * b > 1 : a > 1 && b * c > 1;
  return moves ? tf.transpose(tensor, [...order]) : tf.reshape(tensor, shape);
}
