import type { PartId } from '../parts.ts';
import type { StrokeClass } from './strokeClasses.ts';

/** null: such strokes lie across the parts, so that only their place tells which they belong to. */
const PART_OF_CLASS: Readonly<Record<StrokeClass, PartId | null>> = {
  skin: null,
  nose: 'nose',
  glasses: null,
  rightEye: 'rightEye',
  leftEye: 'leftEye',
  rightBrow: 'rightEye',
  leftBrow: 'leftEye',
  rightEar: 'remainder',
  leftEar: 'remainder',
  mouth: 'mouth',
  upperLip: 'mouth',
  lowerLip: 'mouth',
  hair: 'remainder',
  hat: 'remainder',
  earring: 'remainder',
  necklace: 'remainder',
  neck: 'remainder',
  cloth: 'remainder',
};

/** The part that a stroke of this class belongs to, wherever it lies; null where only its place tells. */
export const partOfClass = (label: StrokeClass): PartId | null => PART_OF_CLASS[label];
