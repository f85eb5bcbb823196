/** The portrait pipeline as the server, the command line and the benchmarks use it. */
export type { Availability, Engine } from './engine/engine.ts';
export { DEFAULT_ENGINE, engineNamed, listEngines } from './engine/engines.ts';
export { resolveEngine } from './engine/resolveEngine.ts';
export { EngineError, InputError, WeightsError } from './errors.ts';
export { FacePlacer } from './import/facePlacer.ts';
export type { InkStroke } from './inkRaster.ts';
export { type DrawnLine, StrokeInterpreter } from './interpretation/strokeInterpreter.ts';
export type { Place } from './linePen.ts';
export type { Neighbour } from './manifoldProjection.ts';
export {
  type Drawing,
  type PipelineOptions,
  PortraitPipeline,
  type RenderedPortrait,
  type RenderRequest,
  type ShadowListener,
} from './pipeline.ts';
export type {
  EncodedPicture,
  PortraitFormat,
  PortraitSize,
} from './portraitEncoder.ts';
export { ReferenceReader } from './reference/referenceReader.ts';
export { underlayPicture } from './reference/underlayPicture.ts';
export { STAGES, type Stage, type Timings } from './stageTimings.ts';
export { timeSynthesis } from './synthesisTiming.ts';
export { defaultWeightsDir } from './weightsDir.ts';
