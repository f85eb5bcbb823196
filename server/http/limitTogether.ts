import type { RequestHandler } from 'express';
import { RefusedError } from '../rooms/errors.ts';

/** Lets so many requests be at work at a time, whoever sends them: each may hold much memory. */
export function limitTogether(most: number): RequestHandler {
  let working = 0;
  return (_request, response, next) => {
    if (working >= most) {
      throw new RefusedError('rate-limited', 'The server is busy with others’ files. Try again in a moment.');
    }
    working++;
    response.once('close', () => working--);
    next();
  };
}
