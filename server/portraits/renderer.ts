import type { PictureStamp } from '../../shared/events.ts';
import type { PackedStroke } from '../../shared/seenStrokes.ts';
import type { LabelGroups } from '../../shared/semantics/labelNews.ts';
import type { RoomSettings } from '../../shared/settings.ts';

/** px: pictures of a drawing at rest, and while a pen is down. */
export const FINAL_SIZE = 512;
export const DRAFT_SIZE = 256;

/** Which state of a room a picture shows. */
export interface ShownState {
  /** the document's */
  version: number;
  stateVector: Uint8Array;
  /** 0 when no pen is down */
  tailSeq: number;
  /** false for a draft */
  final: boolean;
}

/** A drawing that is blended into another. */
export interface BlendedDrawing {
  /** finished ones */
  strokes: PackedStroke[];
  settings: RoomSettings;
}

/** One drawing to render. Strokes travel packed: a dense room is 100 KB that way, not 10 MB. */
export interface RenderJob {
  /** the room; a renderer keeps stage results by it */
  cacheKey: string;
  /** rises with every job of a room, after a restart too: of two wishes or pictures the higher one counts */
  generation: number;
  shows: ShownState;
  /** finished ones */
  strokes: PackedStroke[];
  /** tails of pens that are down, `encodePoints` */
  tails: { key: string; bytes: Uint8Array }[];
  settings: RoomSettings;
  /** other drawings of the same face, blended into it */
  blend?: BlendedDrawing[];
  /** what the strokes draw is asked for too */
  labels?: boolean;
  size: typeof FINAL_SIZE | typeof DRAFT_SIZE;
}

export interface RenderedImage {
  image: Uint8Array;
  mime: PictureStamp['mime'];
  /** px */
  size: number;
  /** ms by stage */
  timings: Record<string, number>;
  /** what the finished strokes draw, by their ids: with a portrait, where the job asked and the weights can tell */
  labels?: LabelGroups;
  /** of the job that it came from, which may be a later one than was asked for */
  generation: number;
  shows: ShownState;
  engine: string;
  modelVersion: string;
}

export type RendererState =
  | { state: 'starting' }
  | {
      state: 'ready';
      engine: string;
      modelVersion: string;
      workers: number;
      engines?: string[];
      passedOver?: string[];
    }
  | { state: 'unavailable'; message: string };

/** What portraits need of whatever draws them. */
export interface Renderer {
  readonly state: RendererState;
  /** jobs that could be taken now */
  readonly idle: number;
  /** where several servers share workers: the rooms of all of them that wait; null while that cannot be told */
  readonly queueLine?: { rooms: number; ageMs: number } | null;
  /** True while the room's job waits for a worker: a newer one may still take its place. */
  waits(room: string): boolean;
  /** Called whenever `state` or `idle` changed. */
  onChange(listener: () => void): void;
  /**
   * @param onShadow the shadow guide, before the portrait
   * @throws RenderError
   */
  render(job: RenderJob, onShadow: (shadow: RenderedImage) => void): Promise<RenderedImage>;
  /** The room left memory: nothing more is drawn for it here. */
  forget?(room: string): void;
  close(): Promise<void>;
}

export const RENDER_FAILURES = ['timeout', 'crash', 'memory', 'failed', 'stopped', 'superseded'] as const;

/** A job that brought no picture; the message is for the people in the room. */
export class RenderError extends Error {
  override name = 'RenderError';
  /** `memory`: its worker grew beyond its bound; `superseded`: a newer job took its place */
  readonly kind: (typeof RENDER_FAILURES)[number];

  constructor(kind: RenderError['kind'], message: string) {
    super(message);
    this.kind = kind;
  }
}
