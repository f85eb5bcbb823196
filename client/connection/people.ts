import { z } from 'zod';
import type { Presence, TokenGrant } from '../../shared/api.ts';
import { personColourSchema, personNameSchema } from '../../shared/api.ts';
import { subjectSchema } from '../../shared/ids.ts';
import { type Role, roleSchema } from '../../shared/roles.ts';

/** Someone in the room, as the list and the cursors show them. */
export interface PersonInRoom {
  subject: string;
  name: string;
  colour: string;
  role: Role;
  idle: boolean;
  /** ms since the Unix epoch by their clock: when they raised their hand; null while it is down */
  hand: number | null;
  self: boolean;
}

const presenceSchema = z.object({
  subject: subjectSchema,
  name: personNameSchema,
  colour: personColourSchema,
  role: roleSchema,
  idle: z.boolean().optional(),
  hand: z.number().optional(),
}) satisfies z.ZodType<Presence>;

/**
 * The people of a room: oneself first, then the others by name. A person with two tabs is one
 * person; idle only when every tab is.
 * @param states the awareness states, whose names and roles the server wrote
 */
export function peopleOf(
  own: Pick<TokenGrant, 'subject' | 'role'> & { name: string; colour: string } & Pick<
      PersonInRoom,
      'idle' | 'hand'
    >,
  states: Iterable<unknown>,
): PersonInRoom[] {
  const { subject, name, colour, role, idle, hand } = own;
  const self = { subject, name, colour, role, idle, hand, self: true };
  const others = new Map<string, PersonInRoom>();
  for (const state of states) {
    const presence = presenceSchema.safeParse(state);
    if (!presence.success || presence.data.subject === subject) continue;
    const { idle: idleHere = false, hand: handHere = null, ...rest } = presence.data;
    const known = others.get(rest.subject);
    others.set(rest.subject, {
      ...rest,
      idle: idleHere && (known?.idle ?? true),
      hand: handHere ?? known?.hand ?? null,
      self: false,
    });
  }
  const byName = [...others.values()].sort(
    (a, b) => a.name.localeCompare(b.name) || (a.subject < b.subject ? -1 : 1),
  );
  return [self, ...byName];
}
