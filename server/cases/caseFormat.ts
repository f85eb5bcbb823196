import { z } from 'zod';
import { roomIdSchema, strokeIdSchema, subjectSchema } from '../../shared/ids.ts';
import { MAX_CASE_FILES, MAX_EDITS, MAX_LOG_LINES, MAX_STROKES } from '../../shared/limits.ts';
import { roomKindSchema } from '../../shared/roomKinds.ts';
import { digestSchema, publicKeySchema } from '../../shared/sessionLog.ts';
import { editEntriesSchema } from '../../shared/strokeEdits.ts';
import { versionHeadSchema } from '../../shared/versions.ts';

/** Files of a case bundle that are always there. */
export const MANIFEST = 'manifest.json';
export const SIGNATURE = 'signature.txt';
export const LOG = 'session.log';
export const DRAWING = 'drawing.json';
export const MODEL_CARD = 'MODEL_CARD.md';
export const READ_ME = 'README.txt';
/** Folder of the pictures that people saw; the file's name begins with the picture's digest. */
export const PICTURES = 'pictures/';

/** What is signed: these words, so that the key signs nothing else by accident, and the manifest's bytes. */
export function signedBytes(manifest: Uint8Array): Uint8Array {
  return Buffer.concat([Buffer.from('limn-case-v1\n'), manifest]);
}

export const manifestSchema = z.strictObject({
  format: z.literal('limn-case'),
  version: z.literal(1),
  room: roomIdSchema,
  kind: roomKindSchema,
  /** ms since the Unix epoch */
  createdAt: z.number().int(),
  /** null: the session was still open when the bundle was made */
  closedAt: z.number().int().nullable(),
  exportedAt: z.number().int(),
  exportedBy: subjectSchema,
  publicKey: publicKeySchema,
  /** where the log ends */
  log: z.strictObject({ lines: z.number().int().positive().max(MAX_LOG_LINES), head: digestSchema }),
  /** of the last portrait, null where none was drawn; SHA-256 of the weights' own list of files and their hashes */
  model: z.strictObject({ version: z.string().max(64).nullable(), weights: digestSchema }),
  files: z
    .array(
      z.strictObject({ path: z.string().max(200), bytes: z.number().int().min(0), sha256: digestSchema }),
    )
    .max(MAX_CASE_FILES),
});
export type CaseManifest = z.infer<typeof manifestSchema>;

/** Folder of the versions that were kept, one file each. */
export const VERSIONS = 'versions/';

/** A room file (`npm run portrait` opens it) whose strokes carry their packed bytes too, since these are what the log names. */
export const caseDrawingSchema = z.object({
  format: z.literal('limn-room'),
  version: z.literal(1),
  strokes: z.array(z.object({ id: strokeIdSchema, packed: z.base64() })).max(MAX_STROKES),
  /** what was changed about the strokes since they were drawn */
  edits: editEntriesSchema.max(MAX_EDITS).optional(),
  /** as the document holds them: flat keys, only those that were ever set */
  values: z.record(z.string(), z.json()),
});
export type CaseDrawing = z.infer<typeof caseDrawingSchema>;

/** A version: its drawing, and what the room told of it. */
export const caseVersionSchema = caseDrawingSchema.extend({ head: versionHeadSchema });
