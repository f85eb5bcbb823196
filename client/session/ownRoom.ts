import type { TokenGrant } from '../../shared/api.ts';
import { FamilyApi } from '../api/familyApi.ts';
import type { RoomLink } from '../links/roomLink.ts';
import type { Person } from '../memory/rememberedPerson.ts';
import { recallToken } from '../memory/rememberedToken.ts';
import { storeFor } from '../memory/storage.ts';
import { tokenFor } from './tokenFor.ts';

/**
 * A token for the room of this link, or where everybody of a class draws a face of their own for that room.
 * @throws ApiFailure
 */
export async function ownRoomOf(
  link: RoomLink,
  person: Person,
): Promise<{ own: RoomLink; grant: TokenGrant }> {
  const grant = await tokenFor(link, person, previousToken(link, person));
  if (!grant.each || grant.role !== 'editor') return { own: link, grant };
  const { roomId, secret } = await new FamilyApi(link.roomId, () => grant.token).add(grant.name);
  const own: RoomLink = { roomId, letter: 'e', secret: secret ?? link.secret };
  return { own, grant: await tokenFor(own, person, previousToken(own, person)) };
}

/** What kind of room it is shows only with the first token. */
function previousToken({ roomId }: RoomLink, { name }: Person): string | undefined {
  return recallToken(roomId, name) ?? recallToken(roomId, name, storeFor('witness'));
}
