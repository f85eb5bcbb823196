import type { Operator } from '../operator.ts';
import { averagePool, conv, globalAveragePool, maxPool, reduceMean } from './convolution.ts';
import {
  add,
  cast,
  div,
  identity,
  leakyRelu,
  mul,
  relu,
  sigmoid,
  softmax,
  sqrt,
  sub,
  tanh,
} from './elementwise.ts';
import { gemm, matMul } from './linear.ts';
import { instanceNormalization } from './normalisation.ts';
import { depthToSpace, resize } from './resampling.ts';
import {
  concat,
  constant,
  flatten,
  gather,
  reshape,
  shape,
  slice,
  squeeze,
  transpose,
  unsqueeze,
} from './shapes.ts';

/** Every operator that the executor knows, by ONNX's name. */
export const OPERATORS: Readonly<Record<string, Operator>> = {
  Add: add,
  AveragePool: averagePool,
  Cast: cast,
  Concat: concat,
  Constant: constant,
  Conv: conv,
  DepthToSpace: depthToSpace,
  Div: div,
  Flatten: flatten,
  Gather: gather,
  Gemm: gemm,
  GlobalAveragePool: globalAveragePool,
  Identity: identity,
  InstanceNormalization: instanceNormalization,
  LeakyRelu: leakyRelu,
  MatMul: matMul,
  MaxPool: maxPool,
  Mul: mul,
  ReduceMean: reduceMean,
  Relu: relu,
  Reshape: reshape,
  Resize: resize,
  Shape: shape,
  Sigmoid: sigmoid,
  Slice: slice,
  Softmax: softmax,
  Sqrt: sqrt,
  Squeeze: squeeze,
  Sub: sub,
  Tanh: tanh,
  Transpose: transpose,
  Unsqueeze: unsqueeze,
};
