import type { Tensor } from '@tensorflow/tfjs-core';
import { constantOf } from '../constants.ts';
import { byShape, reshaped, shapeAxis, toKept } from '../layout.ts';
import type { CompiledNode, Operator } from '../operator.ts';
import type { TensorflowJs } from '../tensorflowJs.ts';

export const constant: Operator = (node, tf) => {
  const { data, dims } = constantOf(node.tensor('value'));
  const type = data instanceof Float32Array ? 'float32' : 'int32';
  return { reads: [], run: () => toKept(tf, tf.tensor(data, [...dims], type)) };
};

/** Known when the graph is loaded, since inputs have fixed sizes. */
export const shape: Operator = (node, tf) => {
  const dims = [...node.dims(0)];
  const part = dims.slice(node.int('start', 0), node.int('end', dims.length));
  return { reads: [], run: () => tf.tensor1d(part, 'int32') };
};

export const reshape: Operator = (node, tf) => {
  const from = node.dims(0);
  // 0 keeps a dimension, -1 takes what is left.
  const wanted = node.integers(1).map((dim, i) => (dim === 0 ? (from[i] as number) : dim));
  return toDims(tf, filledIn(wanted, from));
};

export const flatten: Operator = (node, tf) => {
  const dims = node.dims(0);
  const axis = positive(node.int('axis', 1), dims.length);
  return toDims(tf, [product(dims.slice(0, axis)), product(dims.slice(axis))]);
};

export const unsqueeze: Operator = (node, tf) => {
  const axes = node.integers(1);
  const rank = node.dims(0).length + axes.length;
  const added = new Set(axes.map((axis) => positive(axis, rank)));
  const rest = [...node.dims(0)];
  return toDims(
    tf,
    Array.from({ length: rank }, (_, axis) => (added.has(axis) ? 1 : (rest.shift() as number))),
  );
};

export const squeeze: Operator = (node, tf) => {
  const dims = node.dims(0);
  const ones = dims.flatMap((dim, axis) => (dim === 1 ? [axis] : []));
  const removed = new Set(node.integers(1, ones).map((axis) => positive(axis, dims.length)));
  return toDims(
    tf,
    dims.filter((_, axis) => !removed.has(axis)),
  );
};

export const transpose: Operator = (node, tf) => {
  const rank = node.dims(0).length;
  const reversed = Array.from({ length: rank }, (_, i) => rank - 1 - i);
  const order = node.ints('perm', reversed);
  const shapeOrder = byShape(order).map((axis) => shapeAxis(axis, rank));
  return { reads: [0], run: ([x]) => tf.transpose(x as Tensor, shapeOrder) };
};

export const concat: Operator = (node, tf) => {
  const axis = shapeAxis(node.int('axis', 0), node.dims(0).length);
  const reads = Array.from({ length: node.inputCount }, (_, i) => i);
  return { reads, run: (inputs) => tf.concat(inputs, axis) };
};

export const slice: Operator = (node, tf) => {
  const dims = node.dims(0);
  const starts = node.integers(1);
  const ends = node.integers(2);
  const axes = node.integers(
    3,
    starts.map((_, i) => i),
  );
  node.expect(
    node.integers(4, [1]).every((step) => step === 1),
    'only steps of one are supported',
  );
  const begin = dims.map(() => 0);
  const size = [...dims];
  axes.forEach((given, i) => {
    const axis = positive(given, dims.length);
    const dim = dims[axis] as number;
    const start = clamped(starts[i] as number, dim);
    begin[axis] = start;
    size[axis] = Math.max(0, clamped(ends[i] as number, dim) - start);
  });
  const [shapeBegin, shapeSize] = [byShape(begin), byShape(size)];
  return { reads: [0], run: ([x]) => tf.slice(x as Tensor, shapeBegin, shapeSize) };
};

export const gather: Operator = (node, tf) => {
  const dims = node.dims(0);
  const axis = positive(node.int('axis', 0), dims.length);
  const { dims: indexDims } = node.constant(1);
  const indices = node.integers(1).map((index) => positive(index, dims[axis] as number));
  const gathered = [...dims.slice(0, axis), ...indexDims, ...dims.slice(axis + 1)];
  return {
    reads: [0],
    run([x]) {
      const picked = tf.gather(x as Tensor, tf.tensor1d(indices, 'int32'), shapeAxis(axis, dims.length));
      return indexDims.length === 1 ? picked : reshaped(tf, picked, gathered);
    },
  };
};

function toDims(tf: TensorflowJs, dims: readonly number[]): CompiledNode {
  return { reads: [0], run: ([x]) => reshaped(tf, x as Tensor, dims) };
}

function filledIn(wanted: readonly number[], from: readonly number[]): number[] {
  const known = product(wanted.filter((dim) => dim !== -1));
  return wanted.map((dim) => (dim === -1 ? product(from) / known : dim));
}

function positive(index: number, length: number): number {
  return index < 0 ? index + length : index;
}

function clamped(index: number, length: number): number {
  return Math.min(Math.max(positive(index, length), 0), length);
}

function product(dims: readonly number[]): number {
  return dims.reduce((a, b) => a * b, 1);
}
