import { z } from 'zod';
import { PERSON_COLOURS, personColourSchema, personNameSchema } from '../../shared/api.ts';
import { forget, recall, remember, type StringStore } from './storage.ts';

const KEY = 'limn.person';
const schema = z.object({ name: personNameSchema, colour: personColourSchema });

export type Person = z.infer<typeof schema>;
export type PersonColour = (typeof PERSON_COLOURS)[number];

/** Name and colour typed last on this device. */
export function recallPerson(store?: StringStore): Person | null {
  return recall(KEY, schema, store);
}

export function rememberPerson(person: Person, store?: StringStore): void {
  remember(KEY, person, store);
}

/** The next one at a shared device is not greeted by this name. */
export function forgetPerson(store?: StringStore): void {
  forget(KEY, store);
}

/** A colour for someone who has not chosen yet. @param random 0 ≤ r < 1 */
export function anyColour(random: number): PersonColour {
  return PERSON_COLOURS[Math.floor(random * PERSON_COLOURS.length)] ?? PERSON_COLOURS[0];
}
