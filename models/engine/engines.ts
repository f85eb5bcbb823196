import { EngineError } from '../errors.ts';
import { cpuEngine } from './cpuEngine.ts';
import type { Availability, Engine, EngineDefinition, EngineOptions } from './engine.ts';

/** Every engine that exists, the default first. */
export const ENGINES: readonly EngineDefinition[] = [cpuEngine];

export const DEFAULT_ENGINE = 'cpu';

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
  if (!availability.available) {
    throw new EngineError(`engine ${name} cannot run here: ${availability.reason}`);
  }
  return definition.create(options);
}

export interface ListedEngine {
  readonly definition: EngineDefinition;
  readonly availability: Availability;
}

/** All engines with whether and why not each can run here. */
export async function listEngines(): Promise<ListedEngine[]> {
  return Promise.all(
    ENGINES.map(async (definition) => ({ definition, availability: await definition.availability() })),
  );
}
