import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { InferenceSession, Tensor } from 'onnxruntime-node';
import { z } from 'zod';

/** What one run of a network costs, whatever engine runs it. */
export interface GraphCost {
  /** 10⁹ multiply–accumulates of its convolutions and matrix products */
  readonly gmac: number;
  /** MiB of float32 that its operators write */
  readonly writtenMiB: number;
  /** zeros of the right shapes */
  readonly inputs: Record<string, { data: Float32Array; dims: readonly number[] }>;
}

const shapesSchema = z.array(z.record(z.string(), z.array(z.number())));
const eventSchema = z.object({
  cat: z.string(),
  args: z
    .object({
      op_name: z.string().optional(),
      input_type_shape: shapesSchema.optional(),
      output_type_shape: shapesSchema.optional(),
    })
    .optional(),
});

/** Runs a graph once, unoptimised and profiled, to read every operator's shapes. */
export async function describeGraph(file: string): Promise<GraphCost> {
  const folder = await mkdtemp(join(tmpdir(), 'limn-profile-'));
  try {
    const session = await InferenceSession.create(file, {
      graphOptimizationLevel: 'disabled',
      enableProfiling: true,
      profileFilePrefix: join(folder, 'profile'),
    });
    const inputs: GraphCost['inputs'] = {};
    const feeds: Record<string, Tensor> = {};
    for (const meta of session.inputMetadata) {
      if (!meta.isTensor) throw new Error(`${file}: input ${meta.name} is no tensor`);
      const dims = meta.shape.map((dim) => (typeof dim === 'number' ? dim : 1));
      const data = new Float32Array(dims.reduce((a, b) => a * b, 1));
      inputs[meta.name] = { data, dims };
      feeds[meta.name] = new Tensor('float32', data, dims);
    }
    await session.run(feeds);
    session.endProfiling();
    await session.release();
    const [profile = ''] = await readdir(folder);
    const events = z.array(eventSchema).parse(JSON.parse(await readFile(join(folder, profile), 'utf8')));
    return { ...sumOf(events), inputs };
  } finally {
    await rm(folder, { recursive: true });
  }
}

function sumOf(events: readonly z.infer<typeof eventSchema>[]): { gmac: number; writtenMiB: number } {
  let macs = 0;
  let bytes = 0;
  for (const { cat, args } of events) {
    if (cat !== 'Node' || !args?.input_type_shape || !args.output_type_shape) continue;
    const output = product(firstShape(args.output_type_shape[0]));
    bytes += 4 * output;
    const input = firstShape(args.input_type_shape[0]);
    const weights = firstShape(args.input_type_shape[1]);
    if (args.op_name === 'Conv') macs += output * product(weights.slice(1));
    else if (args.op_name === 'ConvTranspose') macs += product(input) * product(weights.slice(1));
    else if (args.op_name === 'Gemm' || args.op_name === 'MatMul') macs += product(weights) * (input[0] ?? 1);
  }
  return { gmac: macs / 1e9, writtenMiB: bytes / 2 ** 20 };
}

const firstShape = (shape: Record<string, number[]> | undefined) => Object.values(shape ?? {})[0] ?? [];
const product = (dims: readonly number[]) => dims.reduce((a, b) => a * b, 1);
