import { z } from 'zod';
import {
  APPEARANCE_CONTROLS,
  type AppearanceControl,
  type AppearanceReference,
  appearanceAmountSchema,
  appearanceReferenceSchema,
} from './appearance.ts';
import { MAX_MIXED_LOOKS } from './limits.ts';
import { PART_IDS, type PartId, SEARCH_SPACES } from './parts.ts';
import { controlSchemas } from './roomControls.ts';
import { DEFAULT_SHADING_AMOUNT, type Shading, tonesSchema } from './shading.ts';
import { underlaySchemas } from './underlay.ts';

/**
 * The room's shared settings: Y.Map `settings`, one flat key a value so that two people who move
 * two sliders never undo each other. Unknown keys are a schema breach.
 */
const unit = z.number().min(0).max(1);
const appearanceSeed = z.number().int().min(0).max(0xffffffff);

export const settingValueSchemas = {
  'refine.leftEye': unit,
  'refine.rightEye': unit,
  'refine.nose': unit,
  'refine.mouth': unit,
  'refine.remainder': unit,
  'fidelity.leftEye': unit,
  'fidelity.rightEye': unit,
  'fidelity.nose': unit,
  'fidelity.mouth': unit,
  'fidelity.remainder': unit,
  searchSpace: z.enum(SEARCH_SPACES),
  /** the shared shadow guide is computed and shown */
  shadow: z.boolean(),
  /** draws the room's appearance code (skin, hair, light) from the prior */
  appearanceSeed,
  /** takes the seed's place: skin, hair and light of a picture; one value, so that no two are mixed */
  appearanceReference: appearanceReferenceSchema.nullable(),
  /** seeds whose looks are averaged, in the one seed's place */
  appearanceMix: z.array(appearanceSeed).min(2).max(MAX_MIXED_LOOKS).nullable(),
  'appearance.skin': appearanceAmountSchema,
  'appearance.hair': appearanceAmountSchema,
  'appearance.warmth': appearanceAmountSchema,
  'appearance.age': appearanceAmountSchema,
  'appearance.light': appearanceAmountSchema,
  /** light and dark of a shaded drawing; one value, so that no two are mixed */
  'shading.tones': tonesSchema.nullable(),
  'shading.amount': unit,
  ...underlaySchemas,
  ...controlSchemas,
} as const;

export type SettingKey = keyof typeof settingValueSchemas;

/** New values of some settings. */
export type SettingChanges = {
  [K in SettingKey]?: z.infer<(typeof settingValueSchemas)[K]>;
};

export interface RoomSettings {
  /** refinement r a part, 0 keeps what was drawn, 1 trusts the manifold (paper section 3.1) */
  refine: Record<PartId, number>;
  /** how much the strokes themselves count beside the codes, a part: 0 plausible, 1 faithful (DeepFacePencil) */
  fidelity: Record<PartId, number>;
  searchSpace: (typeof SEARCH_SPACES)[number];
  shadow: boolean;
  appearanceSeed: number;
  appearanceReference: AppearanceReference | null;
  appearanceMix: number[] | null;
  /** moved away from seed or reference, in standard deviations */
  appearance: Record<AppearanceControl, number>;
  /** the light and dark of a drawing that was shaded */
  shading: Shading;
}

/** People's sketches are rough, so the manifold is trusted by default, most of all for hair and outline. */
export const DEFAULT_SETTINGS: RoomSettings = {
  refine: { leftEye: 0.9, rightEye: 0.9, nose: 0.9, mouth: 0.9, remainder: 0.95 },
  fidelity: { leftEye: 0.5, rightEye: 0.5, nose: 0.5, mouth: 0.5, remainder: 0.5 },
  searchSpace: 'any',
  shadow: true,
  appearanceSeed: 1,
  appearanceReference: null,
  appearanceMix: null,
  appearance: { skin: 0, hair: 0, warmth: 0, age: 0, light: 0 },
  shading: { tones: null, amount: DEFAULT_SHADING_AMOUNT },
};

/** The appearance a room starts with, from its id (FNV-1a): every room meets a person of its own. */
export function appearanceSeedOf(roomId: string): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < roomId.length; i++) hash = Math.imul(hash ^ roomId.charCodeAt(i), 0x01000193);
  return hash >>> 0;
}

/** Reads settings from a plain key–value view; a missing or wrong value falls back to its default. */
export function readSettings(get: (key: SettingKey) => unknown): RoomSettings {
  const value = <K extends SettingKey>(key: K, fallback: z.infer<(typeof settingValueSchemas)[K]>) => {
    const parsed = settingValueSchemas[key].safeParse(get(key));
    return (parsed.success ? parsed.data : fallback) as z.infer<(typeof settingValueSchemas)[K]>;
  };
  const refine = {} as Record<PartId, number>;
  const fidelity = {} as Record<PartId, number>;
  for (const part of PART_IDS) {
    refine[part] = value(`refine.${part}`, DEFAULT_SETTINGS.refine[part]);
    fidelity[part] = value(`fidelity.${part}`, DEFAULT_SETTINGS.fidelity[part]);
  }
  const appearance = {} as Record<AppearanceControl, number>;
  for (const control of APPEARANCE_CONTROLS) {
    appearance[control] = value(`appearance.${control}`, DEFAULT_SETTINGS.appearance[control]);
  }
  return {
    refine,
    fidelity,
    searchSpace: value('searchSpace', DEFAULT_SETTINGS.searchSpace),
    shadow: value('shadow', DEFAULT_SETTINGS.shadow),
    appearanceSeed: value('appearanceSeed', DEFAULT_SETTINGS.appearanceSeed),
    appearanceReference: value('appearanceReference', DEFAULT_SETTINGS.appearanceReference),
    appearanceMix: value('appearanceMix', DEFAULT_SETTINGS.appearanceMix),
    appearance,
    shading: {
      tones: value('shading.tones', DEFAULT_SETTINGS.shading.tones),
      amount: value('shading.amount', DEFAULT_SETTINGS.shading.amount),
    },
  };
}

/** Settings as the document keeps them: `{ refine: { nose: 1 } }` → `refine.nose`, 1. */
export function flatSettings(settings: RoomSettings): SettingChanges {
  return Object.fromEntries(
    Object.entries(settings).flatMap(([group, value]) =>
      Object.hasOwn(settingValueSchemas, group)
        ? [[group, value]]
        : Object.entries(value).map(([key, one]) => [`${group}.${key}`, one]),
    ),
  );
}

/** Settings with some of them changed. */
export function changedSettings(settings: RoomSettings, changes: SettingChanges): RoomSettings {
  const values = { ...flatSettings(settings), ...changes };
  return readSettings((key) => values[key]);
}
