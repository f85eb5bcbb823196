import { type VariantSet, type VariantWish, variantAnswerSchema } from '../../shared/variants.ts';
import { answerTo, inForm, jsonOf, whole } from './roomsApi.ts';

/** Portraits side by side. Every method throws an ApiFailure where it is refused. */
export class VariantsApi {
  private readonly path: string;

  /** @param token read anew with every request */
  constructor(
    roomId: string,
    private readonly token: () => string,
    private readonly fetcher: typeof fetch = (...request) => fetch(...request),
  ) {
    this.path = `/api/rooms/${roomId}/variants`;
  }

  async current(): Promise<VariantSet | null> {
    return this.set(await this.answer('', {}));
  }

  async ask(wish: VariantWish): Promise<VariantSet | null> {
    return this.set(await this.answer('', { method: 'POST', ...jsonOf(wish) }));
  }

  async portrait(id: string): Promise<Blob> {
    return whole((await this.answer(`/${id}/portrait`, {})).blob());
  }

  private async set(answer: Response): Promise<VariantSet | null> {
    return inForm(this.path, await answer.json().catch(() => null), variantAnswerSchema).set;
  }

  private answer(path: string, request: RequestInit): Promise<Response> {
    const headers = { ...request.headers, authorization: `Bearer ${this.token()}` };
    return answerTo(this.fetcher, this.path + path, { ...request, headers });
  }
}
