import type { Request } from 'express';
import { RefusedError } from '../rooms/errors.ts';

/** The token of an `Authorization: Bearer TOKEN` header. @throws RefusedError `forbidden` where there is none */
export function bearerToken({ headers }: Pick<Request, 'headers'>): string {
  const [, token] = /^Bearer (\S{1,2048})$/.exec(headers.authorization ?? '') ?? [];
  if (!token) throw new RefusedError('forbidden', 'Open the room link first.');
  return token;
}
