import { z } from 'zod';
import { personNameSchema } from './api.ts';
import { roomIdSchema, strokeIdSchema, subjectSchema } from './ids.ts';
import { MAX_COMBINED_CASES, MAX_COMMENT_LENGTH, MAX_VARIANTS } from './limits.ts';
import { roleSchema } from './roles.ts';
import { roomKindSchema } from './roomKinds.ts';
import { settingValueSchemas } from './settings.ts';
import { parseEditKey } from './strokeEdits.ts';
import { VARIANT_WAYS, variantSchema } from './variants.ts';
import { versionHeadSchema, versionIdSchema } from './versions.ts';

/** SHA-256 in hex. */
export const digestSchema = z.string().regex(/^[0-9a-f]{64}$/, 'is not a SHA-256');
/** An Ed25519 public key: its 32 bytes in base64url. */
export const publicKeySchema = z.string().regex(/^[A-Za-z0-9_-]{43}$/, 'is not a public key');

const version = z.number().int().min(0);
const settingKeySchema = z.string().refine((key) => Object.hasOwn(settingValueSchemas, key));
const strokeSchema = z.strictObject({ id: strokeIdSchema, digest: digestSchema });
/** null: taken back */
const editSchema = z.strictObject({
  key: z.string().refine((key) => parseEditKey(key) !== null, 'is not an edit'),
  digest: digestSchema.nullable(),
});
const seenBySchema = z.array(subjectSchema);

const { id, reason, name } = versionHeadSchema.shape;
const keptVersion = { id, reason, name };

/** `candidate`: one of several side by side; `version`: of the time line; `combined`: of several sessions. */
export const SEEN_PICTURES = ['portrait', 'shadow', 'candidate', 'version', 'combined'] as const;
export type SeenPicture = (typeof SEEN_PICTURES)[number];

/** What can happen in a session. A drawing's pictures are named by their digests, its strokes too. */
const acts = [
  z.strictObject({
    what: z.literal('opened'),
    room: roomIdSchema,
    kind: roomKindSchema,
    key: publicKeySchema,
  }),
  /** the room came back into memory; what the disk held beyond the log is named */
  z.strictObject({
    what: z.literal('resumed'),
    version,
    found: z.array(strokeSchema),
    missing: z.array(strokeSchema),
    edits: z.array(editSchema).optional(),
    key: publicKeySchema,
  }),
  z.strictObject({ what: z.literal('joined'), name: personNameSchema, role: roleSchema }),
  z.strictObject({ what: z.literal('left') }),
  z.strictObject({ what: z.literal('drew'), version, stroke: strokeSchema }),
  z.strictObject({ what: z.literal('erased'), version, stroke: strokeSchema }),
  /** a stroke was moved, or something cut out of it; see `strokeEdits` */
  z.strictObject({ what: z.literal('edited'), version, edit: editSchema }),
  /** null: back to its default */
  z.strictObject({ what: z.literal('set'), version, key: settingKeySchema, value: z.json() }),
  z.strictObject({ what: z.literal('guide'), version, on: z.boolean() }),
  z.strictObject({
    what: z.literal('shown'),
    picture: z.enum(SEEN_PICTURES),
    version,
    digest: digestSchema,
    model: z.string().max(64),
    seenBy: seenBySchema,
  }),
  z.strictObject({
    what: z.literal('versions'),
    /** new, or known ones whose name or portrait changed */
    kept: z.array(z.strictObject({ ...keptVersion, version })),
    gone: z.array(versionIdSchema),
  }),
  /** portraits of the same strokes were asked for, side by side */
  z.strictObject({
    what: z.literal('candidates'),
    version,
    how: z.enum(VARIANT_WAYS),
    variants: z.array(variantSchema.pick({ id: true, changes: true })).max(MAX_VARIANTS),
  }),
  /** a comment on the drawing, or a reply to one */
  z.strictObject({
    what: z.literal('comment'),
    id: strokeIdSchema,
    change: z.enum(['written', 'removed', 'settled', 'reopened']),
    /** what was written; null where a comment was settled or taken up again */
    text: z.string().max(MAX_COMMENT_LENGTH).nullable(),
  }),
  /** blended with other closed sessions; the digests are those of the signed manifests of their case bundles */
  z.strictObject({
    what: z.literal('combined'),
    sessions: z.array(z.strictObject({ room: roomIdSchema, manifest: digestSchema })).max(MAX_COMBINED_CASES),
  }),
  z.strictObject({ what: z.literal('closed'), why: z.enum(['asked', 'log-full']) }),
  z.strictObject({ what: z.literal('exported') }),
] as const;

const common = {
  /** counts from 1 without gaps */
  n: z.number().int().positive(),
  /** ms since the Unix epoch; never earlier than the entry before */
  at: z.number().int().min(0),
  /** null: the server itself */
  who: subjectSchema.nullable(),
  /** SHA-256 of the line before; of the first: 64 zeros */
  previous: digestSchema,
};

export const logActSchema = z.discriminatedUnion('what', acts);
export type LogAct = z.infer<typeof logActSchema>;

/** One line of a session log, as JSON. */
export const logEntrySchema = z.discriminatedUnion(
  'what',
  acts.map((act) => act.extend(common)) as unknown as typeof acts,
) as unknown as z.ZodType<LogEntry>;
export type LogEntry = LogAct & {
  n: number;
  at: number;
  who: string | null;
  previous: string;
};

/** `previous` of the first line. */
export const FIRST_PREVIOUS = '0'.repeat(64);
