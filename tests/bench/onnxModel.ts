/** Writes small ONNX models: what the benchmarks need of the format's protobuf messages, and no more. */

const FLOAT = 1;
const INT64 = 7;
const OPSET = 17;
const IR_VERSION = 8;

type Attribute = number | string | readonly number[];

/** A graph from one input to one output, built layer by layer; every weight has one constant value. */
export class OnnxModel {
  private readonly nodes: Uint8Array[] = [];
  private readonly initialisers: Uint8Array[] = [];
  private count = 0;

  constructor(private readonly inputDims: readonly number[]) {}

  /** Appends a node. @returns the name of its output */
  add(op: string, inputs: readonly string[], attributes: Readonly<Record<string, Attribute>> = {}): string {
    const output = `t${this.count++}`;
    this.nodes.push(
      concat([
        ...inputs.map((name) => text(1, name)),
        text(2, output),
        text(4, op),
        ...Object.entries(attributes).map(([name, value]) => message(5, attribute(name, value))),
      ]),
    );
    return output;
  }

  /** Whole numbers that travel as an input of a node. */
  integers(values: readonly number[]): string {
    const name = `i${this.count++}`;
    const raw = new Uint8Array(BigInt64Array.from(values, BigInt).buffer);
    this.initialisers.push(
      concat([packed(1, [values.length]), int(2, INT64), text(8, name), message(9, raw)]),
    );
    return name;
  }

  /** A tensor full of one value, made by the graph itself: no file has to hold it. */
  constant(dims: readonly number[], value: number): string {
    const shape = this.integers(dims);
    const raw = new Uint8Array(Float32Array.of(value).buffer);
    const tensor = concat([packed(1, [1]), int(2, FLOAT), message(9, raw)]);
    const output = `c${this.count++}`;
    const valueAttribute = concat([text(1, 'value'), message(5, tensor), int(20, 4)]);
    this.nodes.push(
      concat([text(1, shape), text(2, output), text(4, 'ConstantOfShape'), message(5, valueAttribute)]),
    );
    return output;
  }

  /** @param output name of the tensor to hand out, as `output` */
  encode(output: string, outputDims: readonly number[]): Uint8Array {
    const nodes = [...this.nodes, concat([text(1, output), text(2, 'output'), text(4, 'Identity')])];
    const graph = concat([
      ...nodes.map((node) => message(1, node)),
      text(2, 'bench'),
      ...this.initialisers.map((tensor) => message(5, tensor)),
      message(11, valueInfo('input', this.inputDims)),
      message(12, valueInfo('output', outputDims)),
    ]);
    return concat([int(1, IR_VERSION), message(7, graph), message(8, concat([text(1, ''), int(2, OPSET)]))]);
  }
}

function attribute(name: string, value: Attribute): Uint8Array {
  if (typeof value === 'string') return concat([text(1, name), text(4, value), int(20, 3)]);
  if (typeof value === 'number') return concat([text(1, name), int(3, value), int(20, 2)]);
  return concat([text(1, name), ...value.map((one) => int(8, one)), int(20, 7)]);
}

function valueInfo(name: string, dims: readonly number[]): Uint8Array {
  const shape = concat(dims.map((dim) => message(1, int(1, dim))));
  const tensor = concat([int(1, FLOAT), message(2, shape)]);
  return concat([text(1, name), message(2, message(1, tensor))]);
}

function varint(value: number): number[] {
  const bytes: number[] = [];
  let rest = value;
  while (rest >= 0x80) {
    bytes.push((rest % 0x80) | 0x80);
    rest = Math.floor(rest / 0x80);
  }
  return [...bytes, rest];
}

const int = (field: number, value: number) => Uint8Array.from([...varint(field << 3), ...varint(value)]);
const message = (field: number, bytes: Uint8Array) =>
  concat([Uint8Array.from([...varint((field << 3) | 2), ...varint(bytes.length)]), bytes]);
const text = (field: number, value: string) => message(field, new TextEncoder().encode(value));
const packed = (field: number, values: readonly number[]) =>
  message(field, Uint8Array.from(values.flatMap(varint)));

function concat(parts: readonly Uint8Array[]): Uint8Array {
  return new Uint8Array(Buffer.concat(parts));
}
