import { get } from 'svelte/store';
import { type RoomFile, strokesOfRoomFile } from '../../shared/roomFile.ts';
import type { SettingChanges } from '../../shared/settings.ts';
import type { RoomSession } from '../session/roomSession.ts';
import { type Added, addStrokes } from './addStrokes.ts';

/** Adds a room file's strokes to the room, and its settings where wished. @throws NoPlaceError */
export async function importRoomFile(
  session: RoomSession,
  file: RoomFile,
  options: { settings: boolean },
): Promise<Added> {
  const { subject } = get(session.grant);
  const added = await addStrokes(session, strokesOfRoomFile(file, subject, Date.now()));
  if (options.settings && file.settings) get(session.document).settings.change(changesOf(file.settings));
  return added;
}

/** A file's settings as the room's flat keys. */
function changesOf(settings: NonNullable<RoomFile['settings']>): SettingChanges {
  const { refine = {}, fidelity = {}, appearance = {}, shading = {}, ...flat } = settings;
  const nested = [
    ...Object.entries(refine).map(([part, value]) => [`refine.${part}`, value]),
    ...Object.entries(fidelity).map(([part, value]) => [`fidelity.${part}`, value]),
    ...Object.entries(appearance).map(([control, value]) => [`appearance.${control}`, value]),
    ...Object.entries(shading).map(([key, value]) => [`shading.${key}`, value]),
  ];
  return { ...flat, ...Object.fromEntries(nested) };
}
