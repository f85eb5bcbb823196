import { z } from 'zod';
import { appearanceReferenceSchema, type ReferenceSource } from '../../shared/appearance.ts';
import { facePlacementSchema, type SoughtLines } from '../../shared/facePlacement.ts';

/** What is wanted: a picture's appearance, the picture that lies under a sheet, or where the face among lines belongs. */
export type ReferenceWish =
  | { want: 'appearance'; picture: Uint8Array; source: ReferenceSource }
  | { want: 'underlay'; picture: Uint8Array }
  | { want: 'placement'; sought: SoughtLines };

export type ReferenceRequest = ReferenceWish & { id: number };

/** What the process that reads reference pictures says. */
export const referenceAnswerSchema = z.discriminatedUnion('type', [
  z.object({ type: z.literal('read'), id: z.number(), reference: appearanceReferenceSchema }),
  z.object({ type: z.literal('encoded'), id: z.number(), picture: z.instanceof(Uint8Array) }),
  z.object({ type: z.literal('placed'), id: z.number(), face: facePlacementSchema }),
  /** the sentence's end, for the person who gave the picture: "It …" */
  z.object({ type: z.literal('refused'), id: z.number(), why: z.string() }),
  z.object({ type: z.literal('failed'), id: z.number(), detail: z.string() }),
]);
export type ReferenceAnswer = z.infer<typeof referenceAnswerSchema>;
