import { PART_IDS, type PartId } from '../shared/parts.ts';
import type { StrokeLabels } from '../shared/semantics/labels.ts';
import type { FaceDistances } from './bank.ts';
import type { ClassInk } from './classInk.ts';
import type { RgbPicture } from './imageSynthesis.ts';
import { InkRaster } from './inkRaster.ts';
import { LastResult } from './lastResult.ts';
import type { Neighbour, Projection } from './manifoldProjection.ts';
import type { EncodedPicture } from './portraitEncoder.ts';
import { WindowCache } from './windowCache.ts';

/** The last result of every stage of one part. */
export interface PartCache {
  readonly code: LastResult<Float32Array>;
  readonly distances: LastResult<FaceDistances>;
  readonly projection: LastResult<Projection>;
  readonly refined: LastResult<Float32Array>;
  readonly features: LastResult<Float32Array>;
}

/**
 * What one drawing's portraits share from one to the next: its raster and the last result of every
 * stage, so that a stroke costs only the parts it touches. About 4 MB; 10 with weights that look at what strokes draw.
 */
export class RoomCache {
  readonly raster: InkRaster;
  readonly windows = new WindowCache();
  readonly parts: Readonly<Record<PartId, PartCache>>;
  readonly prior = new LastResult<Neighbour[]>();
  readonly shadow = new LastResult<Uint8Array>();
  readonly strokes = new LastResult<Float32Array>();
  /** made where the weights read it */
  classInk: ClassInk | null = null;
  readonly labels = new LastResult<StrokeLabels>();
  readonly meaning = new LastResult<Float32Array>();
  readonly appearance = new LastResult<Float32Array>();
  readonly portrait = new LastResult<RgbPicture>();
  readonly coloured = new LastResult<RgbPicture>();
  readonly relieved = new LastResult<RgbPicture>();
  readonly shaded = new LastResult<RgbPicture>();
  readonly encoded = new LastResult<EncodedPicture>();

  constructor(rasterSize: number, penWidth: number) {
    this.raster = new InkRaster(rasterSize, penWidth);
    this.parts = Object.fromEntries(PART_IDS.map((part) => [part, newPartCache()])) as Record<
      PartId,
      PartCache
    >;
  }
}

function newPartCache(): PartCache {
  return {
    code: new LastResult(),
    distances: new LastResult(),
    projection: new LastResult(),
    refined: new LastResult(),
    features: new LastResult(),
  };
}
