import { StrokeInterpreter } from '../../models/index.ts';
import { LABELLED_FACES } from '../support/labelledFaces.ts';
import { quantile } from './statistics.ts';

const RUNS = 100;
const WARM_UP = 20;
const STROKES = [30, 300, 1_000];

/**
 * ms to understand a drawing of so many strokes, features included, on one thread: as the clock says, and of processor
 * time, which other programs on the machine change least.
 */
export async function interpret(): Promise<Record<string, number>> {
  const interpreter = await StrokeInterpreter.load();
  if (!interpreter) throw new Error('these weights have no interpreter');
  const lines = Object.values(LABELLED_FACES).flat();
  const figures: Record<string, number> = {};
  for (const count of STROKES) {
    const drawing = Array.from(
      { length: count },
      (_, i) => lines[i % lines.length] as (typeof lines)[number],
    );
    const times: number[] = [];
    let processor = process.cpuUsage();
    for (let run = 0; run < WARM_UP + RUNS; run++) {
      if (run === WARM_UP) processor = process.cpuUsage();
      const start = performance.now();
      await interpreter.interpret(drawing);
      if (run >= WARM_UP) times.push(performance.now() - start);
    }
    const { user, system } = process.cpuUsage(processor);
    figures[`strokes${count}ProcessorMs`] = (user + system) / 1_000 / RUNS;
    figures[`strokes${count}P50Ms`] = quantile(times, 0.5);
    figures[`strokes${count}P95Ms`] = quantile(times, 0.95);
  }
  await interpreter.dispose();
  return figures;
}
