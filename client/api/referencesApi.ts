import {
  type AppearanceReference,
  appearanceReferenceSchema,
  type ReferenceSource,
} from '../../shared/appearance.ts';
import { REFERENCE_TIMEOUT_MS } from '../../shared/limits.ts';
import { postFor } from './roomsApi.ts';

/** ms: the server gives up before, and says so */
const TIMEOUT_MS = REFERENCE_TIMEOUT_MS + 15_000;

/** A picture for its appearance code; the server does not keep it. @throws ApiFailure whose message says what to change */
export function requestReference(
  roomId: string,
  token: string,
  picture: Blob,
  source: ReferenceSource,
  fetcher: typeof fetch = fetch,
): Promise<AppearanceReference> {
  const path = `/api/rooms/${roomId}/references?source=${source}`;
  const headers = { authorization: `Bearer ${token}`, 'content-type': picture.type };
  return postFor(fetcher, path, { headers, body: picture }, appearanceReferenceSchema, TIMEOUT_MS);
}
