import * as Y from 'yjs';
import { settingsMapOf } from '../../shared/roomDocument.ts';
import type { RoomKind } from '../../shared/roomKinds.ts';
import type { SettingChanges } from '../../shared/settings.ts';

/** Settings with which a kind of room differs from the defaults. Guides suggest faces: a witness begins without. */
const FIRST_SETTINGS: Record<RoomKind, SettingChanges> = {
  free: {},
  classroom: {},
  witness: { shadow: false },
  team: {},
};

/** The change with which a room's document begins, or null. */
export function firstChangeOf(kind: RoomKind): Uint8Array | null {
  const settings = Object.entries(FIRST_SETTINGS[kind]);
  if (settings.length === 0) return null;
  const doc = new Y.Doc();
  doc.transact(() => {
    for (const [key, value] of settings) settingsMapOf(doc).set(key, value);
  });
  return Y.encodeStateAsUpdate(doc);
}
