import { COLOURED } from '../shared/appearance.ts';
import { PART_IDS, type PartId } from '../shared/parts.ts';
import { labelsByKey, type StrokeLabels } from '../shared/semantics/labels.ts';
import type { RoomSettings } from '../shared/settings.ts';
import { unpackTones } from '../shared/shading.ts';
import type { Aligner } from './aligner.ts';
import { meanOf } from './appearance.ts';
import { blendedCodes, type ReadDrawing } from './blend.ts';
import { ClassInk } from './classInk.ts';
import { matchColours, wantedColours } from './colours/colourMatch.ts';
import type { Engine } from './engine/engine.ts';
import { chooseEngine, DEFAULT_ENGINE } from './engine/engines.ts';
import { addMeaning, addStrokes, type CanvasLayout, composeCanvas, fidelityMap } from './featureCanvas.ts';
import { GUIDE_SIZE, type GuideArt } from './guideArt.ts';
import type { RgbPicture } from './imageSynthesis.ts';
import type { InkStroke } from './inkRaster.ts';
import { StrokeInterpreter } from './interpretation/strokeInterpreter.ts';
import { LruCache } from './lruCache.ts';
import type { Neighbour } from './manifoldProjection.ts';
import { loadNetworks, type Networks } from './networks.ts';
import { PartProjection } from './partProjection.ts';
import {
  type EncodedPicture,
  encodePortrait,
  type PortraitFormat,
  type PortraitSize,
} from './portraitEncoder.ts';
import { FaceParser } from './reference/faceParser.ts';
import { RoomCache } from './roomCache.ts';
import { shade } from './shading.ts';
import { encodeShadowGuide } from './shadowEncoder.ts';
import { composeShadowGuide } from './shadowGuide.ts';
import { StageTimer, type Timings } from './stageTimings.ts';
import { linesToShow, relieve } from './strokeRelief.ts';
import { Weights } from './weights.ts';
import { defaultWeightsDir } from './weightsDir.ts';

/** Drawings whose stage results are kept, 4 to 10 MB each. */
const ROOM_CACHES = 16;

export interface PipelineOptions {
  /** default: `LIMN_WEIGHTS`, or `models/weights` */
  weightsDir?: string;
  /** a name, or `auto`; default: `cpu` */
  engine?: string;
  /** threads within one operator; default 1 */
  threads?: number;
}

/** A drawing: strokes, or ink already rasterised at the manifest's `rasterSize`. */
export type Drawing =
  | {
      readonly strokes: readonly InkStroke[];
      /**
       * what they draw, by their keys; those that are not in it draw nothing. Without it the weights' own interpreter tells. It
       * may be on its way: it is waited for last, and only where the weights look at it.
       */
      readonly labels?: StrokeLabels | Promise<StrokeLabels>;
    }
  /** [rasterSize × rasterSize], 0…1, ink 1; not overwritten while it is rendered */
  | { readonly raster: Float32Array };

export interface RenderRequest {
  readonly drawing: Drawing;
  readonly settings: RoomSettings;
  readonly size: PortraitSize;
  /** default: `webp`, at most MAX_PORTRAIT_BYTES */
  readonly format?: PortraitFormat;
  /** other drawings of the same face: the portrait is the mean of all of them, and follows the lines of none */
  readonly blend?: readonly { readonly drawing: Drawing; readonly settings: RoomSettings }[];
  /** names the drawing that later requests continue (a room); without it nothing is kept */
  readonly cacheKey?: string;
}

export interface RenderedPortrait extends EncodedPicture {
  readonly engine: string;
  readonly modelVersion: string;
  readonly timings: Timings;
  /** the faces each part leaned on, nearest first */
  readonly neighbours: Readonly<Record<PartId, readonly Neighbour[]>>;
}

type LoadInterpreter = (weights: Weights) => Promise<StrokeInterpreter | null>;

/** Receives the shadow guide before the portrait is ready. */
export type ShadowListener = (shadow: EncodedPicture) => void;

/**
 * Drawing → portrait, the whole way: raster, CE, manifold projection, shadow guide, FM, IS, colours of a reference, relief of the strokes, shading, encoding.
 * One render runs at a time; further calls wait their turn.
 */
export class PortraitPipeline {
  private readonly rooms = new LruCache<string, RoomCache>(ROOM_CACHES);
  private readonly projection: PartProjection;
  private readonly layout: CanvasLayout;
  private readonly canvas: Float32Array;
  private queue: Promise<unknown> = Promise.resolve();
  private loadedInterpreter: Promise<StrokeInterpreter | null> | null = null;
  /** with the first reference picture */
  private loadedParser: Promise<FaceParser> | null = null;

  private constructor(
    private readonly weights: Weights,
    private readonly engine: Engine,
    private readonly networks: Networks,
    /** a sentence for each engine that `auto` would rather have taken */
    readonly passedOver: readonly string[],
    private readonly loadInterpreter: LoadInterpreter,
  ) {
    const { canvas, pasteOrder, seam } = weights.manifest;
    this.layout = { ...canvas, pasteOrder, seam };
    this.canvas = new Float32Array(canvas.channels * canvas.size * canvas.size);
    this.projection = new PartProjection(networks, weights.manifest.rasterSize);
  }

  /** @throws WeightsError if a file is missing or damaged, EngineError if the engine cannot run here */
  static async load(options: PipelineOptions = {}): Promise<PortraitPipeline> {
    const name = options.engine ?? DEFAULT_ENGINE;
    const { engine, passedOver } = await chooseEngine(name, { threads: options.threads ?? 1 });
    const weights = await Weights.open(options.weightsDir ?? defaultWeightsDir());
    return PortraitPipeline.create(weights, engine, passedOver);
  }

  /** A pipeline on an engine of the caller's own, and an interpreter too. */
  static async create(
    weights: Weights,
    engine: Engine,
    passedOver: readonly string[] = [],
    loadInterpreter: LoadInterpreter = StrokeInterpreter.open,
  ): Promise<PortraitPipeline> {
    const networks = await loadNetworks(weights, engine);
    return new PortraitPipeline(weights, engine, networks, passedOver, loadInterpreter);
  }

  get modelVersion(): string {
    return this.weights.manifest.version;
  }

  get engineName(): string {
    return this.engine.name;
  }

  /** px: side of the rasters that drawings may be given as */
  get rasterSize(): number {
    return this.weights.manifest.rasterSize;
  }

  /** canvas px: the pen that strokes are rasterised with */
  get penWidth(): number {
    return this.weights.manifest.penWidth;
  }

  /** the line art of the bank's faces, for tools that place drawings */
  get guideArt(): GuideArt {
    return this.networks.guideArt;
  }

  /** finds the face in imported drawings; null in weights without one */
  get aligner(): Aligner | null {
    return this.networks.aligner;
  }

  /** whether these weights follow the strokes themselves where `settings.fidelity` asks for it */
  get followsStrokes(): boolean {
    return this.networks.fidelity !== null;
  }

  /** whether these weights look at what strokes draw */
  get readsLabels(): boolean {
    return this.networks.semantics !== null;
  }

  /** Says what strokes draw; loaded when it is first asked for. Null in weights without one. @throws EngineError */
  interpreter(): Promise<StrokeInterpreter | null> {
    this.loadedInterpreter ??= this.loadInterpreter(this.weights);
    return this.loadedInterpreter;
  }

  get faceCount(): number {
    return this.weights.manifest.faces.count;
  }

  /** Draws a portrait; the shadow guide, where the settings ask for it, is handed out first. */
  render(request: RenderRequest, onShadow?: ShadowListener): Promise<RenderedPortrait> {
    return this.inTurn(() => this.renderNow(request, onShadow));
  }

  /**
   * How far each part's drawing lies from the nearest face of the bank, as a share of the mean
   * distance (0 = equals a face's); null where nothing is drawn.
   * @param raster [rasterSize × rasterSize], 0…1
   */
  manifoldDistances(raster: Float32Array): Promise<Record<PartId, number | null>> {
    return this.inTurn(async () => {
      const embedded = await this.projection.embed(raster, this.newRoom(), new StageTimer());
      return forEachPart((part) => {
        const distances = embedded[part]?.distances;
        return distances ? distances.squared.reduce((a, b) => Math.min(a, b)) / distances.mean : null;
      });
    });
  }

  /** Forgets what is kept for a drawing. */
  forget(cacheKey: string): void {
    this.rooms.delete(cacheKey);
  }

  /** Waits for the running render and frees the engine. */
  dispose(): Promise<void> {
    return this.inTurn(async () => {
      await (await this.loadedInterpreter?.catch(() => null))?.dispose();
      await this.engine.dispose();
    });
  }

  private inTurn<T>(work: () => Promise<T>): Promise<T> {
    const result = this.queue.then(work);
    this.queue = result.catch(() => undefined);
    return result;
  }

  private newRoom(): RoomCache {
    return new RoomCache(this.rasterSize, this.penWidth);
  }

  private async renderNow(request: RenderRequest, onShadow?: ShadowListener): Promise<RenderedPortrait> {
    const { settings, cacheKey } = request;
    const timer = new StageTimer();
    const room = cacheKey ? this.rooms.getOrMake(cacheKey, () => this.newRoom()) : this.newRoom();
    const read = await this.read(request.drawing, settings, room, timer);
    const { raster, projections } = read;
    const others: (ReadDrawing & { settings: RoomSettings })[] = [];
    for (const other of request.blend ?? []) {
      others.push({
        ...(await this.read(other.drawing, other.settings, this.newRoom(), timer)),
        settings: other.settings,
      });
    }
    const codes = blendedCodes([read, ...others]);
    const neighbours = forEachPart((part) => projections[part].neighbours);

    if (onShadow && settings.shadow) {
      const guide = await timer.measure('shadowGuide', () => this.shadowOf(neighbours, raster, room));
      onShadow({ image: guide, mime: 'image/webp', size: GUIDE_SIZE });
    }

    const features = {} as Record<PartId, Float32Array>;
    for (const part of PART_IDS) {
      features[part] = await timer.measure('featureMapping', () =>
        room.parts[part].features.of([codes[part]], () => this.networks.parts[part].mapping.map(codes[part])),
      );
    }
    const fidelity = PART_IDS.map((part) => (others.length > 0 ? 0 : settings.fidelity[part]));
    const strokes = await timer.measure('spatialAttentionPooling', () =>
      this.strokesOf(raster, fidelity, room),
    );
    const follow = strokes && fidelityMap(settings.fidelity, this.layout);
    const { classInk, meaning } = await timer.measure('semantics', () => this.meaningOf(request, room));
    const looks = [settings, ...others.map((other) => other.settings)];
    const code = meanOf(looks.map((look) => this.networks.appearance.codeFor(look)));
    // The same floats again count as unchanged: IS runs only for a new drawing or a new appearance.
    const appearance = await room.appearance.of([code], () => code);
    const inputs = [appearance, ...PART_IDS.map((part) => features[part]), strokes, ...fidelity, meaning];
    const portrait = await timer.measure('imageSynthesis', () =>
      room.portrait.of(inputs, () => {
        composeCanvas(features, this.layout, this.canvas);
        if (strokes && follow) addStrokes(strokes, follow, this.canvas);
        if (meaning) addMeaning(meaning, this.canvas);
        return this.networks.synthesis.synthesise(this.canvas, appearance);
      }),
    );
    const coloured = await timer.measure('colours', () => this.colouredOf(portrait, request, room));
    const relieved = await timer.measure('relief', () =>
      follow ? this.relievedBy({ raster, classInk, follow }, coloured, room) : coloured,
    );
    const { tones, amount } = settings.shading;
    // Of several drawings nobody's pencil is followed, and a sheet without ink has none.
    const wanted = tones !== null && amount > 0 && others.length === 0 && raster.some((ink) => ink > 0);
    const shaded = await timer.measure('shading', () =>
      room.shaded.of([relieved, wanted && tones, amount], () =>
        wanted ? shade(relieved, unpackTones(tones), amount) : relieved,
      ),
    );
    const { size, format = 'webp' } = request;
    const encoded = await timer.measure('encode', () =>
      room.encoded.of([shaded, size, format], () => encodePortrait(shaded, size, format, this.modelVersion)),
    );
    const { engineName: engine, modelVersion } = this;
    return { ...encoded, engine, modelVersion, timings: timer.timings(), neighbours };
  }

  /** From a drawing to the codes that its portrait is drawn from. */
  private async read(drawing: Drawing, settings: RoomSettings, room: RoomCache, timer: StageTimer) {
    const raster = await timer.measure('raster', () => this.rasterOf(drawing, room));
    const embedded = await this.projection.embed(raster, room, timer);
    const projections = await timer.measure('manifoldProjection', () =>
      this.projection.project(embedded, settings, room),
    );
    return { raster, embedded, projections };
  }

  private rasterOf(drawing: Drawing, room: RoomCache): Float32Array {
    if ('strokes' in drawing) {
      room.windows.changed(room.raster.update(drawing.strokes));
      return room.raster.pixels;
    }
    const expected = this.rasterSize * this.rasterSize;
    if (drawing.raster.length !== expected) {
      throw new RangeError(`the raster has ${drawing.raster.length} pixels, the weights need ${expected}`);
    }
    return drawing.raster;
  }

  /** What SAP reads in the lines; null where nobody asks for it, or these weights cannot. */
  private strokesOf(
    raster: Float32Array,
    fidelity: readonly number[],
    room: RoomCache,
  ): Promise<Float32Array> | null {
    const network = this.networks.fidelity;
    if (!network || fidelity.every((a) => a === 0)) return null;
    return room.strokes.of([inkOf(raster, room)], () => network.read(raster));
  }

  /**
   * The strokes' ink by class, null where there are no strokes to tell apart, and what the network makes of it. Both are null
   * in weights that do not look at what strokes draw.
   */
  private async meaningOf({ drawing, blend }: RenderRequest, room: RoomCache) {
    const network = this.networks.semantics;
    if (!network) return { classInk: null, meaning: null };
    // Of several drawings nobody's lines are followed, and a class's ink is somebody's lines.
    if (!('strokes' in drawing) || (blend?.length ?? 0) > 0) {
      return { classInk: null, meaning: await network.readNothing() };
    }
    const { strokes } = drawing;
    const labels = await (drawing.labels ?? this.understood(strokes, room));
    room.classInk ??= new ClassInk(this.weights.manifest.canvas.size, this.rasterSize, this.penWidth);
    const { classInk } = room;
    classInk.update(strokes, labels);
    const meaning = classInk.blank
      ? await network.readNothing()
      : await room.meaning.of([classInk.revision], () => network.read(classInk.planes));
    return { classInk, meaning };
  }

  /** In the colours of the reference picture that it wears, if it wears one whose code these weights understand. */
  private async colouredOf(
    portrait: RgbPicture,
    { settings, blend }: RenderRequest,
    room: RoomCache,
  ): Promise<RgbPicture> {
    const { appearance } = this.networks;
    // Of several looks the colours are the mean code's.
    const reference = (blend?.length ?? 0) > 0 ? null : appearance.understood(settings.appearanceReference);
    const wanted = wantedColours(reference, settings.appearance);
    if (!wanted) return portrait;
    this.loadedParser ??= FaceParser.load(this.weights, this.engine);
    const parser = await this.loadedParser;
    return room.coloured.of([portrait, ...COLOURED.flatMap((name) => wanted[name] ?? null)], () =>
      matchColours(portrait, wanted, parser),
    );
  }

  /**
   * The portrait with the drawn lines that it does not show.
   * @param follow fidelity of each place, as `fidelityMap` lays it
   */
  private relievedBy(
    { raster, classInk, follow }: { raster: Float32Array; classInk: ClassInk | null; follow: Float32Array },
    portrait: RgbPicture,
    room: RoomCache,
  ): Promise<RgbPicture> {
    const inputs = [portrait, inkOf(raster, room), classInk?.revision, follow];
    return room.relieved.of(inputs, () =>
      relieve(portrait, linesToShow(raster, classInk?.planes ?? null, follow)),
    );
  }

  /** What the interpreter says of strokes that came without labels. */
  private understood(strokes: readonly InkStroke[], room: RoomCache): Promise<StrokeLabels> {
    return room.labels.of(
      strokes.map(({ key }) => key),
      async () => {
        const interpreter = await this.interpreter();
        const classes = (await interpreter?.interpret(strokes)) ?? [];
        return labelsByKey(strokes, classes);
      },
    );
  }

  private shadowOf(
    neighbours: Record<PartId, readonly Neighbour[]>,
    raster: Float32Array,
    room: RoomCache,
  ): Promise<Uint8Array> {
    return room.shadow.of([inkOf(raster, room), ...PART_IDS.map((part) => neighbours[part])], () =>
      encodeShadowGuide(composeShadowGuide(neighbours, this.networks.guideArt, raster, this.rasterSize)),
    );
  }
}

/** Stands for the raster in a cache: a room's own is overwritten in place, so its count of changes does. */
function inkOf(raster: Float32Array, room: RoomCache): number | Float32Array {
  return raster === room.raster.pixels ? room.raster.revision : raster.slice();
}

function forEachPart<T>(make: (part: PartId) => T): Record<PartId, T> {
  return Object.fromEntries(PART_IDS.map((part) => [part, make(part)])) as Record<PartId, T>;
}
