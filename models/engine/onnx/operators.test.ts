import * as tf from '@tensorflow/tfjs-core';
import { InferenceSession, Tensor } from 'onnxruntime-node';
import { afterAll, describe, expect, test } from 'vitest';
import { seededRandom } from '../../random.ts';
import { createWasmBackend } from '../wasmEngine.ts';
import { GraphExecutor } from './graphExecutor.ts';
import { UnsupportedGraphError } from './operator.ts';
import { ATTRIBUTE_TYPES, DATA_TYPES, encodeModel } from './schema.ts';

/** Both compute in single precision, in different orders. */
const TOLERANCE = 2e-5;
const SEED = 20261122;

type Attribute = number | readonly number[] | string;
interface Case {
  op: string;
  /** dims of what is given when the graph runs */
  inputs: number[][];
  /** constants after the inputs: float32 of these dims, or int64 values; null leaves an input out */
  constants?: ({ floats: number[] } | { ints: number[] } | { scalar: number } | null)[];
  attributes?: Record<string, Attribute>;
  /** the values are made positive */
  positive?: boolean;
}

const cases: Case[] = [
  {
    op: 'Add',
    inputs: [
      [1, 5, 4, 3],
      [1, 5, 4, 3],
    ],
  },
  { op: 'Add', inputs: [[1, 5, 4, 3]], constants: [{ floats: [1, 1, 4, 3] }] },
  { op: 'Add', inputs: [[1, 5, 4, 3]], constants: [{ floats: [5, 1, 1] }] },
  { op: 'Add', inputs: [[2, 3]], constants: [{ floats: [1, 5, 2, 3] }] },
  { op: 'Sub', inputs: [[1, 5, 4, 3]], constants: [{ floats: [1, 5, 1, 1] }] },
  {
    op: 'Mul',
    inputs: [
      [1, 5, 4, 3],
      [1, 5, 1, 1],
    ],
  },
  { op: 'Div', inputs: [[2, 6]], constants: [{ floats: [6] }], positive: true },
  { op: 'Cast', inputs: [[3, 4]], attributes: { to: DATA_TYPES.float } },
  { op: 'Identity', inputs: [[1, 3, 2, 2]] },
  { op: 'LeakyRelu', inputs: [[1, 3, 4, 5]], attributes: { alpha: 0.2 } },
  { op: 'Relu', inputs: [[1, 3, 4, 5]] },
  { op: 'Sigmoid', inputs: [[1, 3, 4, 5]] },
  { op: 'Tanh', inputs: [[1, 3, 4, 5]] },
  { op: 'Sqrt', inputs: [[7]], positive: true },
  { op: 'Softmax', inputs: [[1, 6, 4, 5]], attributes: { axis: 1 } },
  { op: 'Softmax', inputs: [[1, 6, 4, 5]], attributes: { axis: -1 } },
  { op: 'Softmax', inputs: [[3, 9]] },
  {
    op: 'Gemm',
    inputs: [[2, 7]],
    constants: [{ floats: [5, 7] }, { floats: [5] }],
    attributes: { transB: 1 },
  },
  { op: 'Gemm', inputs: [[7, 2]], constants: [{ floats: [7, 5] }], attributes: { transA: 1, alpha: 0.5 } },
  {
    op: 'MatMul',
    inputs: [
      [2, 7],
      [7, 3],
    ],
  },
  conv([1, 3, 9, 8], [4, 3, 3, 3], { pads: [1, 1, 1, 1] }),
  conv([1, 3, 8, 8], [4, 3, 4, 4], { pads: [1, 1, 1, 1], strides: [2, 2] }),
  conv([1, 3, 9, 7], [4, 3, 3, 3], { pads: [0, 1, 2, 1], strides: [2, 1] }),
  conv([1, 3, 9, 9], [4, 3, 3, 3], { pads: [2, 2, 2, 2], dilations: [2, 2] }),
  { op: 'Conv', inputs: [[1, 6, 5, 5]], constants: [{ floats: [4, 6, 1, 1] }] },
  {
    op: 'InstanceNormalization',
    inputs: [[1, 6, 7, 5]],
    constants: [{ floats: [6] }, { floats: [6] }],
    attributes: { epsilon: 1e-5 },
  },
  { op: 'MaxPool', inputs: [[1, 3, 8, 6]], attributes: { kernel_shape: [2, 2], strides: [2, 2] } },
  {
    op: 'MaxPool',
    inputs: [[1, 3, 7, 7]],
    attributes: { kernel_shape: [3, 3], strides: [2, 2], pads: [1, 1, 1, 1] },
  },
  {
    op: 'MaxPool',
    inputs: [[1, 1, 9, 9]],
    attributes: { kernel_shape: [5, 5], strides: [1, 1], pads: [2, 2, 2, 2] },
  },
  { op: 'AveragePool', inputs: [[1, 3, 8, 6]], attributes: { kernel_shape: [2, 2], strides: [2, 2] } },
  { op: 'GlobalAveragePool', inputs: [[1, 3, 8, 6]] },
  { op: 'ReduceMean', inputs: [[1, 3, 8, 6]], attributes: { axes: [2, 3], keepdims: 0 } },
  { op: 'ReduceMean', inputs: [[1, 3, 8, 6]], attributes: { axes: [-1, -2], keepdims: 1 } },
  { op: 'ReduceMean', inputs: [[1, 3, 8, 6]], attributes: { axes: [1], keepdims: 1 } },
  { op: 'ReduceMean', inputs: [[1, 3, 8, 6]], attributes: { axes: [-3], keepdims: 0 } },
  { op: 'DepthToSpace', inputs: [[1, 12, 4, 3]], attributes: { blocksize: 2, mode: 'CRD' } },
  { op: 'DepthToSpace', inputs: [[1, 12, 4, 3]], attributes: { blocksize: 2, mode: 'DCR' } },
  { op: 'DepthToSpace', inputs: [[1, 4, 4, 3]], attributes: { blocksize: 2, mode: 'CRD' } },
  resize('nearest', 'asymmetric', { nearest_mode: 'floor' }),
  resize('nearest', 'half_pixel', {}),
  resize('linear', 'half_pixel', {}),
  resize('linear', 'align_corners', {}),
  resize('linear', 'pytorch_half_pixel', {}),
  resize('linear', 'asymmetric', {}),
  {
    op: 'Concat',
    inputs: [
      [1, 2, 4, 3],
      [1, 5, 4, 3],
    ],
    attributes: { axis: 1 },
  },
  {
    op: 'Concat',
    inputs: [
      [2, 3],
      [2, 4],
    ],
    attributes: { axis: -1 },
  },
  { op: 'Reshape', inputs: [[1, 24]], constants: [{ ints: [1, 2, 4, -1] }] },
  { op: 'Reshape', inputs: [[1, 4, 3, 2]], constants: [{ ints: [0, -1] }] },
  { op: 'Flatten', inputs: [[2, 3, 4, 5]], attributes: { axis: 1 } },
  { op: 'Unsqueeze', inputs: [[2, 3]], constants: [{ ints: [2, 3] }] },
  { op: 'Squeeze', inputs: [[1, 4, 1, 1]], constants: [{ ints: [2, 3] }] },
  { op: 'Squeeze', inputs: [[1, 4, 1, 3]] },
  { op: 'Transpose', inputs: [[2, 3, 4, 5]], attributes: { perm: [0, 2, 3, 1] } },
  { op: 'Transpose', inputs: [[2, 3, 4]] },
  { op: 'Slice', inputs: [[1, 6, 4, 5]], constants: [{ ints: [2] }, { ints: [2147483647] }, { ints: [1] }] },
  { op: 'Slice', inputs: [[6, 4]], constants: [{ ints: [1, -3] }, { ints: [4, -1] }] },
  { op: 'Gather', inputs: [[3, 5]], constants: [{ ints: [4, 0] }], attributes: { axis: 1 } },
  { op: 'Gather', inputs: [[1, 5, 2, 2]], constants: [{ scalar: 3 }], attributes: { axis: 1 } },
];

// Loading WebAssembly and ONNX Runtime's library is no part of any test's time.
await createWasmBackend();
await InferenceSession.create(graphOf({ op: 'Relu', inputs: [[1]] }).bytes);

describe(`operators of the executor agree with ONNX Runtime (seed ${SEED})`, () => {
  afterAll(() => tf.disposeVariables());

  test.each(cases.map((given) => [nameOf(given), given] as const))('%s', async (_name, given) => {
    const { bytes, feeds } = graphOf(given);
    const session = await InferenceSession.create(bytes, { logSeverityLevel: 3, intraOpNumThreads: 1 });
    const expected = await session.run(
      Object.fromEntries(
        Object.entries(feeds).map(([name, { data, dims }]) => [name, new Tensor('float32', data, dims)]),
      ),
    );
    const graph = GraphExecutor.load(tf, bytes);
    const before = tf.memory().numTensors;
    const { y } = await graph.run(feeds);
    expect(tf.memory().numTensors, 'tensors left behind').toBe(before);
    expect(y?.dims).toEqual(expected.y?.dims);
    const differences = [...(y as { data: Float32Array }).data].map((value, i) =>
      Math.abs(value - Number(expected.y?.data[i])),
    );
    expect(Math.max(...differences)).toBeLessThan(TOLERANCE);
    await graph.dispose();
  });

  test('what the graph computes from sizes alone is known when it is loaded', async () => {
    // x[:, :channels / 2], as PyTorch's chunk is exported
    const int = (name: string, values: number[], dims = [values.length]) => ({
      name,
      dataType: DATA_TYPES.int64,
      dims,
      int64Data: values,
    });
    const bytes = modelOf(
      [
        { opType: 'Shape', input: ['x'], output: ['shape'] },
        { opType: 'Gather', input: ['shape', 'one'], output: ['channels'] },
        { opType: 'Div', input: ['channels', 'two'], output: ['half'] },
        { opType: 'Slice', input: ['x', 'zero', 'half', 'one'], output: ['y'] },
      ],
      [int('one', [1]), int('two', [2]), int('zero', [0])],
      [[1, 7, 2, 2]],
    );
    const data = Float32Array.from({ length: 28 }, (_, i) => i);
    const { y } = await GraphExecutor.load(tf, bytes).run({ x: { data, dims: [1, 7, 2, 2] } });
    expect(y).toEqual({ data: data.slice(0, 12), dims: [1, 3, 2, 2] });
  });

  test('weights stored in half precision are read exactly', async () => {
    const halves = Uint16Array.of(0x3c00, 0xc000, 0x3555, 0x0001, 0x7bff, 0x8000);
    const weights = {
      name: 'w',
      dataType: DATA_TYPES.float16,
      dims: [6],
      rawData: new Uint8Array(halves.buffer),
    };
    const bytes = modelOf(
      [
        { opType: 'Cast', input: ['w'], output: ['wide'], attribute: [attributeOf('to', DATA_TYPES.float)] },
        { opType: 'Mul', input: ['x', 'wide'], output: ['y'] },
      ],
      [weights],
      [[6]],
    );
    const { y } = await GraphExecutor.load(tf, bytes).run({
      x: { data: new Float32Array(6).fill(1), dims: [6] },
    });
    expect([...(y?.data ?? [])]).toEqual([1, -2, 0.333251953125, 2 ** -24, 65504, -0]);
  });

  test('weights stored in steps of eight bits are read exactly, negative ones too', async () => {
    const steps = {
      name: 'w',
      dataType: DATA_TYPES.int8,
      dims: [4],
      rawData: Uint8Array.of(0, 127, 0x81, 0xff),
    };
    const bytes = modelOf(
      [
        { opType: 'Cast', input: ['w'], output: ['wide'], attribute: [attributeOf('to', DATA_TYPES.float)] },
        { opType: 'Mul', input: ['x', 'wide'], output: ['y'] },
      ],
      [steps],
      [[4]],
    );
    const { y } = await GraphExecutor.load(tf, bytes).run({
      x: { data: new Float32Array(4).fill(0.5), dims: [4] },
    });
    expect([...(y?.data ?? [])]).toEqual([0, 63.5, -63.5, -0.5]);
  });

  test('an unknown operator is refused by its name', () => {
    const load = (node: object) => GraphExecutor.load(tf, modelOf([node], [], [[2]]));
    const unknown = () => load({ opType: 'Erf', input: ['x'], output: ['y'], name: 'activation' });
    expect(unknown).toThrow(UnsupportedGraphError);
    expect(unknown).toThrow(/Erf.*"activation".*knows Add/);
    const foreign = () => load({ opType: 'Add', domain: 'com.example', input: ['x', 'x'], output: ['y'] });
    expect(foreign).toThrow(/com\.example\.Add/);
  });

  test('a known operator with an unknown option is refused with the option', () => {
    const { bytes } = graphOf({ ...conv([1, 4, 5, 5], [4, 2, 3, 3], { group: 2 }) });
    expect(() => GraphExecutor.load(tf, bytes)).toThrow(/Conv.*groups/);
  });

  test('bytes that are no ONNX graph are refused', () => {
    expect(() => GraphExecutor.load(tf, new TextEncoder().encode('no graph'))).toThrow(/not an ONNX/);
    expect(() => GraphExecutor.load(tf, new Uint8Array())).toThrow(/not an ONNX/);
  });
});

function conv(input: number[], weights: number[], attributes: Record<string, Attribute>): Case {
  const biases = weights[0] as number;
  return { op: 'Conv', inputs: [input], constants: [{ floats: weights }, { floats: [biases] }], attributes };
}

function resize(mode: string, coordinates: string, attributes: Record<string, Attribute>): Case {
  return {
    op: 'Resize',
    inputs: [[1, 3, 4, 5]],
    constants: [null, null, { ints: [1, 3, 8, 15] }],
    attributes: { mode, coordinate_transformation_mode: coordinates, ...attributes },
  };
}

function nameOf({ op, inputs, constants = [], attributes = {} }: Case): string {
  return [op, JSON.stringify(inputs), JSON.stringify(constants), JSON.stringify(attributes)].join(' ');
}

function graphOf({ op, inputs, constants = [], attributes = {}, positive }: Case) {
  const random = seededRandom(SEED);
  const values = (dims: number[]) =>
    Float32Array.from(
      { length: dims.reduce((a, b) => a * b, 1) },
      () => random() * 2 - (positive ? -0.5 : 1),
    );
  const initializer: object[] = [];
  const names = inputs.map((_, i) => inputName(i));
  constants.forEach((constant, i) => {
    const name = constant ? `c${i}` : '';
    names.push(name);
    if (!constant) return;
    if ('floats' in constant) {
      const floatData = [...values(constant.floats)];
      initializer.push({ name, dataType: DATA_TYPES.float, dims: constant.floats, floatData });
    } else {
      const int64Data = 'ints' in constant ? constant.ints : [constant.scalar];
      const dims = 'ints' in constant ? [int64Data.length] : [];
      initializer.push({ name, dataType: DATA_TYPES.int64, dims, int64Data });
    }
  });
  const attribute = Object.entries(attributes).map(([name, value]) => attributeOf(name, value));
  const bytes = modelOf([{ opType: op, input: names, output: ['y'], attribute }], initializer, inputs);
  const feeds = Object.fromEntries(inputs.map((dims, i) => [inputName(i), { data: values(dims), dims }]));
  return { bytes, feeds };
}

function inputName(index: number): string {
  return index === 0 ? 'x' : `x${index}`;
}

function modelOf(node: object[], initializer: object[], inputs: number[][]): Uint8Array {
  const typed = (name: string, dims?: number[]) => ({
    name,
    type: { tensorType: { elemType: 1, shape: dims && { dim: dims.map((dimValue) => ({ dimValue })) } } },
  });
  return encodeModel({
    irVersion: 8,
    opsetImport: [{ domain: '', version: 17 }],
    graph: {
      name: 'test',
      node,
      initializer,
      input: inputs.map((dims, i) => typed(inputName(i), dims)),
      output: [typed('y')],
    },
  });
}

function attributeOf(name: string, value: Attribute) {
  if (typeof value === 'string') {
    return { name, s: new TextEncoder().encode(value), type: ATTRIBUTE_TYPES.string };
  }
  if (typeof value !== 'number') return { name, ints: value, type: ATTRIBUTE_TYPES.ints };
  const float = ['alpha', 'beta', 'epsilon'].includes(name);
  return float
    ? { name, f: value, type: ATTRIBUTE_TYPES.float }
    : { name, i: value, type: ATTRIBUTE_TYPES.int };
}
