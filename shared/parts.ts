import type { Rectangle } from './canvas.ts';

/** The five face components of DeepFaceDrawing (section 3.1). "Left" is the picture's left. */
export const PART_IDS = ['leftEye', 'rightEye', 'nose', 'mouth', 'remainder'] as const;
export type PartId = (typeof PART_IDS)[number];

/** The four inner parts: windows cut out of the face; the remainder is what they leave. */
export const INNER_PART_IDS = ['leftEye', 'rightEye', 'nose', 'mouth'] as const;

/**
 * Part windows in canvas px. Chosen from the 1st–99th percentiles of the landmarks of the training
 * faces, brows included, moved to multiples of 4 so that they lie on the 128 × 128 feature canvas.
 * They overlap on purpose.
 */
export const PART_WINDOWS: Record<PartId, Rectangle> = {
  leftEye: { x: 116, y: 152, width: 128, height: 128 },
  rightEye: { x: 260, y: 152, width: 128, height: 128 },
  nose: { x: 172, y: 208, width: 160, height: 160 },
  mouth: { x: 156, y: 280, width: 192, height: 192 },
  remainder: { x: 0, y: 0, width: 512, height: 512 },
};

/** Which faces of the bank may be neighbours. */
export const SEARCH_SPACES = ['any', 'female', 'male'] as const;
export type SearchSpace = (typeof SEARCH_SPACES)[number];
