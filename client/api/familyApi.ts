import {
  type ChildRoom,
  type ClassAct,
  childRoomSchema,
  familySchema,
  type Relative,
} from '../../shared/family.ts';
import { answerTo, inForm, jsonOf, whole } from './roomsApi.ts';

/** The rooms of a class or team. Every method throws an ApiFailure where it is refused. */
export class FamilyApi {
  /** @param token read anew with every request */
  constructor(
    private readonly roomId: string,
    private readonly token: () => string,
    private readonly fetcher: typeof fetch = (...request) => fetch(...request),
  ) {}

  async list(): Promise<Relative[]> {
    const answer = await this.answer('family', {});
    return inForm('family', await answer.json().catch(() => null), familySchema).rooms;
  }

  /** A face of one's own in a class, a branch in a team. */
  async add(title: string): Promise<ChildRoom> {
    const answer = await this.answer('family', { method: 'POST', ...jsonOf({ title }) });
    return inForm('family', await answer.json().catch(() => null), childRoomSchema);
  }

  async portrait(relative: string): Promise<Blob> {
    return whole((await this.answer(`family/${relative}/portrait`, {})).blob());
  }

  /** The whole document as a Yjs update. */
  async document(relative: string): Promise<Uint8Array> {
    return new Uint8Array(await whole((await this.answer(`family/${relative}/document`, {})).arrayBuffer()));
  }

  async lead(act: ClassAct): Promise<void> {
    await this.answer('class', { method: 'PUT', ...jsonOf(act) });
  }

  async drawLots(): Promise<void> {
    await this.answer('lot', { method: 'POST' });
  }

  private answer(path: string, request: RequestInit): Promise<Response> {
    const headers = { ...request.headers, authorization: `Bearer ${this.token()}` };
    return answerTo(this.fetcher, `/api/rooms/${this.roomId}/${path}`, { ...request, headers });
  }
}
