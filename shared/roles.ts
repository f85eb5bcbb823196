import { z } from 'zod';
import type { RoomKind } from './roomKinds.ts';

/** The three links of a room: to hold it, to draw, to watch. */
export const LINKS = ['owner', 'editor', 'viewer'] as const;
export type LinkName = (typeof LINKS)[number];

/** `operator` and `witness` stand for owner and editor in a witness session. */
export const roleSchema = z.enum([...LINKS, 'operator', 'witness']);
export type Role = z.infer<typeof roleSchema>;

/** Who somebody is who comes by this link. */
export function roleOfLink(link: LinkName, kind: RoomKind): Role {
  if (kind !== 'witness' || link === 'viewer') return link;
  return link === 'owner' ? 'operator' : 'witness';
}

export interface Capabilities {
  /** add, erase and undo strokes */
  draw: boolean;
  /** change the room's settings: refinement, search space, looks */
  changeSettings: boolean;
  /** keep the drawing as a version, name versions, restore them */
  keepVersions: boolean;
  /** switch the shadow guide: it suggests, so a witness may not */
  switchGuide: boolean;
  /** erase everybody's strokes at once */
  clear: boolean;
  /** lock parts, and draw in locked ones */
  lockParts: boolean;
  /** withdraw all links, delete the room */
  manageRoom: boolean;
  /** close a session for good, take its case bundle, combine it with others */
  keepCase: boolean;
}

/**
 * What a role may do: the one place where that is decided.
 * @param closed the session was closed: its drawing stays as it is
 */
export function capabilitiesOf(role: Role, closed = false): Capabilities {
  const holds = role === 'owner' || role === 'operator';
  const draws = role !== 'viewer' && !closed;
  return {
    draw: draws,
    changeSettings: draws,
    keepVersions: draws,
    switchGuide: draws && role !== 'witness',
    clear: draws,
    lockParts: holds && !closed,
    manageRoom: holds,
    keepCase: role === 'operator',
  };
}
