import { createHash } from 'node:crypto';
import {
  RenderError,
  type RenderedImage,
  type Renderer,
  type RendererState,
  type RenderJob,
} from '../../server/portraits/renderer.ts';
import type { LabelGroups } from '../../shared/semantics/labelNews.ts';

/** Draws at once: the "picture" is a digest of what there is to draw, labels too, so equal scenes give equal bytes. */
export class FakeRenderer implements Renderer {
  state: RendererState = { state: 'ready', engine: 'fake', modelVersion: 'fake-1', workers: 1 };
  readonly jobs: RenderJob[] = [];
  /** while set, jobs fail with it */
  failure: RenderError | null = null;
  /** while true, jobs wait for `release` */
  held = false;
  /** what strokes draw, where a job asks for it; null: these weights tell nothing */
  understand: ((strokes: RenderJob['strokes']) => LabelGroups) | null = null;
  #running: (() => void)[] = [];
  #listeners: (() => void)[] = [];

  get idle(): number {
    return this.state.state === 'ready' && this.#running.length === 0 ? 1 : 0;
  }

  waits(): boolean {
    return false;
  }

  onChange(listener: () => void): void {
    this.#listeners.push(listener);
  }

  become(state: RendererState): void {
    this.state = state;
    for (const listener of this.#listeners) listener();
  }

  async render(job: RenderJob, onShadow: (shadow: RenderedImage) => void): Promise<RenderedImage> {
    this.jobs.push(job);
    if (this.held) await new Promise<void>((resolve) => this.#running.push(resolve));
    if (this.failure) throw this.failure;
    const digest = createHash('sha256');
    const others = job.blend?.flatMap(({ strokes }) => strokes) ?? [];
    for (const { key, bytes } of [...job.strokes, ...job.tails, ...others]) digest.update(key).update(bytes);
    for (const { label = '' } of job.strokes) digest.update(label);
    const image = digest.update(JSON.stringify(job.settings)).update(String(job.size)).digest();
    const { engine = '', modelVersion = '' } = this.state.state === 'ready' ? this.state : {};
    const { generation, shows } = job;
    const about = {
      mime: 'image/webp',
      timings: { total: 1 },
      generation,
      shows,
      engine,
      modelVersion,
    } as const;
    onShadow({ ...about, image: image.subarray(0, 8), size: 512 });
    const labels = job.labels && this.understand?.(job.strokes);
    return { ...about, image, size: job.size, ...(labels && { labels }) };
  }

  /** Ends the jobs that wait. */
  release(): void {
    for (const resolve of this.#running.splice(0)) resolve();
    // Like the real ones: after those who wait for the jobs heard of their end.
    setImmediate(() => this.become(this.state));
  }

  async close(): Promise<void> {
    this.failure = new RenderError('stopped', 'stopped');
    this.release();
  }
}
