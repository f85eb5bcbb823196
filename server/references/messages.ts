import { z } from 'zod';
import { appearanceReferenceSchema, type ReferenceSource } from '../../shared/appearance.ts';

/** What is wanted of a picture: its appearance, or the picture that lies under a sheet. */
export type ReferenceWish = { want: 'appearance'; source: ReferenceSource } | { want: 'underlay' };

export interface ReferenceRequest {
  id: number;
  picture: Uint8Array;
  wish: ReferenceWish;
}

/** What the process that reads reference pictures says. */
export const referenceAnswerSchema = z.discriminatedUnion('type', [
  z.object({ type: z.literal('read'), id: z.number(), reference: appearanceReferenceSchema }),
  z.object({ type: z.literal('encoded'), id: z.number(), picture: z.instanceof(Uint8Array) }),
  /** the sentence's end, for the person who gave the picture: "It …" */
  z.object({ type: z.literal('refused'), id: z.number(), why: z.string() }),
  z.object({ type: z.literal('failed'), id: z.number(), detail: z.string() }),
]);
export type ReferenceAnswer = z.infer<typeof referenceAnswerSchema>;
