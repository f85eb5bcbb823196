import { availableParallelism } from 'node:os';
import { engineNamed, type ListedEngine, listEngines } from '../engine/engines.ts';
import { type TimedPortrait, timedPortrait } from './timedPortrait.ts';

/** The threads that pay off: ONNX Runtime gains little beyond four on graphs of this size. */
const MOST_THREADS = 4;

/** One line an engine: how fast it is here, or why it cannot run. */
export async function* engineLines(): AsyncGenerator<string> {
  for (const listed of await listEngines()) yield engineLine(listed, await timed(listed));
}

/** The line of one engine. @throws EngineError if there is none of that name */
export async function engineCheckLine(name: string): Promise<string> {
  const definition = engineNamed(name);
  const listed = { definition, availability: await definition.availability() };
  return engineLine(listed, await timed(listed));
}

export function engineLine({ definition, availability }: ListedEngine, timed: TimedPortrait): string {
  const title = `${definition.name.padEnd(11)} ${definition.description}: `;
  if ('reason' in timed) return `${title}not usable here: ${withoutTitle(timed.reason)}`;
  const { modelVersion, loadMs, portraitMs } = timed;
  const onProcessor =
    definition.name === 'tensorflow' && availability.available && availability.hardware === 'processor';
  return `${title}a portrait in ${Math.round(portraitMs)} ms, loaded in ${Math.round(loadMs)} ms (model ${modelVersion}${
    onProcessor ? '; no NVIDIA driver here, so on the processor' : ''
  })`;
}

async function timed({ definition, availability }: ListedEngine): Promise<TimedPortrait> {
  if (!availability.available) return { reason: availability.reason };
  return timedPortrait(definition.name, Math.min(MOST_THREADS, availableParallelism()));
}

function withoutTitle(reason: string): string {
  return reason.replace(/^engine \w+ cannot run here: /, '');
}
