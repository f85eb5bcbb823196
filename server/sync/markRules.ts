import { equalityDeep } from 'lib0/function';
import * as Y from 'yjs';
import { MAX_MARKS } from '../../shared/limits.ts';
import { doneKeyOf, type Mark, markSchema, readMarkKey } from '../../shared/marks.ts';
import { capabilitiesOf } from '../../shared/roles.ts';
import type { Person } from '../rooms/tokens.ts';
import { UpdateRefusedError } from './updateRefusedError.ts';

/**
 * What may happen to one comment, reply or sign of being settled. Marks are written under the name and subject that the
 * server saw, and never changed; their author or an owner takes them away or settles them.
 * @param tried the map with the change, @param live the map without it
 * @throws UpdateRefusedError
 */
export function checkMarkChange(
  key: string,
  tried: Y.Map<unknown>,
  live: Y.Map<unknown>,
  person: Pick<Person, 'role' | 'subject' | 'name'>,
): void {
  const place = readMarkKey(key);
  if (!place) throw new UpdateRefusedError('a mark id is malformed');
  if (tried.has(key) && !live.has(key) && tried.size > MAX_MARKS) {
    throw new UpdateRefusedError(`a room holds at most ${MAX_MARKS} comments and replies`);
  }
  if (place.done) checkDone(place.id, tried, live, person);
  else checkMark(key, tried, live, person);
}

function checkMark(
  key: string,
  tried: Y.Map<unknown>,
  live: Y.Map<unknown>,
  person: Pick<Person, 'role' | 'subject' | 'name'>,
): void {
  const before = markAt(live, key);
  if (!tried.has(key)) {
    if (before && !mayTakeAway(before, tried, person)) {
      throw new UpdateRefusedError('only its author or an owner takes a mark away');
    }
    return;
  }
  const mark = writtenMark(key, tried);
  if (before) {
    if (!equalityDeep(before, mark)) throw new UpdateRefusedError('a mark may not be changed');
    return;
  }
  if (mark.author !== person.subject || mark.name !== person.name) {
    throw new UpdateRefusedError('a mark names another author');
  }
  if (mark.kind === 'reply' && markAt(tried, mark.to)?.kind !== 'comment') {
    throw new UpdateRefusedError('a reply answers no comment');
  }
}

function checkDone(
  id: string,
  tried: Y.Map<unknown>,
  live: Y.Map<unknown>,
  person: Pick<Person, 'role' | 'subject'>,
): void {
  const comment = markAt(tried, id);
  const key = doneKeyOf(id);
  // With its comment the sign goes too, whoever takes both away.
  if (!comment) {
    if (tried.has(key)) throw new UpdateRefusedError('what is settled is no comment');
    return;
  }
  if (tried.has(key) === live.has(key) && equalityDeep(tried.get(key), live.get(key))) return;
  const value = valueAt(tried, key);
  if (comment.kind !== 'comment' || (value !== undefined && value !== true)) {
    throw new UpdateRefusedError('what is settled is no comment');
  }
  if (comment.author !== person.subject && !capabilitiesOf(person.role).manageRoom) {
    throw new UpdateRefusedError('only its author or an owner settles a comment');
  }
}

function mayTakeAway(mark: Mark, tried: Y.Map<unknown>, { role, subject }: Pick<Person, 'role' | 'subject'>) {
  if (mark.author === subject || capabilitiesOf(role).manageRoom) return true;
  // Replies go with their comment, whose author took it away.
  return mark.kind === 'reply' && !tried.has(mark.to);
}

function writtenMark(key: string, tried: Y.Map<unknown>): Mark {
  const mark = markSchema.safeParse(valueAt(tried, key));
  if (!mark.success) throw new UpdateRefusedError('a mark does not fit its schema');
  return mark.data;
}

/** A mark that passed the gate before; undefined where there is none. */
function markAt(map: Y.Map<unknown>, key: string): Mark | undefined {
  const mark = markSchema.safeParse(map.get(key));
  return mark.success ? mark.data : undefined;
}

/** @throws UpdateRefusedError unless it is one plain value */
function valueAt(map: Y.Map<unknown>, key: string): unknown {
  const item = map._map.get(key);
  if (!item || item.deleted) return undefined;
  if (!(item.content instanceof Y.ContentAny) || item.length !== 1) {
    throw new UpdateRefusedError('a mark is not one value');
  }
  return map.get(key);
}
