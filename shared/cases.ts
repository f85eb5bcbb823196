import { z } from 'zod';
import { logEntrySchema, publicKeySchema } from './sessionLog.ts';

/** GET /api/cases/key: what case bundles of this server are signed with. */
export const caseKeySchema = z.object({ publicKey: publicKeySchema });

/** POST /api/cases/review, a bundle's bytes: what is in it, or the first thing that does not fit. Nothing is kept. */
export const caseReviewSchema = z.discriminatedUnion('fits', [
  z.object({ fits: z.literal(false), fault: z.string() }),
  z.object({
    fits: z.literal(true),
    /** signed with this server's own key */
    ours: z.boolean(),
    publicKey: publicKeySchema,
    room: z.string(),
    createdAt: z.number(),
    closedAt: z.number().nullable(),
    exportedAt: z.number(),
    model: z.string().nullable(),
    entries: z.array(logEntrySchema),
    /** packed strokes as they were seen, in drawing order, base64 */
    strokes: z.array(z.string()),
    pictures: z.array(
      z.object({ name: z.string(), mime: z.enum(['image/webp', 'image/png']), base64: z.string() }),
    ),
  }),
]);
export type CaseReview = z.infer<typeof caseReviewSchema>;
