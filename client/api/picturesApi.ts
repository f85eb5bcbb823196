import {
  type AppearanceReference,
  appearanceReferenceSchema,
  type ReferenceSource,
} from '../../shared/appearance.ts';
import { REFERENCE_TIMEOUT_MS } from '../../shared/limits.ts';
import { answerTo, postFor } from './roomsApi.ts';

/** ms: the server gives up before, and says so */
const TIMEOUT_MS = REFERENCE_TIMEOUT_MS + 15_000;

/** Pictures that people bring. Every method throws an ApiFailure where it is refused, whose message says what to change. */
export class PicturesApi {
  private readonly room: string;

  /** @param token read anew with every request */
  constructor(
    roomId: string,
    private readonly token: () => string,
    private readonly fetcher: typeof fetch = (...request) => fetch(...request),
  ) {
    this.room = `/api/rooms/${roomId}`;
  }

  /** A picture's appearance, for the room's settings; the server does not keep it. */
  readReference(picture: Blob, source: ReferenceSource): Promise<AppearanceReference> {
    const request = { headers: this.headersFor(picture), body: picture };
    const path = `${this.room}/references?source=${source}`;
    return postFor(this.fetcher, path, request, appearanceReferenceSchema, TIMEOUT_MS);
  }

  /** Lays a picture under everybody's sheet. */
  async layUnderlay(picture: Blob): Promise<void> {
    const request = { method: 'PUT', headers: this.headersFor(picture), body: picture };
    await answerTo(this.fetcher, `${this.room}/underlay`, request, TIMEOUT_MS);
  }

  async removeUnderlay(): Promise<void> {
    const headers = { authorization: `Bearer ${this.token()}` };
    await answerTo(this.fetcher, `${this.room}/underlay`, { method: 'DELETE', headers });
  }

  private headersFor({ type }: Blob) {
    return { authorization: `Bearer ${this.token()}`, 'content-type': type };
  }
}
