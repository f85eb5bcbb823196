import { PART_IDS, type PartId } from '../../shared/parts.ts';
import type { GuideArrays } from '../guideArt.ts';
import { type Coverage, drawPolyline, type Place } from '../linePen.ts';

function arc(x: number, y: number, rx: number, ry: number, from = 0, to = 2 * Math.PI, count = 24): Place[] {
  return Array.from({ length: count + 1 }, (_, i) => {
    const angle = from + ((to - from) * i) / count;
    return { x: x + rx * Math.cos(angle), y: y + ry * Math.sin(angle) };
  });
}

const line = (...points: [number, number][]): Place[] => points.map(([x, y]) => ({ x, y }));

/** A plain face at the template's place, in canvas px. */
export const SYNTHETIC_FACE: Readonly<Record<PartId, readonly Place[][]>> = {
  leftEye: [arc(192, 239, 26, 11), arc(192, 239, 9, 9), line([158, 212], [190, 202], [222, 208])],
  rightEye: [arc(314, 239, 26, 11), arc(314, 239, 9, 9), line([284, 208], [316, 202], [348, 212])],
  nose: [
    line([240, 250], [232, 300], [226, 318], [249, 326], [272, 318]),
    arc(240, 318, 4, 3),
    arc(260, 318, 4, 3),
  ],
  mouth: [arc(252, 371, 44, 16), line([208, 371], [252, 374], [296, 371])],
  remainder: [
    arc(253, 300, 112, 151, 0.1 * Math.PI, 0.9 * Math.PI),
    arc(253, 250, 150, 185, Math.PI, 2 * Math.PI),
  ],
};

export function syntheticLines(): Place[][] {
  return PART_IDS.flatMap((part) => SYNTHETIC_FACE[part]);
}

/** The synthetic face as the guide art of a bank of one face. */
export function syntheticGuides(): GuideArrays {
  const strokes = PART_IDS.flatMap((part, index) =>
    SYNTHETIC_FACE[part].map((points) => ({ points, index })),
  );
  const starts = [0];
  for (const { points } of strokes) starts.push((starts.at(-1) as number) + points.length);
  return {
    points: Int16Array.from(strokes.flatMap(({ points }) => points.flatMap(({ x, y }) => [8 * x, 8 * y]))),
    strokeStarts: Int32Array.from(starts),
    strokeParts: Uint8Array.from(strokes, ({ index }) => index),
    faceStarts: Int32Array.of(0, strokes.length),
  };
}

/** Draws lines on paper. @param pen px @returns grey levels, 0 ink, 255 paper */
export function drawnOnPaper(
  lines: readonly Place[][],
  width: number,
  height: number,
  pen: number,
): Coverage {
  const paper: Coverage = { width, height, data: new Uint8Array(width * height) };
  for (const points of lines) drawPolyline(paper, points, pen / 2);
  return { width, height, data: paper.data.map((ink) => 255 - ink) };
}

export function moved(lines: readonly Place[][], scale: number, x: number, y: number): Place[][] {
  return lines.map((points) => points.map((p) => ({ x: p.x * scale + x, y: p.y * scale + y })));
}
