import type { Tensor } from '@tensorflow/tfjs-core';
import type { Graph, Tensor as HostTensor } from '../engine.ts';
import type { Constant } from './constants.ts';
import { dimsOf, toKept, toOnnx } from './layout.ts';
import { type OnnxModel, parseModel } from './model.ts';
import { type CompiledNode, NodeView, type Operator, UnsupportedGraphError } from './operator.ts';
import { OPERATORS } from './operators/index.ts';
import type { NodeProto } from './schema.ts';
import type { TensorflowJs } from './tensorflowJs.ts';

/** One operator of the plan. */
interface Step {
  readonly node: CompiledNode;
  readonly inputs: readonly string[];
  readonly output: string;
  /** values that no later step reads */
  dying: readonly string[];
}

/**
 * Runs an ONNX graph with TensorFlow.js. At load every node is compiled once: what depends on no input
 * (shapes, weights stored in half precision) is computed and becomes a constant, the rest is a plan of
 * steps. Loading runs the graph once on zeros, which tells every size and warms the backend up.
 */
export class GraphExecutor implements Graph {
  private readonly steps: Step[] = [];
  /** constants that steps read, uploaded */
  private readonly kept = new Map<string, Tensor>();

  /** @throws EngineError if the bytes are no graph that it can run */
  static load(tf: TensorflowJs, bytes: Uint8Array): GraphExecutor {
    return new GraphExecutor(tf, parseModel(bytes));
  }

  private constructor(
    private readonly tf: TensorflowJs,
    private readonly model: OnnxModel,
  ) {
    const constants = new Map(model.constants);
    const values = new Map<string, Tensor>();
    for (const { name, dims } of model.inputs) values.set(name, this.keptShape(dims));
    for (const node of model.nodes) this.compile(node, constants, values);
    for (const value of values.values()) value.dispose();
    const read = new Set([...this.steps.flatMap(({ inputs }) => inputs), ...model.outputs]);
    for (const [name, value] of constants) {
      if (read.has(name)) this.kept.set(name, this.upload(value));
    }
    this.findLastReads();
  }

  async run(inputs: Readonly<Record<string, HostTensor>>): Promise<Record<string, HostTensor>> {
    const { tf, model } = this;
    const values = new Map(this.kept);
    try {
      for (const { name, dims } of model.inputs) {
        const input = inputs[name];
        if (!input) throw new Error(`the graph needs an input "${name}"`);
        if (input.dims.join() !== dims.join()) {
          throw new Error(
            `input "${name}" is ${input.dims.join(' × ')}, the graph needs ${dims.join(' × ')}`,
          );
        }
        values.set(name, this.upload(input));
      }
      for (const step of this.steps) {
        const read = step.inputs.map((name) => values.get(name) as Tensor);
        values.set(
          step.output,
          tf.tidy(() => step.node.run(read)),
        );
        for (const name of step.dying) {
          values.get(name)?.dispose();
          values.delete(name);
        }
      }
      const outputs: Record<string, HostTensor> = {};
      for (const name of model.outputs) outputs[name] = await this.download(values.get(name) as Tensor);
      return outputs;
    } finally {
      for (const [name, value] of values) if (!this.kept.has(name)) value.dispose();
    }
  }

  async dispose(): Promise<void> {
    for (const value of this.kept.values()) value.dispose();
    this.kept.clear();
    for (const { node } of this.steps.splice(0)) for (const tensor of node.owned ?? []) tensor.dispose();
  }

  /** Computes a node on what is known: a constant if nothing else is needed, a step of the plan otherwise. */
  private compile(node: NodeProto, constants: Map<string, Constant>, values: Map<string, Tensor>): void {
    const { tf } = this;
    const compiled = this.operatorOf(node)(
      new NodeView(
        node,
        node.input.map((name) => viewOf(name, constants, values)),
      ),
      tf,
    );
    const inputs = compiled.reads.map((index) => node.input[index] as string);
    const output = node.output[0] as string;
    const result = tf.tidy(() =>
      compiled.run(inputs.map((name) => values.get(name) ?? this.upload(constants.get(name) as Constant))),
    );
    if (inputs.every((name) => constants.has(name))) {
      constants.set(output, this.hostConstant(result));
      result.dispose();
      for (const tensor of compiled.owned ?? []) tensor.dispose();
      return;
    }
    values.set(output, result);
    this.steps.push({ node: compiled, inputs, output, dying: [] });
  }

  private operatorOf(node: NodeProto): Operator {
    const operator = OPERATORS[node.opType];
    if (operator && (node.domain === '' || node.domain === 'ai.onnx')) return operator;
    const name = node.domain ? `${node.domain}.${node.opType}` : node.opType;
    throw new UnsupportedGraphError(
      `operator ${name} (node "${node.name}") is not one that the TensorFlow.js executor knows; it knows ${Object.keys(OPERATORS).join(', ')}`,
    );
  }

  private findLastReads(): void {
    const wanted = new Set([...this.model.outputs, ...this.kept.keys()]);
    for (const step of this.steps.toReversed()) {
      const dying = [...new Set([...step.inputs, step.output])].filter((name) => !wanted.has(name));
      step.dying = dying;
      for (const name of dying) wanted.add(name);
    }
  }

  private keptShape(dims: readonly number[]): Tensor {
    return this.tf.tidy(() => toKept(this.tf, this.tf.zeros([...dims])));
  }

  private upload({ data, dims }: Constant): Tensor {
    const { tf } = this;
    const type = data instanceof Float32Array ? 'float32' : 'int32';
    return tf.tidy(() => toKept(tf, tf.tensor(data, [...dims], type)));
  }

  private hostConstant(tensor: Tensor): Constant {
    // Not tidied with its values inside: a tidied function's result is searched for tensors, value by value.
    const ordered = this.tf.tidy(() => toOnnx(this.tf, tensor).clone());
    const data = ordered.dataSync() as Float32Array | Int32Array;
    ordered.dispose();
    return { data, dims: dimsOf(tensor) };
  }

  private async download(tensor: Tensor): Promise<HostTensor> {
    const dims = dimsOf(tensor);
    const ordered = this.tf.tidy(() => toOnnx(this.tf, tensor).clone());
    try {
      return { data: (await ordered.data()) as Float32Array, dims };
    } finally {
      ordered.dispose();
    }
  }
}

function viewOf(name: string, constants: Map<string, Constant>, values: Map<string, Tensor>) {
  const constant = constants.get(name);
  if (constant) return { dims: constant.dims, constant };
  const value = values.get(name);
  return value ? { dims: dimsOf(value) } : null;
}
