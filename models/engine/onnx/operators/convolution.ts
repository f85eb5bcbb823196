import type { Tensor4D } from '@tensorflow/tfjs-core';
import { toFilter } from '../layout.ts';
import type { NodeView, Operator } from '../operator.ts';
import type { TensorflowJs } from '../tensorflowJs.ts';

/** Below every float32 that a network makes: padding that a maximum never chooses. */
const LOWEST = -3.4e38;

export const conv: Operator = (node, tf) => {
  node.expect(node.dims(0).length === 4, 'only two-dimensional ones are supported');
  node.expect(node.int('group', 1) === 1, 'groups are not supported');
  const { data, dims } = node.constant(1);
  const filter = tf.tidy(() => toFilter(tf, tf.tensor(data, [...dims])));
  const bias = node.has(2) ? tf.tensor1d(node.constant(2).data) : undefined;
  const strides = pair(node, 'strides');
  const dilations = pair(node, 'dilations');
  const pad = convolutionPads(node);
  return {
    reads: [0],
    owned: bias ? [filter, bias] : [filter],
    run: ([x]) => tf.fused.conv2d({ x: x as Tensor4D, filter, bias, strides, dilations, pad }),
  };
};

export const maxPool: Operator = (node, tf) => {
  const { kernel, strides, pads } = pooling(node);
  return {
    reads: [0],
    run: ([x]) => tf.maxPool(padded(tf, x as Tensor4D, pads), kernel, strides, 'valid'),
  };
};

export const averagePool: Operator = (node, tf) => {
  const { kernel, strides, pads } = pooling(node);
  node.expect(
    pads.every((pad) => pad === 0),
    'padding is not supported',
  );
  return { reads: [0], run: ([x]) => tf.avgPool(x as Tensor4D, kernel, strides, 'valid') };
};

export const globalAveragePool: Operator = (node, tf) => {
  node.expect(node.dims(0).length === 4, 'only two-dimensional ones are supported');
  return { reads: [0], run: ([x]) => tf.mean(x as Tensor4D, [1, 2], true) };
};

/** The mean over height and width, or over the channels, with or without their places kept. */
export const reduceMean: Operator = (node, tf) => {
  const axes = node.ints('axes', []).map((axis) => (axis < 0 ? axis + 4 : axis));
  const overChannels = axes.length === 1 && axes[0] === 1;
  const overPlaces = axes.length === 2 && axes.includes(2) && axes.includes(3);
  node.expect(
    node.dims(0).length === 4 && (overChannels || overPlaces),
    'only the mean over height and width, or over channels, is supported',
  );
  const keep = node.int('keepdims', 1) === 1;
  return { reads: [0], run: ([x]) => tf.mean(x as Tensor4D, overChannels ? [3] : [1, 2], keep) };
};

function pooling(node: NodeView) {
  node.expect(node.dims(0).length === 4, 'only two-dimensional ones are supported');
  node.expect(node.int('ceil_mode', 0) === 0, 'ceil_mode is not supported');
  node.expect(
    node.ints('dilations', [1, 1]).every((dilation) => dilation === 1),
    'dilations are not supported',
  );
  const kernel = node.ints('kernel_shape', []) as [number, number];
  return { kernel, strides: pair(node, 'strides'), pads: pads2d(node) };
}

type Pads = [top: number, left: number, bottom: number, right: number];

function pads2d(node: NodeView): Pads {
  node.expect(node.text('auto_pad', 'NOTSET') === 'NOTSET', 'auto_pad is not supported');
  return node.ints('pads', [0, 0, 0, 0]) as Pads;
}

function convolutionPads(node: NodeView): 'valid' | [[0, 0], [number, number], [number, number], [0, 0]] {
  const [top, left, bottom, right] = pads2d(node);
  if (top + left + bottom + right === 0) return 'valid';
  return [
    [0, 0],
    [top, bottom],
    [left, right],
    [0, 0],
  ];
}

function padded(tf: TensorflowJs, x: Tensor4D, [top, left, bottom, right]: Pads): Tensor4D {
  if (top + left + bottom + right === 0) return x;
  const pads: [number, number][] = [
    [0, 0],
    [top, bottom],
    [left, right],
    [0, 0],
  ];
  return tf.pad(x, pads, LOWEST);
}

function pair(node: NodeView, name: string): [number, number] {
  return node.ints(name, [1, 1]) as [number, number];
}
