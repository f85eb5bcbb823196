import { type CreatedRoom, createdRoomSchema, type KickedPerson } from '../../shared/api.ts';
import { answerTo, postFor } from './roomsApi.ts';

type Fetch = typeof fetch;

/** What an owner does to the room as a whole. Every act throws ApiFailure. */
export class OwnerApi {
  /** @param token read anew for every act, so that a renewed one is used */
  constructor(
    private readonly roomId: string,
    private readonly token: () => string,
    private readonly fetcher: Fetch = (...request) => fetch(...request),
  ) {}

  /** Every link stops working. @returns the new ones */
  renewLinks(): Promise<CreatedRoom> {
    const { headers } = this;
    return postFor(this.fetcher, this.path('/links'), { headers }, createdRoomSchema);
  }

  deleteRoom(): Promise<void> {
    return this.send('DELETE', '');
  }

  kick({ subject, name }: KickedPerson): Promise<void> {
    return this.send('PUT', `/kicked/${subject}`, { name });
  }

  readmit(subject: string): Promise<void> {
    return this.send('DELETE', `/kicked/${subject}`);
  }

  endSession(): Promise<void> {
    return this.send('PUT', '/ended');
  }

  reopen(): Promise<void> {
    return this.send('DELETE', '/ended');
  }

  private async send(method: 'PUT' | 'DELETE', path: string, body?: object): Promise<void> {
    const type = body && { 'content-type': 'application/json' };
    await answerTo(this.fetcher, this.path(path), {
      method,
      headers: { ...this.headers, ...type },
      ...(body && { body: JSON.stringify(body) }),
    });
  }

  private path(path: string): string {
    return `/api/rooms/${this.roomId}${path}`;
  }

  private get headers(): Record<string, string> {
    return { authorization: `Bearer ${this.token()}` };
  }
}
