import { capabilitiesOf } from '../../shared/roles.ts';
import { RefusedError } from './errors.ts';
import type { RoomRecord } from './roomStore.ts';
import type { Person } from './tokens.ts';

type Rules = Pick<RoomRecord, 'epoch' | 'kicked' | 'endedAt'>;

/**
 * Why somebody may not be in a room at the moment, or null where they may. Every door asks, and so does the room about
 * everybody inside whenever its record changes. An owner is neither kicked nor sent home: they could undo it themselves.
 */
export function refusalOf(
  { epoch, kicked, endedAt }: Rules,
  person: Pick<Person, 'role' | 'subject' | 'epoch'>,
): RefusedError | null {
  if (person.epoch !== epoch) return linksWithdrawn();
  if (capabilitiesOf(person.role).manageRoom) return null;
  if (kicked.some(({ subject }) => subject === person.subject)) {
    return new RefusedError('kicked', 'An owner took you out of this room. Ask them to let you in again.');
  }
  if (endedAt === null) return null;
  return new RefusedError('ended', 'This session has ended. Ask an owner to open the room again.');
}

/** @throws RefusedError `withdrawn`, `kicked`, `ended` */
export function checkAccess(rules: Rules, person: Pick<Person, 'role' | 'subject' | 'epoch'>): void {
  const refusal = refusalOf(rules, person);
  if (refusal) throw refusal;
}

export function linksWithdrawn(): RefusedError {
  return new RefusedError('withdrawn', 'The links of this room were withdrawn. Ask for a new one.');
}
