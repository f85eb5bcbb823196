import { MAX_COMBINED_CASES } from '../../shared/limits.ts';
import { packedSeenStrokes } from '../../shared/seenStrokes.ts';
import { appearanceSeedOf, readSettings } from '../../shared/settings.ts';
import type { BlendedDrawing } from '../portraits/renderer.ts';
import { sha256 } from '../sessionLog/chain.ts';
import type { SessionState } from '../sessionLog/sessionState.ts';
import { CaseFault } from './caseFault.ts';
import { MANIFEST } from './caseFormat.ts';
import { type VerifiedCase, verifyCase } from './verifyCase.ts';

/** A session that is combined with another one. */
export interface CombinedSession {
  room: string;
  /** SHA-256 of the signed manifest of its case bundle */
  manifest: string;
  drawing: BlendedDrawing;
}

/**
 * Other sessions' drawings from their case bundles. Several composites of one face name it better than one does, but only
 * where the witnesses did not influence each other; so each session must be closed, signed here, and of other witnesses.
 * @throws CaseFault naming the first that does not fit
 */
export async function combinedSessions(
  own: { room: string; session: Pick<SessionState, 'witnesses'> },
  bundles: readonly { name: string; bytes: Buffer }[],
  publicKey: string,
): Promise<CombinedSession[]> {
  if (bundles.length === 0) throw new CaseFault('No case bundle was given.');
  if (bundles.length > MAX_COMBINED_CASES) {
    throw new CaseFault(`At most ${MAX_COMBINED_CASES} other sessions are combined with one.`);
  }
  const rooms = new Set([own.room]);
  const witnesses = new Set([...own.session.witnesses].map(sameName));
  const combined: CombinedSession[] = [];
  for (const { name, bytes } of bundles) {
    const found = await verified(name, bytes, publicKey);
    const { manifest, session } = found;
    if (manifest.kind !== 'witness' || manifest.closedAt === null) {
      throw new CaseFault(`${name}: its session was still open. Only closed sessions are combined.`);
    }
    if (rooms.has(manifest.room)) throw new CaseFault(`${name}: this session is already among them.`);
    rooms.add(manifest.room);
    for (const witness of session.witnesses) {
      if (witnesses.has(sameName(witness))) {
        throw new CaseFault(
          `${name}: ${witness} was in another of these sessions too. They are not independent.`,
        );
      }
    }
    for (const witness of session.witnesses) witnesses.add(sameName(witness));
    combined.push(combinedSession(found));
  }
  return combined;
}

async function verified(name: string, bytes: Buffer, publicKey: string): Promise<VerifiedCase> {
  try {
    return await verifyCase(bytes, publicKey);
  } catch (error) {
    if (error instanceof CaseFault) throw new CaseFault(`${name}: ${error.message}`);
    throw error;
  }
}

function combinedSession({ manifest, drawing, files }: VerifiedCase): CombinedSession {
  const { room } = manifest;
  const values: Record<string, unknown> = { appearanceSeed: appearanceSeedOf(room), ...drawing.values };
  return {
    room,
    manifest: sha256(files.get(MANIFEST) as Buffer),
    drawing: {
      strokes: packedSeenStrokes(
        drawing.strokes.map(({ id, packed }) => [id, Buffer.from(packed, 'base64')]),
        new Map<string, unknown>(drawing.edits),
      ),
      settings: { ...readSettings((key) => values[key]), shadow: false },
    },
  };
}

function sameName(name: string): string {
  return name.normalize('NFKC').trim().toLowerCase();
}
