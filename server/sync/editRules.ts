import { equalityDeep } from 'lib0/function';
import * as Y from 'yjs';
import { editKeysOf } from '../../shared/editKeys.ts';
import { MAX_EDITS_AHEAD } from '../../shared/limits.ts';
import type { PartId } from '../../shared/parts.ts';
import { capabilitiesOf } from '../../shared/roles.ts';
import { editsOf, strokesOf } from '../../shared/roomDocument.ts';
import { partsSeen } from '../../shared/seenStrokes.ts';
import { type EditKey, isEditValue, lastLabel, lastMove, parseEditKey } from '../../shared/strokeEdits.ts';
import type { Ledger } from '../rooms/ledger.ts';
import type { Person } from '../rooms/tokens.ts';
import { UpdateRefusedError } from './updateRefusedError.ts';

interface EditContext {
  person: Pick<Person, 'role' | 'subject'>;
  /** parts that the sender may not change */
  barred: ReadonlySet<PartId>;
  ledger: Ledger;
}

/**
 * What may happen to an edit: whoever draws may move, cut and label any stroke, as they may erase it, in their own name. Of a
 * stroke that was erased an edit is taken too: both may have happened at the same time.
 * @param tried the document with the change, @param live the document without it
 * @throws UpdateRefusedError
 */
export function checkEditChange(
  key: string,
  tried: Y.Doc,
  live: Y.Doc,
  { person, barred, ledger }: EditContext,
): void {
  const parsed = parseEditKey(key);
  if (!parsed) throw new UpdateRefusedError('unknown edit');
  const { strokeId } = parsed;
  const item = editsOf(tried)._map.get(key);
  const there = item !== undefined && !item.deleted;
  if (there) {
    if (!(item.content instanceof Y.ContentAny) || item.length !== 1)
      throw new UpdateRefusedError('an edit is not one value');
    if (!isEditValue(parsed, editsOf(tried).get(key)))
      throw new UpdateRefusedError('an edit is out of range');
  }
  const known = strokesOf(tried).has(strokeId) || strokesOf(live).has(strokeId);
  if (there && !known && !ledger.hadStrokeCalled(strokeId)) {
    throw new UpdateRefusedError('an edit is of no stroke');
  }
  // What is left of a stroke that is gone may be cleared away by anyone.
  if (
    (known || there) &&
    'subject' in parsed &&
    parsed.subject !== person.subject &&
    !capabilitiesOf(person.role).manageRoom
  ) {
    throw new UpdateRefusedError('an edit names another person');
  }
  if (known || there) checkOrder(key, tried, live, parsed);
  if (!known) return;
  if (barred.size === 0) return;
  for (const part of [...partsSeen(strokeId, tried), ...partsSeen(strokeId, live)]) {
    if (barred.has(part)) throw new UpdateRefusedError(`the part ${part} is locked`);
  }
}

/** Moves and labels name their author, and nobody's number runs so far ahead that others' could not follow. */
function checkOrder(key: string, tried: Y.Doc, live: Y.Doc, { field, strokeId }: EditKey): void {
  if (field === 'cut') return;
  if (field === 'transform' || field === 'plainLabel') {
    const same = equalityDeep(editsOf(tried).get(key), editsOf(live).get(key));
    if (!same) throw new UpdateRefusedError('an edit names nobody');
    return;
  }
  const last = field === 'move' ? lastMove : lastLabel;
  const numberIn = (doc: Y.Doc) => last(editsOf(doc), editKeysOf(editsOf(doc), strokeId))?.number ?? 0;
  if (numberIn(tried) > numberIn(live) + MAX_EDITS_AHEAD)
    throw new UpdateRefusedError('an edit runs ahead of the others');
}
