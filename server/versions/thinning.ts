import { MAX_VERSION_BYTES, MAX_VERSIONS } from '../../shared/limits.ts';
import type { VersionHead } from '../../shared/versions.ts';

export interface VersionLimits {
  versions: number;
  bytes: number;
}

const LIMITS: VersionLimits = { versions: MAX_VERSIONS, bytes: MAX_VERSION_BYTES };

/**
 * Versions to let go so that the rest fits the limits. Named ones, the oldest and the newest stay; of the others goes, again and
 * again, the one whose neighbours stand closest together measured by its age: the past gets coarser with distance.
 * @param heads oldest first
 */
export function versionsToThin(heads: readonly VersionHead[], now: number, limits = LIMITS): string[] {
  const kept = [...heads];
  const gone: string[] = [];
  let bytes = kept.reduce((sum, head) => sum + head.bytes, 0);
  while (kept.length > limits.versions || bytes > limits.bytes) {
    const index = leastMissed(kept, now);
    if (index === null) break;
    const [head] = kept.splice(index, 1) as [VersionHead];
    bytes -= head.bytes;
    gone.push(head.id);
  }
  return gone;
}

function leastMissed(heads: readonly VersionHead[], now: number): number | null {
  let best: { index: number; gap: number } | null = null;
  for (const [index, head] of heads.entries()) {
    const [before, next] = [heads[index - 1], heads[index + 1]];
    if (head.name !== null || !before || !next) continue;
    const gap = (next.at - before.at) / Math.max(1, now - head.at);
    if (!best || gap < best.gap) best = { index, gap };
  }
  return best?.index ?? null;
}
