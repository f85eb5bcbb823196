import type * as Y from 'yjs';
import { type RoomControls, readControls } from './roomControls.ts';
import { appearanceSeedOf, type RoomSettings, readSettings, type SettingKey } from './settings.ts';
import type { Stroke } from './strokeCodec.ts';
import { readUnderlay, type Underlay } from './underlay.ts';

/** Root types of a room's Y.Doc; any other root is a schema breach. */
export const ROOT_STROKES = 'strokes';
export const ROOT_SETTINGS = 'settings';
export const ROOT_EDITS = 'edits';
export const ROOT_MARKS = 'marks';
export const ROOM_ROOTS: readonly string[] = [ROOT_STROKES, ROOT_EDITS, ROOT_SETTINGS, ROOT_MARKS];

/** Gives the roots their type before an update names them, so that changes are reported by name. */
export function nameRoots(doc: Y.Doc): void {
  for (const root of ROOM_ROOTS) doc.getMap(root);
}

/** Map stroke id → the finished stroke's immutable packed bytes. */
export function strokesOf(doc: Y.Doc): Y.Map<Uint8Array> {
  return doc.getMap<Uint8Array>(ROOT_STROKES);
}

/** Map `strokeId/field` → what was changed about a stroke since: `strokeEdits`. */
export function editsOf(doc: Y.Doc): Y.Map<unknown> {
  return doc.getMap<unknown>(ROOT_EDITS);
}

export function settingsMapOf(doc: Y.Doc): Y.Map<unknown> {
  return doc.getMap<unknown>(ROOT_SETTINGS);
}

/** Comments; see `marks.ts`. */
export function marksOf(doc: Y.Doc): Y.Map<unknown> {
  return doc.getMap<unknown>(ROOT_MARKS);
}

export function settingsOf(doc: Y.Doc): RoomSettings {
  const map = settingsMapOf(doc);
  return readSettings((key: SettingKey) => map.get(key));
}

/** The picture under the sheet, or null. */
export function underlayOf(doc: Y.Doc): Underlay | null {
  const map = settingsMapOf(doc);
  return readUnderlay((key) => map.get(key));
}

/** Who may do what at the moment. */
export function controlsOf(doc: Y.Doc): RoomControls {
  const map = settingsMapOf(doc);
  return readControls((key) => map.get(key));
}

/** What a portrait is drawn with: until someone asks for another person, the appearance follows the room's id. */
export function portraitSettingsOf(doc: Y.Doc, roomId: string): RoomSettings {
  const chosen = settingsMapOf(doc).has('appearanceSeed');
  const settings = settingsOf(doc);
  return chosen ? settings : { ...settings, appearanceSeed: appearanceSeedOf(roomId) };
}

export interface IdentifiedStroke {
  id: string;
  stroke: Stroke;
}
