import { EngineError, messageOf } from '../../errors.ts';
import { type Constant, constantOf } from './constants.ts';
import { decodeModel, type NodeProto, type ValueInfoProto } from './schema.ts';

/** Below 13 operators take as attributes what they take as inputs now. */
const LOWEST_OPSET = 13;

export interface OnnxModel {
  readonly inputs: readonly { name: string; dims: readonly number[] }[];
  readonly outputs: readonly string[];
  readonly constants: ReadonlyMap<string, Constant>;
  /** in an order in which they can run, as ONNX demands */
  readonly nodes: readonly NodeProto[];
}

/** @throws EngineError if the bytes are no ONNX graph of fixed input sizes */
export function parseModel(bytes: Uint8Array): OnnxModel {
  const { graph, opsetImport } = decode(bytes);
  const opset = opsetImport.find(({ domain }) => domain === '' || domain === 'ai.onnx')?.version ?? 0;
  if (!graph || opset < LOWEST_OPSET) {
    throw new EngineError(`not an ONNX graph of operator set ${LOWEST_OPSET} or newer`);
  }
  const constants = new Map(graph.initializer.map((tensor) => [tensor.name, constantOf(tensor)]));
  return {
    // Older exporters list the weights among the inputs.
    inputs: graph.input.filter(({ name }) => !constants.has(name)).map(fixedInput),
    outputs: graph.output.map(({ name }) => name),
    constants,
    nodes: graph.node,
  };
}

function decode(bytes: Uint8Array) {
  try {
    return decodeModel(bytes);
  } catch (error) {
    throw new EngineError(`not an ONNX file: ${messageOf(error)}`);
  }
}

function fixedInput({ name, type }: ValueInfoProto) {
  const dims = type?.tensorType?.shape?.dim.map(({ dimValue }) => dimValue) ?? [];
  if (dims.length === 0 || dims.some((dim) => dim < 1)) {
    throw new EngineError(`input "${name}" has no fixed size: export the graph with fixed shapes`);
  }
  return { name, dims };
}
