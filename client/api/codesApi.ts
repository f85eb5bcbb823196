import { type CodedLink, codedLinkSchema, type GrantedCode, grantedCodeSchema } from '../../shared/api.ts';
import type { RoomLink } from '../links/roomLink.ts';
import { jsonOf, postFor } from './roomsApi.ts';

type Fetch = typeof fetch;

/** A short code for a link that one holds. @throws ApiFailure */
export function requestCode(
  { roomId, secret }: Pick<RoomLink, 'roomId' | 'secret'>,
  fetcher: Fetch = fetch,
): Promise<GrantedCode> {
  return postFor(fetcher, `/api/rooms/${roomId}/codes`, jsonOf({ secret }), grantedCodeSchema);
}

/** The link that a code stands for. @throws ApiFailure `not-found`, `rate-limited` */
export async function linkOfCode(code: string, fetcher: Fetch = fetch): Promise<RoomLink> {
  const { roomId, role, secret }: CodedLink = await postFor(
    fetcher,
    '/api/codes',
    jsonOf({ code }),
    codedLinkSchema,
  );
  return { roomId, letter: role === 'viewer' ? 'v' : role === 'editor' ? 'e' : 'o', secret };
}
