import { z } from 'zod';
import { appearanceReferenceSchema, type ReferenceSource } from '../../shared/appearance.ts';

export interface ReferenceRequest {
  id: number;
  picture: Uint8Array;
  source: ReferenceSource;
}

/** What the process that reads reference pictures says. */
export const referenceAnswerSchema = z.discriminatedUnion('type', [
  z.object({ type: z.literal('read'), id: z.number(), reference: appearanceReferenceSchema }),
  /** the sentence's end, for the person who gave the picture: "It …" */
  z.object({ type: z.literal('refused'), id: z.number(), why: z.string() }),
  z.object({ type: z.literal('failed'), id: z.number(), detail: z.string() }),
]);
export type ReferenceAnswer = z.infer<typeof referenceAnswerSchema>;
