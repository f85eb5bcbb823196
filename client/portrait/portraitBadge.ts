import type { PictureStamp, PortraitStatus } from '../../shared/events.ts';
import type { ConnectionState } from '../connection/connectionState.ts';
import { covers } from './stateVector.ts';

/** What the badge on the portrait says. */
export type PortraitBadge = 'empty' | 'rendering' | 'current' | 'stale' | 'failed' | 'paused';

export interface PortraitFacts {
  /** of the picture on screen */
  stamp: PictureStamp | null;
  status: PortraitStatus | null;
  connection: ConnectionState;
  /** of the document on this device, own unsent changes included */
  stateVector: Uint8Array;
  strokeCount: number;
}

export function portraitBadgeOf(facts: PortraitFacts): PortraitBadge {
  const { stamp, status, connection, strokeCount } = facts;
  if (!stamp && strokeCount === 0) return 'empty';
  if (connection !== 'connected') return 'stale';
  // a failure is told until a later picture arrived
  const trouble = status?.state === 'failed' || status?.state === 'paused' ? status : null;
  if (trouble && trouble.version >= (stamp?.version ?? 0)) return trouble.state;
  return stamp && isCurrent(stamp, facts) ? 'current' : 'rendering';
}

function isCurrent(stamp: PictureStamp, { status, stateVector }: PortraitFacts): boolean {
  if (!stamp.final || !covers(stamp.stateVector, stateVector)) return false;
  return status?.state !== 'rendering' || status.version <= stamp.version;
}
