import {
  type AppearanceReference,
  appearanceReferenceSchema,
  type ReferenceSource,
} from '../../shared/appearance.ts';
import { type FacePlacement, facePlacementSchema, type SoughtLines } from '../../shared/facePlacement.ts';
import { PLACEMENT_PATIENCE_MS, REFERENCE_TIMEOUT_MS } from '../../shared/limits.ts';
import { answerTo, jsonOf, postFor } from './roomsApi.ts';

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

  /** Where the face among a drawing's lines belongs; the server does not keep them. */
  findFace(sought: SoughtLines): Promise<FacePlacement> {
    const { headers, body } = jsonOf(sought);
    const request = { headers: { ...headers, ...this.authorization }, body };
    const path = `${this.room}/placements`;
    return postFor(this.fetcher, path, request, facePlacementSchema, PLACEMENT_PATIENCE_MS);
  }

  /** Lays a picture under everybody's sheet. */
  async layUnderlay(picture: Blob): Promise<void> {
    const request = { method: 'PUT', headers: this.headersFor(picture), body: picture };
    await answerTo(this.fetcher, `${this.room}/underlay`, request, TIMEOUT_MS);
  }

  async removeUnderlay(): Promise<void> {
    const headers = this.authorization;
    await answerTo(this.fetcher, `${this.room}/underlay`, { method: 'DELETE', headers });
  }

  private headersFor({ type }: Blob) {
    return { ...this.authorization, 'content-type': type };
  }

  private get authorization() {
    return { authorization: `Bearer ${this.token()}` };
  }
}
