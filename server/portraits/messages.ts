import { z } from 'zod';
import { labelGroupsSchema } from '../../shared/semantics/labelNews.ts';
import type { RenderJob } from './renderer.ts';

/** What the server tells a worker process at its start, as its one argument (JSON). */
export interface WorkerOptions {
  /** engine name, or `auto` */
  engine: string;
  threads: number;
  weightsDir?: string;
  /** where it draws for others too: the `weightsDigest` of the weights that it must find there */
  weights?: string;
}

export interface RenderRequest {
  id: number;
  job: RenderJob;
}

const imageSchema = {
  id: z.number(),
  image: z.custom<Uint8Array>((value) => value instanceof Uint8Array),
  mime: z.enum(['image/webp', 'image/png']),
  size: z.number(),
  timings: z.record(z.string(), z.number()),
};

/** What a worker process says. */
export const workerMessageSchema = z.discriminatedUnion('type', [
  z.object({
    type: z.literal('ready'),
    engine: z.string(),
    modelVersion: z.string(),
    /** every engine that the worker's machine could use */
    engines: z.array(z.string()).optional(),
    /** a sentence for each engine that `auto` would rather have taken */
    passedOver: z.array(z.string()).optional(),
  }),
  /** it cannot draw here: weights missing, engine not to be had */
  z.object({
    type: z.literal('unavailable'),
    /** for the people in the rooms */
    message: z.string(),
    /** for the operator: may name files */
    detail: z.string(),
  }),
  z.object({ type: z.literal('shadow'), ...imageSchema }),
  z.object({ type: z.literal('portrait'), ...imageSchema, labels: labelGroupsSchema.optional() }),
  z.object({ type: z.literal('failed'), id: z.number(), message: z.string() }),
  /** resident memory of the process, told again and again */
  z.object({ type: z.literal('memory'), bytes: z.number() }),
]);
export type WorkerMessage = z.infer<typeof workerMessageSchema>;
