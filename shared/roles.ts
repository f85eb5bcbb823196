import { z } from 'zod';

export const roleSchema = z.enum(['owner', 'editor', 'viewer']);
export type Role = z.infer<typeof roleSchema>;

export interface Capabilities {
  /** add, erase and undo strokes */
  draw: boolean;
  /** change the room's settings: refinement, search space, shadow guide */
  changeSettings: boolean;
  /** keep the drawing as a version, name versions, restore them */
  keepVersions: boolean;
  /** erase everybody's strokes at once */
  clear: boolean;
  /** lock parts, and draw in locked ones */
  lockParts: boolean;
  /** withdraw all links, delete the room */
  manageRoom: boolean;
}

/** What a role may do: the one place where that is decided. */
export function capabilitiesOf(role: Role): Capabilities {
  const draws = role !== 'viewer';
  const owns = role === 'owner';
  return {
    draw: draws,
    changeSettings: draws,
    keepVersions: draws,
    clear: draws,
    lockParts: owns,
    manageRoom: owns,
  };
}
