import { EngineError, messageOf } from '../errors.ts';
import { cpuEngine } from './cpuEngine.ts';
import { cudaEngine } from './cudaEngine.ts';
import type { Availability, Engine, EngineDefinition, EngineOptions } from './engine.ts';
import { tensorflowEngine } from './tensorflowEngine.ts';
import { wasmEngine } from './wasmEngine.ts';
import { webgpuEngine } from './webgpuEngine.ts';

/** Every engine that exists, the default first. */
export const ENGINES: readonly EngineDefinition[] = [
  cpuEngine,
  wasmEngine,
  webgpuEngine,
  cudaEngine,
  tensorflowEngine,
];

export const DEFAULT_ENGINE = 'cpu';

/** Chooses among what is there. */
export const AUTO = 'auto';

/**
 * What `auto` tries before the processor: engines that someone installed for their GPU. Not `webgpu`: it is
 * everywhere, and the GPU of a laptop may be slower than its processor.
 */
const INSTALLED_FOR_GPUS: readonly EngineDefinition[] = [cudaEngine, tensorflowEngine];
const ON_PROCESSORS: readonly EngineDefinition[] = [cpuEngine, wasmEngine];

/** The definition of that name. @throws EngineError with the list of names */
export function engineNamed(name: string): EngineDefinition {
  const found = ENGINES.find((engine) => engine.name === name);
  if (found) return found;
  const names = ENGINES.map((engine) => engine.name).join(', ');
  throw new EngineError(`unknown engine "${name}"; known engines: ${names}`);
}

/** Creates the engine of that name. @throws EngineError if it is unknown or cannot run here */
export async function createEngine(name: string, options: EngineOptions): Promise<Engine> {
  const definition = engineNamed(name);
  const availability = await definition.availability();
  if (!availability.available) throw cannotRun(name, availability.reason);
  try {
    return await definition.create(options);
  } catch (error) {
    throw cannotRun(name, messageOf(error));
  }
}

export interface ChosenEngine {
  readonly engine: Engine;
  /** a sentence for each engine that should have run and does not */
  readonly passedOver: readonly string[];
}

/**
 * The engine of that name, or for `auto` the first that starts: one that was installed for this machine's
 * GPU, else `cpu`, else `wasm`.
 * @throws EngineError if a named one cannot run here, or none can
 */
export async function chooseEngine(
  name: string,
  options: EngineOptions,
  candidates: readonly EngineDefinition[] = [...INSTALLED_FOR_GPUS, ...ON_PROCESSORS],
): Promise<ChosenEngine> {
  if (name !== AUTO) return { engine: await createEngine(name, options), passedOver: [] };
  const passedOver: string[] = [];
  for (const definition of candidates) {
    const availability = await definition.availability();
    if (!availability.available) {
      if (availability.installed) passedOver.push(cannotRun(definition.name, availability.reason).message);
      continue;
    }
    if (INSTALLED_FOR_GPUS.includes(definition) && availability.hardware !== 'gpu') continue;
    try {
      return { engine: await definition.create(options), passedOver };
    } catch (error) {
      passedOver.push(cannotRun(definition.name, messageOf(error)).message);
    }
  }
  throw new EngineError(`no engine can run here: ${passedOver.join('; ')}`);
}

/** Whether an engine was installed for a GPU that this machine seems to have. */
export async function gpuEnginesHere(): Promise<boolean> {
  const found = await Promise.all(INSTALLED_FOR_GPUS.map((definition) => definition.availability()));
  return found.some((availability) => availability.available && availability.hardware === 'gpu');
}

export interface ListedEngine {
  readonly definition: EngineDefinition;
  readonly availability: Availability;
}

/** All engines with whether and why not each can run here, as far as can be told without starting it. */
export async function listEngines(): Promise<ListedEngine[]> {
  return Promise.all(
    ENGINES.map(async (definition) => ({ definition, availability: await definition.availability() })),
  );
}

/** The one sentence for an engine that was asked for. */
export function cannotRun(name: string, reason: string): EngineError {
  return new EngineError(`engine ${name} cannot run here: ${reason}`);
}
