import { z } from 'zod';
import { roomIdSchema, subjectSchema } from './ids.ts';
import { heldParts, holdSchemas, lockedParts, lockSchemas, type PartHolds } from './partLocks.ts';
import { PART_IDS, type PartId } from './parts.ts';
import { type Capabilities, capabilitiesOf, type Role } from './roles.ts';
import { UNDERLAY_PICTURE } from './underlay.ts';

/** Settings by which an owner leads the room. */
const leadSchemas = {
  /** nobody but owners changes anything */
  frozen: z.boolean(),
  /** nobody sees other people's cursors */
  cursorsHidden: z.boolean(),
  /** whose view everybody is shown */
  spotlight: subjectSchema.nullable(),
  /** which drawing of a class everybody is shown */
  showcase: roomIdSchema.nullable(),
  /** what the parts were last drawn by lot with: whoever doubts it can draw again */
  lot: z.number().int().min(0).max(0xffffffff).nullable(),
} as const;

/** Settings about who may do what now. They say nothing of the drawing: an earlier version of it leaves them alone. */
export const controlSchemas = { ...leadSchemas, ...lockSchemas, ...holdSchemas } as const;

type ControlKey = keyof typeof controlSchemas;

export interface RoomControls {
  frozen: boolean;
  cursorsHidden: boolean;
  spotlight: string | null;
  showcase: string | null;
  locked: ReadonlySet<PartId>;
  holds: PartHolds;
}

/** @param get a setting's value by its key; a missing or wrong value counts as off */
export function readControls(get: (key: ControlKey) => unknown): RoomControls {
  const spotlight = leadSchemas.spotlight.safeParse(get('spotlight'));
  return {
    frozen: get('frozen') === true,
    cursorsHidden: get('cursorsHidden') === true,
    spotlight: spotlight.success ? spotlight.data : null,
    showcase: roomIdSchema.safeParse(get('showcase')).data ?? null,
    locked: lockedParts(get),
    holds: heldParts(get),
  };
}

/** Who alone may change a setting; null: whoever changes settings. */
export function masterOf(key: string): 'server' | 'owner' | null {
  if (key === UNDERLAY_PICTURE) return 'server';
  if (!Object.hasOwn(controlSchemas, key)) return null;
  return Object.hasOwn(holdSchemas, key) ? 'server' : 'owner';
}

/** What somebody may do at the moment: a frozen room takes changes from its owners only. */
export function capabilitiesNow(
  role: Role,
  { frozen }: Pick<RoomControls, 'frozen'>,
  closed = false,
): Capabilities {
  const may = capabilitiesOf(role, closed);
  if (!frozen || may.manageRoom) return may;
  return { ...may, draw: false, changeSettings: false, switchGuide: false, clear: false };
}

/** Parts that this person has to leave alone at the moment: locked ones, and those that others hold. */
export function partsBarredTo(
  { role, subject }: { role: Role; subject: string },
  { locked, holds }: Pick<RoomControls, 'locked' | 'holds'>,
): ReadonlySet<PartId> {
  if (capabilitiesOf(role).lockParts) return new Set();
  return new Set(PART_IDS.filter((part) => locked.has(part) || (holds.get(part) ?? subject) !== subject));
}
