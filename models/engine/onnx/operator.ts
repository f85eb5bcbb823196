import type { Tensor } from '@tensorflow/tfjs-core';
import { EngineError } from '../../errors.ts';
import type { Constant } from './constants.ts';
import { ATTRIBUTE_TYPES, type AttributeProto, type NodeProto, type TensorProto } from './schema.ts';
import type { TensorflowJs } from './tensorflowJs.ts';

/** A graph needs something that the executor does not do; the message names operator and node. */
export class UnsupportedGraphError extends EngineError {
  override name = 'UnsupportedGraphError';
}

/** What an operator computes at run time; tensors as `layout.ts` says. It disposes nothing. */
export interface CompiledNode {
  /** which of the node's inputs it reads at run time; the others were constants */
  readonly reads: readonly number[];
  run(inputs: Tensor[]): Tensor;
  /** tensors that it keeps between runs */
  readonly owned?: readonly Tensor[];
}

/** Looks at a node once, when the graph is loaded. @throws UnsupportedGraphError */
export type Operator = (node: NodeView, tf: TensorflowJs) => CompiledNode;

/** One node as its operator sees it: attributes, and inputs that are known already. */
export class NodeView {
  private readonly attributes: Map<string, AttributeProto>;

  constructor(
    private readonly node: NodeProto,
    /** by input: its value if that is known, and its dims in any case; null where it is left out */
    private readonly inputs: readonly ({ dims: readonly number[]; constant?: Constant } | null)[],
  ) {
    this.attributes = new Map(node.attribute.map((attribute) => [attribute.name, attribute]));
  }

  get inputCount(): number {
    return this.inputs.length;
  }

  has(input: number): boolean {
    return Boolean(this.inputs[input]);
  }

  /** ONNX's dimensions of an input */
  dims(input: number): readonly number[] {
    const found = this.inputs[input];
    if (!found) this.refuse(`input ${input} is missing`);
    return found.dims;
  }

  /** The value of an input that must be known when the graph is loaded. */
  constant(input: number): Constant {
    const constant = this.inputs[input]?.constant;
    if (!constant) this.refuse(`input ${input} is not a constant`);
    return constant;
  }

  /** The integers of a constant input, `fallback` where it is left out. */
  integers(input: number, fallback?: readonly number[]): readonly number[] {
    if (!this.has(input) && fallback) return fallback;
    return [...this.constant(input).data];
  }

  int(name: string, fallback: number): number {
    return this.attribute(name, ATTRIBUTE_TYPES.int)?.i ?? fallback;
  }

  float(name: string, fallback: number): number {
    return this.attribute(name, ATTRIBUTE_TYPES.float)?.f ?? fallback;
  }

  ints(name: string, fallback: readonly number[]): readonly number[] {
    return this.attribute(name, ATTRIBUTE_TYPES.ints)?.ints ?? fallback;
  }

  text(name: string, fallback: string): string {
    const bytes = this.attribute(name, ATTRIBUTE_TYPES.string)?.s;
    return bytes ? new TextDecoder().decode(bytes) : fallback;
  }

  tensor(name: string): TensorProto {
    const tensor = this.attribute(name, ATTRIBUTE_TYPES.tensor)?.t;
    if (!tensor) this.refuse(`attribute ${name} is missing`);
    return tensor;
  }

  /** Refuses the node unless the condition holds. */
  expect(condition: boolean, what: string): void {
    if (!condition) this.refuse(what);
  }

  refuse(what: string): never {
    throw new UnsupportedGraphError(
      `operator ${this.node.opType} (node "${this.node.name || this.node.output[0]}"): ${what}`,
    );
  }

  private attribute(name: string, type: number): AttributeProto | undefined {
    const found = this.attributes.get(name);
    if (found && found.type !== type) this.refuse(`attribute ${name} has an unexpected type`);
    return found;
  }
}
