import { CANVAS_SIZE } from '../../shared/canvas.ts';
import { INNER_PART_IDS } from '../../shared/parts.ts';
import { apply, ofPlacement, type Placement, toPlacement } from '../../shared/similarity.ts';
import { InputError } from '../errors.ts';
import { InkRaster, type InkStroke } from '../inkRaster.ts';
import type { Place } from '../linePen.ts';
import type { PortraitPipeline } from '../pipeline.ts';
import { faceTemplate } from './faceTemplate.ts';
import { findFaces } from './findFace.ts';
import { refinePlacement } from './refinePlacement.ts';
import { seekFaces, trust } from './seekFace.ts';

/** Sights that are looked at closely and embedded before one is chosen. */
const CANDIDATES = 3;
/** Trust that a sight loses for a mean manifold distance of 1. */
const MANIFOLD_COST = 0.3;
/** Distance of an inner part in which nothing is drawn: as far as any other face. */
const MISSING_PART = 1;

/** canvas px: cells for finding a face by its lines' density, and for placing it exactly */
const COARSE_CELL = 8;
const FINE_CELL = 4;
/** Correlation below which nothing like a face was found. */
const LEAST_CORRELATION = 0.12;

type Lines = readonly (readonly Place[])[];

/** The drawing shows nothing that looks like a face. */
export class NoFaceError extends InputError {
  override name = 'NoFaceError';

  constructor() {
    super('shows no face that could be found; draw eyes, nose and mouth, or take it as it is (--no-fit)');
  }
}

/** Brings drawings to the place, size and tilt of the template's face, which the networks expect. */
export class DrawingFitter {
  constructor(private readonly pipeline: PortraitPipeline) {}

  /**
   * Where the drawing's face belongs on the canvas: of what the aligner sees, the face whose parts lie
   * near the manifolds. Weights without an aligner: by the density of the lines, upright.
   * @throws NoFaceError if nothing looks like a face
   */
  async place(lines: Lines): Promise<Placement> {
    const { aligner } = this.pipeline;
    if (!aligner) return this.placeByDensity(lines);
    const seen = await seekFaces(lines, aligner, CANDIDATES);
    let best: { placement: Placement; score: number } | null = null;
    for (const face of seen) {
      const placement = toPlacement(face.placement);
      const score = trust(face) - MANIFOLD_COST * (await this.manifoldDistance(lines, placement));
      if (!best || score > best.score) best = { placement, score };
    }
    if (!best) throw new NoFaceError();
    return best.placement;
  }

  /** Mean distance of the four inner parts if the drawing were placed so. */
  private async manifoldDistance(lines: Lines, placement: Placement): Promise<number> {
    const raster = new InkRaster(this.pipeline.rasterSize, this.pipeline.penWidth);
    raster.update(placeLines(lines, placement));
    const distances = await this.pipeline.manifoldDistances(raster.pixels);
    const sum = INNER_PART_IDS.reduce((total, part) => total + (distances[part] ?? MISSING_PART), 0);
    return sum / INNER_PART_IDS.length;
  }

  private placeByDensity(lines: Lines): Placement {
    const { guideArt, faceCount } = this.pipeline;
    const [found] = findFaces(lines, faceTemplate(guideArt, faceCount, COARSE_CELL), 1);
    if (!found || found.score < LEAST_CORRELATION) throw new NoFaceError();
    const fine = faceTemplate(guideArt, faceCount, FINE_CELL);
    return refinePlacement(lines, fine, found.placement).placement;
  }
}

/** Fills the canvas with the whole picture, centred. @param width, height px of the picture */
export function placeWhole(width: number, height: number): Placement {
  const scale = CANVAS_SIZE / Math.max(width, height);
  return { scale, x: (CANVAS_SIZE - width * scale) / 2, y: (CANVAS_SIZE - height * scale) / 2 };
}

/** The drawing's lines as strokes on the canvas. */
export function placeLines(lines: Lines, placement: Placement): InkStroke[] {
  const moves = ofPlacement(placement);
  return lines.map((line, i) => ({
    key: String(i),
    points: line.map((point) => apply(moves, point)),
  }));
}
