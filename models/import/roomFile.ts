import { z } from 'zod';
import { APPEARANCE_CONTROLS, appearanceAmountSchema } from '../../shared/appearance.ts';
import { CANVAS_SIZE } from '../../shared/canvas.ts';
import { MAX_STROKE_POINTS, MAX_STROKES } from '../../shared/limits.ts';
import { PART_IDS } from '../../shared/parts.ts';
import { settingValueSchemas } from '../../shared/settings.ts';

const coordinate = z.number().min(0).max(CANVAS_SIZE);
const refinement = settingValueSchemas['refine.nose'];

/** A room saved to a file: its strokes in drawing order and, if wished, its settings. */
export const roomFileSchema = z.object({
  format: z.literal('limn-room'),
  version: z.literal(1),
  strokes: z
    .array(
      z.object({
        /** canvas px: [x, y]; what follows (pressure, time) is for others */
        points: z
          .array(z.tuple([coordinate, coordinate], z.number()))
          .min(1)
          .max(MAX_STROKE_POINTS),
      }),
    )
    .max(MAX_STROKES),
  settings: z
    .object({
      refine: z.partialRecord(z.enum(PART_IDS), refinement),
      fidelity: z.partialRecord(z.enum(PART_IDS), settingValueSchemas['fidelity.nose']),
      searchSpace: settingValueSchemas.searchSpace,
      shadow: settingValueSchemas.shadow,
      appearanceSeed: settingValueSchemas.appearanceSeed,
      appearanceReference: settingValueSchemas.appearanceReference,
      appearance: z.partialRecord(z.enum(APPEARANCE_CONTROLS), appearanceAmountSchema),
    })
    .partial()
    .optional(),
});
export type RoomFile = z.infer<typeof roomFileSchema>;
