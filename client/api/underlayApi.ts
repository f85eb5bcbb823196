import { REFERENCE_TIMEOUT_MS } from '../../shared/limits.ts';
import { answerTo } from './roomsApi.ts';

/** ms: the server gives up before, and says so */
const TIMEOUT_MS = REFERENCE_TIMEOUT_MS + 15_000;

const pathOf = (roomId: string) => `/api/rooms/${roomId}/underlay`;

/** Lays a picture under everybody's sheet. @throws ApiFailure whose message says what to change */
export async function putUnderlay(
  roomId: string,
  token: string,
  picture: Blob,
  fetcher: typeof fetch = fetch,
): Promise<void> {
  const headers = { authorization: `Bearer ${token}`, 'content-type': picture.type };
  await answerTo(fetcher, pathOf(roomId), { method: 'PUT', headers, body: picture }, TIMEOUT_MS);
}

/** @throws ApiFailure */
export async function removeUnderlay(
  roomId: string,
  token: string,
  fetcher: typeof fetch = fetch,
): Promise<void> {
  await answerTo(fetcher, pathOf(roomId), {
    method: 'DELETE',
    headers: { authorization: `Bearer ${token}` },
  });
}
