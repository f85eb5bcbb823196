import { z } from 'zod';
import { CANVAS_SIZE } from './canvas.ts';
import { MAX_UNDERLAY_BYTES } from './limits.ts';

/** Setting of the picture itself, a WebP that the server encoded; nobody else writes it. */
export const UNDERLAY_PICTURE = 'underlay.picture';

/** A photo or scan under everybody's sheet, to be traced; each person chooses how strongly it is seen. */
export const underlaySchemas = {
  [UNDERLAY_PICTURE]: z
    .instanceof(Uint8Array)
    .refine(({ byteLength }) => byteLength <= MAX_UNDERLAY_BYTES)
    .nullable(),
  /** canvas px from the sheet's middle to the picture's */
  'underlay.x': z.number().min(-CANVAS_SIZE).max(CANVAS_SIZE),
  'underlay.y': z.number().min(-CANVAS_SIZE).max(CANVAS_SIZE),
  /** 1: its longest side is as long as the sheet's */
  'underlay.size': z.number().min(0.1).max(4),
} as const;

export interface Underlay {
  picture: Uint8Array;
  x: number;
  y: number;
  size: number;
}

/** @param get a setting's value by its key */
export function readUnderlay(get: (key: keyof typeof underlaySchemas) => unknown): Underlay | null {
  const picture = underlaySchemas[UNDERLAY_PICTURE].safeParse(get(UNDERLAY_PICTURE));
  if (!picture.success || !picture.data) return null;
  const number = (key: 'underlay.x' | 'underlay.y' | 'underlay.size', fallback: number) => {
    const parsed = underlaySchemas[key].safeParse(get(key));
    return parsed.success ? parsed.data : fallback;
  };
  return {
    picture: picture.data,
    x: number('underlay.x', 0),
    y: number('underlay.y', 0),
    size: number('underlay.size', 1),
  };
}

/** Whether a setting is about the picture under the sheet: an earlier version of the drawing leaves it alone. */
export function isUnderlaySetting(key: string): boolean {
  return Object.hasOwn(underlaySchemas, key);
}
