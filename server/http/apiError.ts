import type { ErrorRequestHandler, Request, Response } from 'express';
import type { ApiError } from '../../shared/api.ts';
import type { CloseReason } from '../../shared/closeReasons.ts';
import type { Logger } from '../log.ts';
import { RefusedError } from '../rooms/errors.ts';

type Code = ApiError['error']['code'];

/** HTTP status of each reason. */
export const STATUS_OF: Record<Code, number> = {
  'bad-request': 400,
  expired: 401,
  forbidden: 403,
  kicked: 403,
  withdrawn: 403,
  ended: 403,
  'not-found': 404,
  'too-slow': 408,
  'room-full': 409,
  damaged: 410,
  'invalid-update': 422,
  'client-too-old': 426,
  'rate-limited': 429,
  internal: 500,
  restarting: 503,
};

/** A request that does not fit its schema; the message says what to change. */
export class BadRequestError extends Error {
  override name = 'BadRequestError';
}

export function sendApiError(response: Response, code: Code, message: string): void {
  const body: ApiError = { error: { code, message } };
  response.status(STATUS_OF[code]).json(body);
}

/** The last handler: every error leaves as `ApiError`, and nothing of its inside is shown. */
export function apiErrorHandler(log: Logger, onRefused: (reason: CloseReason) => void): ErrorRequestHandler {
  return (error: unknown, _request: Request, response: Response, next) => {
    if (response.headersSent) return next(error);
    if (error instanceof RefusedError) {
      onRefused(error.reason);
      return sendApiError(response, error.reason, error.message);
    }
    if (error instanceof BadRequestError) return sendApiError(response, 'bad-request', error.message);
    if (isBodyError(error)) return sendApiError(response, 'bad-request', 'The body is too long or not JSON.');
    log.error({ err: error }, 'a request failed');
    sendApiError(response, 'internal', 'Something went wrong on the server. Try again.');
  };
}

/** express.json marks its errors with a client status. */
function isBodyError(error: unknown): boolean {
  const status = error instanceof Error && 'status' in error ? Number(error.status) : 0;
  return status >= 400 && status < 500;
}
