import { z } from 'zod';
import { APPEARANCE_CONTROLS, MAX_APPEARANCE_AMOUNT } from './appearance.ts';
import { subjectSchema } from './ids.ts';
import { MAX_MIXED_LOOKS, MAX_VARIANTS } from './limits.ts';
import { PART_IDS } from './parts.ts';
import { changedSettings, type RoomSettings, type SettingChanges, settingValueSchemas } from './settings.ts';

/** Portraits of one drawing side by side: the same strokes with other looks and refinements. */

const { searchSpace, appearanceSeed, appearanceReference, appearanceMix } = settingValueSchemas;
const grouped = Object.fromEntries(
  Object.entries(settingValueSchemas).filter(([key]) => /^(refine|fidelity|appearance)\./.test(key)),
);
/** Settings in which a variant differs from its room. */
const variantChangesSchema = z
  .strictObject({ searchSpace, appearanceSeed, appearanceReference, appearanceMix, ...grouped })
  .partial() as unknown as z.ZodType<SettingChanges>;

export const VARIANT_WAYS = ['fresh', 'varied', 'combined'] as const;

/** POST /api/rooms/:roomId/variants: draws these, in the place of those that were there. */
export const variantWishSchema = z.strictObject({
  how: z.enum(VARIANT_WAYS),
  variants: z.array(variantChangesSchema).min(1).max(MAX_VARIANTS),
});
export type VariantWish = z.infer<typeof variantWishSchema>;

export const variantIdSchema = z.string().regex(/^[\w-]{16}$/);
export const variantSchema = z.strictObject({
  id: variantIdSchema,
  changes: variantChangesSchema,
  state: z.enum(['waiting', 'drawn', 'failed']),
});
export type Variant = z.infer<typeof variantSchema>;

/** GET /api/rooms/:roomId/variants, and the live event of that name; /:id/portrait is the picture. */
export const variantSetSchema = z.strictObject({
  by: subjectSchema,
  how: z.enum(VARIANT_WAYS),
  /** the document version whose strokes they show */
  version: z.number().int().nonnegative(),
  variants: z.array(variantSchema).max(MAX_VARIANTS),
});
export type VariantSet = z.infer<typeof variantSetSchema>;
export const variantAnswerSchema = z.object({ set: variantSetSchema.nullable() });

/** From 0 to below 1. */
export type Random = () => number;

const MAX_SEED = 0xffffffff;
/** Refinement of fresh ones: from what was drawn to what the known faces say. */
const REFINEMENTS = [0.95, 0.7, 0.85, 0.5];
/** How far a varied one strays from the one it comes from. */
const REFINEMENT_STEP = 0.2;
const LOOKS_STEP = 0.9;

/** Other people for the same strokes, each followed more or less closely. */
export function freshVariants(count: number, random: Random): SettingChanges[] {
  return Array.from({ length: count }, (_, i) => ({
    appearanceSeed: Math.floor(random() * (MAX_SEED + 1)),
    appearanceReference: null,
    appearanceMix: null,
    ...refinedBy(REFINEMENTS[i % REFINEMENTS.length] ?? 1),
  }));
}

/** The same person, a little different each time. @param from the settings that it is drawn with */
export function variedFrom(from: RoomSettings, count: number, random: Random): SettingChanges[] {
  const around = (value: number, step: number, least: number, most: number) =>
    Math.round(Math.min(most, Math.max(least, value + (2 * random() - 1) * step)) * 100) / 100;
  return Array.from({ length: count }, () => ({
    ...looksOf(from),
    ...Object.fromEntries(
      PART_IDS.map((part) => [`refine.${part}`, around(from.refine[part], REFINEMENT_STEP, 0, 1)]),
    ),
    ...Object.fromEntries(
      APPEARANCE_CONTROLS.map((control) => [
        `appearance.${control}`,
        around(from.appearance[control], LOOKS_STEP, -MAX_APPEARANCE_AMOUNT, MAX_APPEARANCE_AMOUNT),
      ]),
    ),
  }));
}

/** The mean of several: refinements and sliders are averaged, looks are mixed. */
export function combinationOf(settings: readonly RoomSettings[]): SettingChanges {
  const mean = (value: (one: RoomSettings) => number) =>
    Math.round((settings.reduce((sum, one) => sum + value(one), 0) / settings.length) * 100) / 100;
  const seeds = [...new Set(settings.flatMap((one) => one.appearanceMix ?? [one.appearanceSeed]))];
  const mixed = seeds.slice(0, MAX_MIXED_LOOKS);
  return {
    appearanceSeed: mixed[0] ?? 0,
    appearanceReference: null,
    appearanceMix: mixed.length > 1 ? mixed : null,
    ...Object.fromEntries(
      PART_IDS.flatMap((part) => [
        [`refine.${part}`, mean((one) => one.refine[part])],
        [`fidelity.${part}`, mean((one) => one.fidelity[part])],
      ]),
    ),
    ...Object.fromEntries(
      APPEARANCE_CONTROLS.map((control) => [`appearance.${control}`, mean((one) => one.appearance[control])]),
    ),
  };
}

/** The settings that a variant is drawn with. */
export function settingsOfVariant(room: RoomSettings, { changes }: Pick<Variant, 'changes'>): RoomSettings {
  return changedSettings(room, changes);
}

function looksOf({ searchSpace, appearanceSeed, appearanceReference, appearanceMix }: RoomSettings) {
  return { searchSpace, appearanceSeed, appearanceReference, appearanceMix };
}

function refinedBy(value: number): SettingChanges {
  return Object.fromEntries(PART_IDS.map((part) => [`refine.${part}`, value]));
}
