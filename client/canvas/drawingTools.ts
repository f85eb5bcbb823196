import { type Readable, writable } from 'svelte/store';
import { z } from 'zod';
import { recall, remember, type StringStore } from '../memory/storage.ts';
import { DEFAULT_WIDTH, PEN_WIDTHS } from './penWidths.ts';
import { PRESSURES } from './pressureCurve.ts';
import { STEADINESS } from './stabiliser.ts';

const KEY = 'limn.tools';

export const TOOL_NAMES = ['pen', 'eraser', 'cutter', 'select'] as const;
export type ToolName = (typeof TOOL_NAMES)[number];

const lastWidth = PEN_WIDTHS.length - 1;
const schema = z.object({
  /** index of the pen's width */
  width: z.int().min(0).max(lastWidth).catch(DEFAULT_WIDTH),
  /** fingers only move the view */
  penOnly: z.boolean().catch(false),
  pressure: z.enum(PRESSURES).catch('even'),
  steadiness: z.enum(STEADINESS).catch('off'),
  /** strokes are drawn on the other side of the middle too */
  mirror: z.boolean().catch(false),
  /** every stroke is a straight line */
  straight: z.boolean().catch(false),
});

/** How this person draws on this device. */
export interface ToolSettings extends z.infer<typeof schema> {
  tool: ToolName;
}

/** The tools of one visit; all but the chosen one are remembered for the next. */
export class DrawingTools {
  readonly current: Readable<ToolSettings>;
  /** the pen mode was switched by hand: a pen that comes near does not switch it on again */
  private decided = false;
  private settings: ToolSettings;
  private readonly published;

  constructor(private readonly store?: StringStore) {
    this.settings = { ...schema.parse(recall(KEY, schema, store) ?? {}), tool: 'pen' };
    this.published = writable(this.settings);
    this.current = this.published;
  }

  get now(): ToolSettings {
    return this.settings;
  }

  change(changes: Partial<ToolSettings>): void {
    if (changes.penOnly !== undefined) this.decided = true;
    this.apply(changes);
  }

  /** A pen came near: from now on fingers move the view, unless somebody decided otherwise. */
  penSeen(): void {
    if (!this.settings.penOnly && !this.decided) this.apply({ penOnly: true });
  }

  /** @param step -1 or 1 */
  stepWidth(step: number): void {
    this.change({ width: Math.min(lastWidth, Math.max(0, this.settings.width + step)) });
  }

  private apply(changes: Partial<ToolSettings>): void {
    this.settings = { ...this.settings, ...changes };
    remember(KEY, schema.parse(this.settings), this.store);
    this.published.set(this.settings);
  }
}
