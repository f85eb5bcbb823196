import type { z } from 'zod';
import {
  type VersionHead,
  type VersionWish,
  versionHeadSchema,
  versionListSchema,
} from '../../shared/versions.ts';
import { answerTo, inForm, jsonOf, whole } from './roomsApi.ts';

/** ms: a full sheet is a megabyte, and networks of schools are slow */
const TIMEOUT_MS = 60_000;

/** The versions of one room over HTTP. Every method throws an ApiFailure where it is refused. */
export class VersionsApi {
  private readonly path: string;

  /** @param token read anew with every request */
  constructor(
    roomId: string,
    private readonly token: () => string,
    private readonly fetcher: typeof fetch = (...request) => fetch(...request),
  ) {
    this.path = `/api/rooms/${roomId}/versions`;
  }

  async list(): Promise<VersionHead[]> {
    return (await this.json('', {}, versionListSchema)).versions;
  }

  keep(wish: VersionWish): Promise<VersionHead> {
    return this.json('', { method: 'POST', ...jsonOf(wish) }, versionHeadSchema);
  }

  rename(id: string, name: string): Promise<VersionHead> {
    return this.json(`/${id}`, { method: 'PATCH', ...jsonOf({ name }) }, versionHeadSchema);
  }

  async remove(id: string): Promise<void> {
    await this.answer(`/${id}`, { method: 'DELETE' });
  }

  async restore(id: string): Promise<void> {
    await this.answer(`/${id}/restore`, { method: 'POST' });
  }

  /** The whole document as a Yjs update. */
  async document(id: string): Promise<Uint8Array> {
    return new Uint8Array(await whole((await this.answer(`/${id}/document`, {})).arrayBuffer()));
  }

  async portrait(id: string): Promise<Blob> {
    return whole((await this.answer(`/${id}/portrait`, {})).blob());
  }

  private async json<T>(path: string, request: RequestInit, schema: z.ZodType<T>): Promise<T> {
    const answer = await this.answer(path, request);
    return inForm(this.path + path, await answer.json().catch(() => null), schema);
  }

  private answer(path: string, request: RequestInit): Promise<Response> {
    const headers = { ...request.headers, authorization: `Bearer ${this.token()}` };
    return answerTo(this.fetcher, this.path + path, { ...request, headers }, TIMEOUT_MS);
  }
}
