import type { StrokeClass } from '../../shared/semantics/strokeClasses.ts';

/** Inks that part the face on paper; each keeps 4.5:1 on it, and neighbours in a face lie far apart in hue. */
export const PART_COLOURS: Readonly<Record<StrokeClass, string>> = {
  hair: '#8a4b14',
  hat: '#5f3dc4',
  skin: '#b3261e',
  leftBrow: '#0b6e4f',
  rightBrow: '#0b6e4f',
  leftEye: '#1a5fb4',
  rightEye: '#1a5fb4',
  glasses: '#a21caf',
  leftEar: '#0b5e58',
  rightEar: '#0b5e58',
  earring: '#7a5008',
  nose: '#3c620b',
  mouth: '#be185d',
  upperLip: '#be185d',
  lowerLip: '#be185d',
  neck: '#9a3412',
  necklace: '#7e22ce',
  cloth: '#3f5873',
};
