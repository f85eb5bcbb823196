import { z } from 'zod';
import { personColourSchema } from './api.ts';
import { subjectSchema } from './ids.ts';
import { MAX_NAME_LENGTH, MAX_VERSION_NAME_LENGTH } from './limits.ts';
import { STROKE_CLASSES, strokeClassSchema } from './semantics/strokeClasses.ts';

export const versionIdSchema = z.string().regex(/^[A-Za-z0-9_-]{16}$/, 'is not a version id');

/** A version's name as shown: trimmed, one line, no control characters. */
export const versionNameSchema = z
  .string()
  .max(4 * MAX_VERSION_NAME_LENGTH)
  .transform((name) => name.replace(/\p{C}/gu, '').trim())
  .pipe(z.string().min(1).max(MAX_VERSION_NAME_LENGTH));

/**
 * Why a version was kept: `rest`: people paused; `wish`: someone asked for it; else what came next:
 * many strokes were erased, an older version was restored, a room file was imported.
 */
export const VERSION_REASONS = ['rest', 'wish', 'erasure', 'restore', 'import'] as const;

/** Somebody of the room as a version remembers them. */
export const versionPersonSchema = z.object({
  subject: subjectSchema,
  name: z.string().max(MAX_NAME_LENGTH),
  colour: personColourSchema,
});
export type VersionPerson = z.infer<typeof versionPersonSchema>;

/** What is told of a version before anyone opens it. */
export const versionHeadSchema = z.object({
  id: versionIdSchema,
  /** ms since the Unix epoch, by the server's clock */
  at: z.number().int().nonnegative(),
  reason: z.enum(VERSION_REASONS),
  /** null until somebody names it; a named one is never thinned out */
  name: z.string().max(MAX_VERSION_NAME_LENGTH).nullable(),
  /** who asked for it, or did what came next; null: it came by itself */
  by: versionPersonSchema.nullable(),
  /** who changed the drawing since the version before */
  people: z.array(versionPersonSchema),
  /** what was drawn since the version before, most strokes first; absent in versions from before labels */
  drawn: z.array(strokeClassSchema).max(STROKE_CLASSES.length).optional(),
  /** the room's document version that it holds */
  version: z.number().int().nonnegative(),
  strokes: z.number().int().nonnegative(),
  /** bytes on the server's disk */
  bytes: z.number().int().nonnegative(),
  /** document version that its portrait shows: a little earlier where the portrait was not done yet; null: no portrait */
  portraitOf: z.number().int().nonnegative().nullable(),
});
export type VersionHead = z.infer<typeof versionHeadSchema>;

/** GET /api/rooms/:roomId/versions, oldest first. */
export const versionListSchema = z.object({ versions: z.array(versionHeadSchema) });

/** PATCH /api/rooms/:roomId/versions/:versionId → the head. */
export const versionNamingSchema = z.strictObject({ name: versionNameSchema });
/** POST /api/rooms/:roomId/versions: keep this state under a name, or before something → the head. */
export const versionWishSchema = z.union([
  versionNamingSchema,
  z.strictObject({ before: z.literal('import') }),
]);
export type VersionWish = z.infer<typeof versionWishSchema>;

/** Live event `versions`: what changed in the list. */
export const versionNewsSchema = z.object({
  /** new, or known ones whose name or portrait changed */
  put: z.array(versionHeadSchema),
  gone: z.array(versionIdSchema),
});
export type VersionNews = z.infer<typeof versionNewsSchema>;
