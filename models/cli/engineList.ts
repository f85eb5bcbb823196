import { DEFAULT_SETTINGS } from '../../shared/settings.ts';
import { DEFAULT_ENGINE, listEngines } from '../engine/engines.ts';
import { TENSORFLOW_PACKAGE, tensorflowModuleState } from '../engine/tensorflowModule.ts';
import { messageOf } from '../errors.ts';
import { PortraitPipeline } from '../pipeline.ts';

/** One line an engine: its state here, and how long loading and a portrait of blank paper take. */
export async function* listEngineLines(): AsyncGenerator<string> {
  for (const { definition, availability } of await listEngines()) {
    const title = `${definition.name.padEnd(12)}${definition.description}`;
    yield availability.available
      ? `${title}: ${await timedPortrait(definition.name)}`
      : `${title}: not usable here (${availability.reason})`;
  }
}

/** What is known of the optional TensorFlow.js package. */
export async function tensorflowLine(): Promise<string> {
  const found = await tensorflowModuleState();
  const drawnBy = `portraits are drawn by ${DEFAULT_ENGINE}`;
  const title = `${TENSORFLOW_PACKAGE}: `;
  if (found.state === 'not-installed') {
    return `${title}not installed ("npm run engines -- add tensorflow" installs it); ${drawnBy}`;
  }
  if (found.state === 'fails') {
    return `${title}${found.version} is installed but fails to load (${found.reason}); ${drawnBy}`;
  }
  return `${title}${found.version} is installed and loads; no engine of this version uses it yet, ${drawnBy}`;
}

async function timedPortrait(engine: string): Promise<string> {
  try {
    const started = performance.now();
    const pipeline = await PortraitPipeline.load({ engine });
    const loaded = performance.now();
    const request = { drawing: { strokes: [] }, settings: DEFAULT_SETTINGS, size: 512 } as const;
    // The first run also allocates; the second is what a room sees.
    await pipeline.render(request);
    const { timings } = await pipeline.render(request);
    await pipeline.dispose();
    return `usable, model ${pipeline.modelVersion}, loaded in ${Math.round(loaded - started)} ms, a whole portrait in ${Math.round(timings.total)} ms on 1 thread`;
  } catch (error) {
    return `fails: ${messageOf(error)}`;
  }
}
