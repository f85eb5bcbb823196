import { get } from 'svelte/store';
import { personColourSchema } from '../../shared/api.ts';
import { portraitSettingsOf } from '../../shared/roomDocument.ts';
import { roomFileOf } from '../../shared/roomFile.ts';
import type { RoomSession } from '../session/roomSession.ts';
import type { RoomMaterial } from './roomMaterial.ts';

/** The room as a file that `npm run portrait` and every room can read. */
export function saveRoomFile(session: RoomSession, { authors }: RoomMaterial): Blob {
  const { doc } = get(session.document);
  const file = roomFileOf({
    doc,
    settings: portraitSettingsOf(doc, session.link.roomId),
    people: authors.flatMap(({ subject, name, colour }) => {
      const known = personColourSchema.safeParse(colour);
      return name !== null && known.success ? [{ subject, name, colour: known.data }] : [];
    }),
    savedAt: Date.now(),
  });
  return new Blob([JSON.stringify(file)], { type: 'application/json' });
}
