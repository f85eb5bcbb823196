import { PART_IDS, type PartId, SEARCH_SPACES, type SearchSpace } from '../shared/parts.ts';
import type { RoomSettings } from '../shared/settings.ts';
import type { FaceDistances } from './bank.ts';
import { type Projection, projectOntoManifold, refine } from './manifoldProjection.ts';
import type { Networks } from './networks.ts';
import { cutPartWindow } from './partWindows.ts';
import { priorNeighbours, priorProjection } from './priorNeighbours.ts';
import type { RoomCache } from './roomCache.ts';
import { searchSpaceMask } from './searchSpace.ts';
import type { StageTimer } from './stageTimings.ts';

/** A part's sketch, embedded; null where nothing is drawn. */
export type EmbeddedPart = { readonly code: Float32Array; readonly distances: FaceDistances } | null;

/** From the raster to the codes that the portrait is drawn from: CE, then each part's manifold. */
export class PartProjection {
  private readonly masks: Readonly<Record<SearchSpace, Uint8Array>>;

  /** @param rasterSize px: side of the rasters */
  constructor(
    private readonly networks: Networks,
    private readonly rasterSize: number,
  ) {
    this.masks = Object.fromEntries(
      SEARCH_SPACES.map((space) => [space, searchSpaceMask(space, networks.sexes)]),
    ) as Record<SearchSpace, Uint8Array>;
  }

  /** Cuts and embeds every part. @param raster [rasterSize × rasterSize], 0…1 */
  async embed(
    raster: Float32Array,
    room: RoomCache,
    timer: StageTimer,
  ): Promise<Record<PartId, EmbeddedPart>> {
    const embedded = {} as Record<PartId, EmbeddedPart>;
    for (const part of PART_IDS) {
      const { embedding, bank } = this.networks.parts[part];
      const cache = room.parts[part];
      const cut = () => cutPartWindow(raster, this.rasterSize, part, embedding.inputSize);
      const own = raster === room.raster.pixels;
      const window = await timer.measure('raster', () => (own ? room.windows.of(part, cut) : cut()));
      embedded[part] = null;
      if (!window.hasInk) continue;
      const code = await timer.measure('componentEmbedding', () =>
        cache.code.of([window.pixels], () => embedding.encode(window.pixels)),
      );
      const distances = await timer.measure('manifoldProjection', () =>
        cache.distances.of([code], () => bank.faceDistances(code)),
      );
      embedded[part] = { code, distances };
    }
    return embedded;
  }

  /**
   * The code each part is drawn from and its neighbours: drawn parts refined towards their manifold,
   * the others blended from the faces nearest by what is drawn (r = 1).
   */
  async project(
    embedded: Readonly<Record<PartId, EmbeddedPart>>,
    settings: RoomSettings,
    room: RoomCache,
  ): Promise<Record<PartId, Projection>> {
    const allowed = this.masks[settings.searchSpace];
    const drawn = PART_IDS.flatMap((part) => embedded[part]?.distances ?? []);
    // Only on blank paper does the seed choose the faces.
    const seed = drawn.length > 0 ? 0 : settings.appearanceSeed;
    const prior = await room.prior.of([allowed, seed, ...drawn], () => priorNeighbours(drawn, allowed, seed));
    const projections = {} as Record<PartId, Projection>;
    for (const part of PART_IDS) {
      const { bank } = this.networks.parts[part];
      const cache = room.parts[part];
      const own = embedded[part];
      if (!own) {
        projections[part] = await cache.projection.of([prior], () => priorProjection(bank, prior));
        continue;
      }
      const { code, distances } = own;
      const r = settings.refine[part];
      const projection = await cache.projection.of([distances, allowed], () =>
        projectOntoManifold(bank, code, distances, allowed),
      );
      const refined = await cache.refined.of([code, projection, r], () => refine(code, projection.code, r));
      projections[part] = { neighbours: projection.neighbours, code: refined };
    }
    return projections;
  }
}
