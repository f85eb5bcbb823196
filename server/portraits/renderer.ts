import type { PictureStamp } from '../../shared/events.ts';
import type { RoomSettings } from '../../shared/settings.ts';

/** px: pictures of a drawing at rest, and while a pen is down. */
export const FINAL_SIZE = 512;
export const DRAFT_SIZE = 256;

/** One drawing to render. Strokes travel packed: a dense room is 100 KB that way, not 10 MB. */
export interface RenderJob {
  /** the room; a renderer keeps stage results by it */
  cacheKey: string;
  /** finished strokes, `encodeStroke`; a key names its bytes for good */
  strokes: { key: string; bytes: Uint8Array }[];
  /** tails of pens that are down, `encodePoints` */
  tails: { key: string; bytes: Uint8Array }[];
  settings: RoomSettings;
  size: typeof FINAL_SIZE | typeof DRAFT_SIZE;
}

export interface RenderedImage {
  image: Uint8Array;
  mime: PictureStamp['mime'];
  /** px */
  size: number;
  /** ms by stage */
  timings: Record<string, number>;
}

export type RendererState =
  | { state: 'starting' }
  | { state: 'ready'; engine: string; modelVersion: string; workers: number; engines?: string[] }
  | { state: 'unavailable'; message: string };

/** What portraits need of whatever draws them. */
export interface Renderer {
  readonly state: RendererState;
  /** jobs that could start now */
  readonly idle: number;
  /** Called whenever `state` or `idle` changed. */
  onChange(listener: () => void): void;
  /**
   * @param onShadow the shadow guide, before the portrait
   * @throws RenderError
   */
  render(job: RenderJob, onShadow: (shadow: RenderedImage) => void): Promise<RenderedImage>;
  close(): Promise<void>;
}

/** A job that brought no picture; the message is for the people in the room. */
export class RenderError extends Error {
  override name = 'RenderError';
  readonly kind: 'timeout' | 'crash' | 'failed' | 'stopped';

  constructor(kind: RenderError['kind'], message: string) {
    super(message);
    this.kind = kind;
  }
}
