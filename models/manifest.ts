import { z } from 'zod';
import { APPEARANCE_CONTROLS } from '../shared/appearance.ts';
import { PART_IDS } from '../shared/parts.ts';

/**
 * `models/weights/manifest.json`: what the trainer exported. Little-endian binaries, row-major, gzipped where the name ends in
 * `.gz`; several entries may name one file.
 * N faces of the training split, R bank rows (each belongs to one face), D = 512 (code), S = 128.
 */
const partSchema = z.object({
  /** px: side of the square the window is area-resized to before CE */
  inputSize: z.number().int(),
  /** cells: side of the part's window on the feature canvas */
  featureSize: z.number().int(),
  /** ONNX, input `sketch` [1, 1, inputSize, inputSize] in 0…1 (ink 1) → `code` [1, 512] */
  componentEmbedding: z.string(),
  /** ONNX, input `code` [1, 512] → `features` [1, channels, featureSize, featureSize] */
  featureMapping: z.string(),
  bank: z.object({
    rows: z.number().int(),
    /** int8 [R, 512]; code = codes · scale of the row */
    codes: z.string(),
    /** float32 [R] */
    scales: z.string(),
    /** uint16 [R]: index of the row's face */
    faces: z.string(),
    /** int8 [R, 128]: PCA-whitened search copy; value = searchCodes · searchScale */
    searchCodes: z.string(),
    searchScale: z.number(),
    /** float32 [512]: subtracted before the projection */
    searchMean: z.string(),
    /** float32 [512, 128]: whitened = (code − mean) · projection */
    searchProjection: z.string(),
  }),
});

export const manifestSchema = z.object({
  format: z.literal(1),
  /** the shown model version, for example `cpu-1` */
  version: z.string(),
  /** px: side of the square raster that windows are cut from (canvas ÷ rasterSize = scale) */
  rasterSize: z.number().int(),
  /** px at canvas scale: true width of the round pen that strokes are rasterised with, whatever the person's width */
  penWidth: z.number(),
  canvas: z.object({ size: z.literal(128), channels: z.number().int() }),
  parts: z
    .object(Object.fromEntries(PART_IDS.map((id) => [id, partSchema])))
    .transform((parts) => parts as Record<(typeof PART_IDS)[number], z.infer<typeof partSchema>>),
  /** order in which the inner parts are laid over the remainder, last on top */
  pasteOrder: z.array(z.enum(PART_IDS)),
  /** cells: linear ramp of the paste mask at a window's border: alpha = min(1, (d + 0.5) / seam), d cells from the nearest edge */
  seam: z.number(),
  imageSynthesis: z.object({
    /** ONNX: `canvas` [1, channels, 128, 128], `appearance` [1, appearanceSize] → `portrait` [1, 3, size, size] in −1…1, RGB */
    file: z.string(),
    size: z.number().int(),
    appearanceSize: z.number().int(),
  }),
  /** ONNX, input `sketch` [1, 1, rasterSize, rasterSize] in 0…1 (ink 1) → `features` [1, channels, 128, 128], added to the canvas by fidelity; sets without it know the codes alone */
  fidelity: z.string().optional(),
  /** ONNX, input `classes` [1, 18, 128, 128] in 0…1 (ink 1; class c of CelebAMask-HQ in channel c − 1) → `features` [1, channels, 128, 128], added to the canvas; sets without it do not look at what strokes draw */
  semantics: z.string().optional(),
  appearance: z.object({
    /** ONNX, input `photo` [1, 3, 128, 128] RGB in −1…1, a face at the canvas template's place → `code` [1, appearanceSize] */
    encoder: z.string(),
    directions: z.object({
      /** float32 [controls, appearanceSize]: what a slider's one standard deviation adds to the code */
      file: z.string(),
      /** row by row; reach: how much of one deviation a portrait's trait really moves for it */
      controls: z.array(z.object({ name: z.enum(APPEARANCE_CONTROLS), reach: z.number() })),
    }),
    /** a Gaussian mixture over training codes per search space */
    mixtures: z.record(
      z.string(),
      z.object({
        components: z.number().int(),
        /** float32 [components, appearanceSize] */
        means: z.string(),
        /** float32 [components, appearanceSize]: of every number by itself; only in sets that have no factors */
        deviations: z.string().optional(),
        /** float32 [components, rank, appearanceSize]: a draw adds each row times a unit Gaussian (principal components) */
        factors: z.string().optional(),
        rank: z.number().int().optional(),
        weights: z.array(z.number()),
      }),
    ),
  }),
  /** ONNX, input `photo` as the encoder's → `classes` logits [1, 19, 128, 128]: finds the face in a reference picture */
  parser: z.string(),
  faces: z.object({
    count: z.number().int(),
    /** uint8 [N]: 0 female, 1 male (predicted) */
    sexes: z.string(),
  }),
  /** shadow-guide line art, one canonical drawing a face */
  guides: z.object({
    /** int16 [T, 2] in 1/8 canvas px: where each of the T strokes begins */
    origins: z.string(),
    /** int8 [S, 2] in 1/2 canvas px: from each point of a stroke to its next */
    steps: z.string(),
    /** uint8 [T]: steps a stroke */
    stepCounts: z.string(),
    /** uint8 [T]: index into PART_IDS */
    strokeParts: z.string(),
    /** int32 [N + 1]: offsets of the faces into strokes */
    faceStarts: z.string(),
  }),
  /** finds the face in imported drawings; sets without it place drawings by their lines' density alone */
  aligner: z
    .object({
      /** ONNX: `sheet` [1, 1, inputSize, inputSize] in 0…1 (ink 1) → `heatmaps` logits [1, points, heatmapSize, heatmapSize], `face` logit [1, 1] */
      file: z.string(),
      inputSize: z.number().int(),
      heatmapSize: z.number().int(),
      /** canvas px: where the points of the heatmaps belong */
      points: z.array(z.tuple([z.number(), z.number()])).min(2),
    })
    .optional(),
  /** ONNX, input `strokes` [N, STROKE_FEATURES] of one drawing → `classes` logits [N, 19]: nothing, and CelebAMask-HQ's 1–18; sets without it tell no stroke's meaning */
  interpreter: z.string().optional(),
  /** SHA-256 of every file above, in hex */
  hashes: z.record(z.string(), z.string()),
});
export type Manifest = z.infer<typeof manifestSchema>;

/** Every file that the manifest names, each once. */
export function manifestFiles(manifest: Manifest): string[] {
  const files = [manifest.imageSynthesis.file, manifest.faces.sexes, ...Object.values(manifest.guides)];
  files.push(manifest.parser, manifest.appearance.encoder, manifest.appearance.directions.file);
  for (const { componentEmbedding, featureMapping, bank } of Object.values(manifest.parts)) {
    const { codes, scales, faces, searchCodes, searchMean, searchProjection } = bank;
    files.push(componentEmbedding, featureMapping);
    files.push(codes, scales, faces, searchCodes, searchMean, searchProjection);
  }
  for (const { means, deviations, factors } of Object.values(manifest.appearance.mixtures)) {
    files.push(means, ...[deviations, factors].filter((file) => file !== undefined));
  }
  if (manifest.fidelity) files.push(manifest.fidelity);
  if (manifest.semantics) files.push(manifest.semantics);
  if (manifest.aligner) files.push(manifest.aligner.file);
  if (manifest.interpreter) files.push(manifest.interpreter);
  return [...new Set(files)];
}

/** Length of a code, and of its whitened search copy. */
export const CODE_SIZE = 512;
export const SEARCH_SIZE = 128;
