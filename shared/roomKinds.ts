import { z } from 'zod';

/** What a room is for, chosen when it is made: the same room underneath, with other defaults, roles and extras. */
export const ROOM_KINDS = ['free', 'classroom', 'witness', 'team'] as const;
export const roomKindSchema = z.enum(ROOM_KINDS);
export type RoomKind = (typeof ROOM_KINDS)[number];

interface KindTraits {
  /** the browser remembers the room, who one was there, and an offline copy of the drawing */
  keptInBrowser: boolean;
  /** the page leads to other rooms: to see somebody else's face may change what a witness remembers */
  showsOtherRooms: boolean;
  /** the server keeps a session log */
  logged: boolean;
  /** a picture may lie under the sheet: somebody else's picture may change what a witness remembers */
  underlay: boolean;
  /** it may be the first of several rooms: a class, a team's branches */
  hasRelatives: boolean;
}

const FREELY: KindTraits = {
  keptInBrowser: true,
  showsOtherRooms: true,
  logged: false,
  underlay: true,
  hasRelatives: false,
};

const TRAITS: Record<RoomKind, KindTraits> = {
  free: FREELY,
  classroom: { ...FREELY, hasRelatives: true },
  witness: {
    keptInBrowser: false,
    showsOtherRooms: false,
    logged: true,
    underlay: false,
    hasRelatives: false,
  },
  team: { ...FREELY, hasRelatives: true },
};

export function traitsOf(kind: RoomKind): KindTraits {
  return TRAITS[kind];
}
