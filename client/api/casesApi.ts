import { type CaseReview, caseKeySchema, caseReviewSchema } from '../../shared/cases.ts';
import { answerTo, inForm, postFor, whole } from './roomsApi.ts';

type Fetch = typeof fetch;

/** ms: a bundle of a long session is tens of megabytes */
const TIMEOUT_MS = 120_000;
const KEY_PATH = '/api/cases/key';

/** What the operator of a witness session does with it. Every act throws ApiFailure. */
export class CasesApi {
  /** @param token read anew for every act, so that a renewed one is used */
  constructor(
    private readonly roomId: string,
    private readonly token: () => string,
    private readonly fetcher: Fetch = (...request) => fetch(...request),
  ) {}

  /** Closes the session for good: the next token, asked for at once, says so. */
  async close(): Promise<void> {
    await this.ask('close', { method: 'POST' });
  }

  /** The signed case bundle, a zip. */
  async take(): Promise<Blob> {
    return whole((await this.ask('case', {})).blob());
  }

  /** A portrait of this closed session and others, from their case bundles. */
  async combine(bundles: readonly File[]): Promise<Blob> {
    const body = new FormData();
    for (const bundle of bundles) body.append('case', bundle, bundle.name);
    return whole((await this.ask('combine', { method: 'POST', body })).blob());
  }

  private ask(what: string, request: RequestInit): Promise<Response> {
    const headers = { authorization: `Bearer ${this.token()}` };
    return answerTo(this.fetcher, `/api/rooms/${this.roomId}/${what}`, { ...request, headers }, TIMEOUT_MS);
  }
}

/** Public key that the server signs cases with. @throws ApiFailure */
export async function fetchCaseKey(): Promise<string> {
  const answer = await answerTo(fetch, KEY_PATH, {});
  return inForm(KEY_PATH, await answer.json().catch(() => null), caseKeySchema).publicKey;
}

/** Has the server check a bundle; it keeps nothing of it. @throws ApiFailure */
export function reviewCase(bundle: Blob): Promise<CaseReview> {
  return postFor(fetch, '/api/cases/review', { body: bundle }, caseReviewSchema, TIMEOUT_MS);
}
