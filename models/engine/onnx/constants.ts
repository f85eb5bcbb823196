import { EngineError } from '../../errors.ts';
import { halvesToFloats } from './halfFloats.ts';
import { DATA_TYPES, EXTERNAL_DATA, type TensorProto } from './schema.ts';

/** A tensor known when the graph is loaded, row-major in ONNX's order of axes. */
export interface Constant {
  readonly dims: readonly number[];
  /** float32 for the float types, int32 for integers and booleans */
  readonly data: Float32Array | Int32Array;
}

/** @throws EngineError for a type that the graphs do not use */
export function constantOf(tensor: TensorProto): Constant {
  if (tensor.dataLocation === EXTERNAL_DATA) {
    throw new EngineError(
      `tensor "${tensor.name}" is kept in another file: export the graph with its weights inside`,
    );
  }
  const data = dataOf(tensor);
  const size = tensor.dims.reduce((product, dim) => product * dim, 1);
  if (data.length !== size) {
    throw new EngineError(`tensor "${tensor.name}" has ${data.length} values, its dimensions say ${size}`);
  }
  return { dims: tensor.dims, data };
}

function dataOf(tensor: TensorProto): Float32Array | Int32Array {
  const { dataType, rawData, floatData, int32Data, int64Data } = tensor;
  const raw = rawData.byteLength > 0;
  switch (dataType) {
    case DATA_TYPES.float:
      return raw ? new Float32Array(aligned(rawData)) : Float32Array.from(floatData);
    case DATA_TYPES.float16:
      return halvesToFloats(raw ? new Uint16Array(aligned(rawData)) : Uint16Array.from(int32Data));
    case DATA_TYPES.int64:
      return raw
        ? Int32Array.from(new BigInt64Array(aligned(rawData)), toInt32)
        : Int32Array.from(int64Data, (value) => toInt32(BigInt(value)));
    case DATA_TYPES.int8:
      return Int32Array.from(raw ? new Int8Array(aligned(rawData)) : int32Data);
    case DATA_TYPES.int32:
      return raw ? new Int32Array(aligned(rawData)) : Int32Array.from(int32Data);
    case DATA_TYPES.bool:
      return Int32Array.from(raw ? rawData : int32Data);
    default:
      throw new EngineError(
        `tensor "${tensor.name}" has data type ${dataType}, which the executor does not read`,
      );
  }
}

/** A copy: the bytes stand anywhere in the file, typed arrays want multiples of their element's size. */
function aligned(bytes: Uint8Array): ArrayBuffer {
  return new Uint8Array(bytes).buffer;
}

/** Exporters write "to the end" as the largest int64. */
function toInt32(value: bigint): number {
  const limit = 2n ** 31n;
  if (value >= limit) return Number(limit - 1n);
  return value < -limit ? Number(-limit) : Number(value);
}
