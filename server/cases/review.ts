import type { CaseReview } from '../../shared/cases.ts';
import { packedSeenStrokes } from '../../shared/seenStrokes.ts';
import { PICTURES } from './caseFormat.ts';
import type { VerifiedCase } from './verifyCase.ts';

/** A verified case as the review page shows it. */
export function reviewOf({ manifest, entries, drawing, files }: VerifiedCase, ownKey: string): CaseReview {
  const pictures = [...files]
    .filter(([path]) => path.startsWith(PICTURES))
    .map(([path, bytes]) => ({
      name: path.slice(PICTURES.length).replace(/^[0-9a-f]+-/, ''),
      mime: path.endsWith('.png') ? ('image/png' as const) : ('image/webp' as const),
      base64: bytes.toString('base64'),
    }));
  const { publicKey, room, createdAt, closedAt, exportedAt, model } = manifest;
  return {
    fits: true,
    ours: publicKey === ownKey,
    publicKey,
    room,
    createdAt,
    closedAt,
    exportedAt,
    model: model.version,
    entries,
    strokes: packedSeenStrokes(
      drawing.strokes.map(({ id, packed }) => [id, Buffer.from(packed, 'base64')]),
      new Map<string, unknown>(drawing.edits),
    ).map(({ bytes }) => Buffer.from(bytes).toString('base64')),
    pictures,
  };
}
