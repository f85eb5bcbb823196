import { fork } from 'node:child_process';
import { on, once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { removeWeights, writeSemanticsWeights } from '../../models/testing/semanticsWeights.ts';
import type { StrokeClass } from '../../shared/semantics/strokeClasses.ts';
import { DEFAULT_SETTINGS } from '../../shared/settings.ts';
import { encodePoints, encodeStroke } from '../../shared/strokeCodec.ts';
import { type WorkerMessage, workerMessageSchema } from './messages.ts';
import type { RenderJob } from './renderer.ts';

/** ms: a process that starts, reads the weights and draws, on a busy machine */
const RUN_TIMEOUT_MS = 90_000;

let weightsDir: string;
beforeAll(async () => {
  weightsDir = await writeSemanticsWeights();
});
afterAll(() => removeWeights(weightsDir));

const points = (x: number) =>
  Array.from({ length: 9 }, (_, i) => ({ x: x + 4 * i, y: 240 + i, pressure: 0.5, time: 8 * i }));

function job(label: StrokeClass | undefined, more: Partial<RenderJob> = {}): RenderJob {
  const bytes = encodeStroke({
    author: 'ann00000',
    tool: 'pen',
    width: 3,
    startedAt: 1,
    points: points(170),
  });
  return {
    cacheKey: 'room',
    generation: 1,
    shows: { version: 1, stateVector: new Uint8Array(), tailSeq: 0, final: true },
    strokes: [{ key: 'stroke-1', bytes, ...(label && { label }) }],
    tails: [],
    settings: { ...DEFAULT_SETTINGS, shadow: false },
    size: 256,
    ...more,
  };
}

test(
  'T5 T11 a worker draws what people said that strokes draw and tells what the network thinks of them, of ink that goes on too',
  async () => {
    // Not by `startWorker`: at a worker's low priority it would wait for all tests beside this one.
    const options = JSON.stringify({ engine: 'cpu', threads: 1, weightsDir });
    const child = fork(fileURLToPath(new URL('worker.ts', import.meta.url)), [options], {
      execArgv: ['--import', 'tsx'],
      serialization: 'advanced',
    });
    const said = on(child, 'message');
    const hear = async (type: WorkerMessage['type']) => {
      for (;;) {
        const message = workerMessageSchema.parse((await said.next()).value[0]);
        if (message.type === type) return message;
        if (message.type !== 'memory') throw new Error(JSON.stringify(message));
      }
    };
    const draw = async (wish: RenderJob) => {
      child.send({ id: 1, job: wish });
      const portrait = await hear('portrait');
      if (portrait.type !== 'portrait') throw new Error(portrait.type);
      return { ...portrait, image: Buffer.from(portrait.image) };
    };
    await hear('ready');
    const [hat, neck] = [await draw(job('hat', { labels: true })), await draw(job('neck', { labels: true }))];
    expect(hat.image.equals(neck.image)).toBe(false);
    expect(hat.labels).toEqual(neck.labels);
    expect((await draw(job('hat'))).image.equals(hat.image)).toBe(true);
    const tails = [{ key: 'stroke-2:9', bytes: encodePoints(points(300)) }];
    const draft = await draw(job('hat', { tails, labels: true }));
    expect(draft.labels).toEqual(hat.labels);
    expect(draft.timings.semantics).toBeGreaterThan(0);
    child.disconnect();
    await once(child, 'exit');
  },
  RUN_TIMEOUT_MS,
);
