import type { TokenGrant } from '../../shared/api.ts';
import { requestToken } from '../api/roomsApi.ts';
import type { RoomLink } from '../links/roomLink.ts';
import type { Person } from '../memory/rememberedPerson.ts';
import { rememberToken } from '../memory/rememberedToken.ts';
import { storeFor } from '../memory/storage.ts';

/** Asks for a token and remembers it. @param previous the one held until now @throws ApiFailure */
export async function tokenFor(
  link: RoomLink,
  person: Person,
  previous: string | undefined,
): Promise<TokenGrant> {
  const { name, colour } = person;
  const grant = await requestToken(link.roomId, {
    secret: link.secret,
    name,
    colour,
    ...(previous && { previous }),
  });
  rememberToken(link.roomId, name, grant.token, storeFor(grant.kind));
  return grant;
}
