import { z } from 'zod';
import { personNameSchema } from './api.ts';
import { CANVAS_SIZE } from './canvas.ts';
import { STROKE_ID_PATTERN, strokeIdSchema, subjectSchema } from './ids.ts';
import { MAX_COMMENT_LENGTH } from './limits.ts';

/**
 * Comments pinned to a place of the sheet: Y.Map `marks`, flat. A mark's id → the mark, never changed; its id and
 * `/done` → true once the matter is settled.
 */
const position = z.number().min(0).max(CANVAS_SIZE);
const written = {
  author: subjectSchema,
  name: personNameSchema,
  text: z.string().trim().min(1).max(MAX_COMMENT_LENGTH),
  /** ms since the Unix epoch by the author's clock */
  at: z.number().int().nonnegative(),
};

export const commentSchema = z.strictObject({
  kind: z.literal('comment'),
  x: position,
  y: position,
  ...written,
});
export const replySchema = z.strictObject({ kind: z.literal('reply'), to: strokeIdSchema, ...written });
export const markSchema = z.discriminatedUnion('kind', [commentSchema, replySchema]);
export type Mark = z.infer<typeof markSchema>;
export type Comment = z.infer<typeof commentSchema>;

const DONE = '/done';

export const doneKeyOf = (id: string): string => id + DONE;

/** What a key of the map stands for; null where it is malformed. */
export function readMarkKey(key: string): { id: string; done: boolean } | null {
  const done = key.endsWith(DONE);
  const id = done ? key.slice(0, -DONE.length) : key;
  return STROKE_ID_PATTERN.test(id) ? { id, done } : null;
}
