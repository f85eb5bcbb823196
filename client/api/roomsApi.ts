import { z } from 'zod';
import {
  type CreatedRoom,
  createdRoomSchema,
  type RoomRequest,
  type TokenGrant,
  type TokenRequest,
  tokenGrantSchema,
} from '../../shared/api.ts';
import { CLOSE_REASONS } from '../../shared/closeReasons.ts';
import { ApiFailure, type FailureCode } from './apiFailure.ts';

type Fetch = typeof fetch;

/** ms; a school's network may be slow, but nobody waits longer than this for a page */
const REQUEST_TIMEOUT_MS = 15_000;

const errorBodySchema = z.object({ error: z.object({ code: z.string(), message: z.string() }) });

/** POST /api/rooms. @throws ApiFailure */
export function createRoom(request: RoomRequest, fetcher: Fetch = fetch): Promise<CreatedRoom> {
  return postFor(fetcher, '/api/rooms', jsonOf(request), createdRoomSchema);
}

/** POST /api/rooms/:roomId/tokens. @throws ApiFailure */
export function requestToken(
  roomId: string,
  request: TokenRequest,
  fetcher: Fetch = fetch,
): Promise<TokenGrant> {
  return postFor(fetcher, `/api/rooms/${roomId}/tokens`, jsonOf(request), tokenGrantSchema);
}

export function jsonOf(body: unknown): RequestInit {
  return { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) };
}

/** Posts and reads the answer. @throws ApiFailure */
export async function postFor<T>(
  fetcher: Fetch,
  path: string,
  request: RequestInit,
  schema: z.ZodType<T>,
  timeoutMs = REQUEST_TIMEOUT_MS,
): Promise<T> {
  const answer = await answerTo(fetcher, path, { ...request, method: 'POST' }, timeoutMs);
  return inForm(path, await answer.json().catch(() => null), schema);
}

/** @throws ApiFailure where nothing answers, or with a refusal */
export async function answerTo(
  fetcher: Fetch,
  path: string,
  request: RequestInit,
  timeoutMs = REQUEST_TIMEOUT_MS,
): Promise<Response> {
  let response: Response;
  try {
    response = await fetcher(path, { ...request, signal: AbortSignal.timeout(timeoutMs) });
  } catch {
    throw new ApiFailure('unreachable', `no answer from ${path}`);
  }
  if (!response.ok) throw failureOf(response.status, await response.json().catch(() => null));
  return response;
}

/** The body of an answer, read to its end: the connection may break in the middle. @throws ApiFailure */
export function whole<T>(body: Promise<T>): Promise<T> {
  return body.catch(() => {
    throw new ApiFailure('unreachable', 'the answer broke off');
  });
}

/** @throws ApiFailure where an answer has another form */
export function inForm<T>(path: string, answer: unknown, schema: z.ZodType<T>): T {
  const parsed = schema.safeParse(answer);
  // an answer of another shape is another version's answer: a reload fetches the matching page
  if (!parsed.success) throw new ApiFailure('client-too-old', `${path} answered in an unknown form`);
  return parsed.data;
}

function failureOf(status: number, body: unknown): ApiFailure {
  const parsed = errorBodySchema.safeParse(body);
  const message = parsed.success ? parsed.data.error.message : `HTTP ${status}`;
  if (parsed.success && isFailureCode(parsed.data.error.code)) {
    return new ApiFailure(parsed.data.error.code, message);
  }
  if (status === 429) return new ApiFailure('rate-limited', message);
  if (status === 502 || status === 503 || status === 504) return new ApiFailure('restarting', message);
  return new ApiFailure(status < 500 ? 'bad-request' : 'internal', message);
}

function isFailureCode(code: string): code is FailureCode {
  return code in CLOSE_REASONS || code === 'bad-request' || code === 'internal';
}
