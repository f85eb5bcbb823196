import { CANVAS_SIZE } from '../../shared/canvas.ts';
import { INNER_PART_IDS } from '../../shared/parts.ts';
import { InkRaster, type InkStroke } from '../inkRaster.ts';
import type { Place } from '../linePen.ts';
import type { PortraitPipeline } from '../pipeline.ts';
import { type FaceTemplate, faceTemplate } from './faceTemplate.ts';
import { type FoundFace, findFaces, type Placement } from './findFace.ts';
import { inkSpread } from './inkSpread.ts';
import { refinePlacement } from './refinePlacement.ts';

/** canvas px: cells for finding a face, and for placing it exactly */
const COARSE_CELL = 8;
const FINE_CELL = 4;
/** Candidates that are placed exactly and embedded before one is chosen. */
const CANDIDATES = 6;
/** Correlation that a candidate loses for a mean manifold distance of 1. Best of 0.1…3 on 67 artists' sketches. */
const MANIFOLD_COST = 0.3;
/** Distance of an inner part in which nothing is drawn: as far as any other face. */
const MISSING_PART = 1;
/** Correlation below which nothing like a face was found. */
const LEAST_CORRELATION = 0.12;
/** canvas px: where a head with its hair lies, for drawings in which no face is found */
const USUAL_HEAD = { x: 100, y: 60, width: 310, height: 395 };

type Lines = readonly (readonly Place[])[];

/** Brings drawings to the place and size of the template's face, which the networks expect. */
export class DrawingFitter {
  private readonly coarse: FaceTemplate;
  private readonly fine: FaceTemplate;

  constructor(private readonly pipeline: PortraitPipeline) {
    this.coarse = faceTemplate(pipeline.guideArt, pipeline.faceCount, COARSE_CELL);
    this.fine = faceTemplate(pipeline.guideArt, pipeline.faceCount, FINE_CELL);
  }

  /**
   * Where the drawing's face belongs on the canvas: the candidate that correlates with the mean face
   * and whose parts lie near the manifolds; by the ink's extent if nothing looks like a face.
   */
  async place(lines: Lines): Promise<Placement> {
    let best: FoundFace | null = null;
    for (const candidate of findFaces(lines, this.coarse, CANDIDATES)) {
      const refined = refinePlacement(lines, this.fine, candidate.placement);
      const correlation = (refined.score + candidate.score) / 2;
      if (correlation < LEAST_CORRELATION) continue;
      const score = correlation - MANIFOLD_COST * (await this.manifoldDistance(lines, refined.placement));
      if (!best || score > best.score) best = { placement: refined.placement, score };
    }
    return best?.placement ?? placeByExtent(lines);
  }

  /** Mean distance of the four inner parts if the drawing were placed so. */
  private async manifoldDistance(lines: Lines, placement: Placement): Promise<number> {
    const raster = new InkRaster(this.pipeline.rasterSize, this.pipeline.penWidth);
    raster.update(placeLines(lines, placement));
    const distances = await this.pipeline.manifoldDistances(raster.pixels);
    const sum = INNER_PART_IDS.reduce((total, part) => total + (distances[part] ?? MISSING_PART), 0);
    return sum / INNER_PART_IDS.length;
  }
}

/** Fills the canvas with the whole picture, centred. @param width, height px of the picture */
export function placeWhole(width: number, height: number): Placement {
  const scale = CANVAS_SIZE / Math.max(width, height);
  return { scale, x: (CANVAS_SIZE - width * scale) / 2, y: (CANVAS_SIZE - height * scale) / 2 };
}

/** The drawing's lines as strokes on the canvas. */
export function placeLines(lines: Lines, { scale, x, y }: Placement): InkStroke[] {
  return lines.map((line, i) => ({
    key: String(i),
    points: line.map((point) => ({ x: point.x * scale + x, y: point.y * scale + y })),
  }));
}

function placeByExtent(lines: Lines): Placement {
  const { extent } = inkSpread(lines);
  const scale = Math.min(
    USUAL_HEAD.width / Math.max(1, extent.width),
    USUAL_HEAD.height / Math.max(1, extent.height),
  );
  const centre = (start: number, size: number) => start + size / 2;
  return {
    scale,
    x: centre(USUAL_HEAD.x, USUAL_HEAD.width) - centre(extent.x, extent.width) * scale,
    y: centre(USUAL_HEAD.y, USUAL_HEAD.height) - centre(extent.y, extent.height) * scale,
  };
}
