import type { RequestHandler } from 'express';
import { AddressLimiter } from '../limits/addressLimiter.ts';
import type { Rate } from '../limits/tokenBucket.ts';
import { RefusedError } from '../rooms/errors.ts';
import { remoteAddress } from './remoteAddress.ts';

/** Lets so many requests of one address through. @param proxies trusted reverse proxies */
export function limitByAddress(rate: Rate, now: () => number, proxies: number): RequestHandler {
  const limiter = new AddressLimiter(rate, now);
  return (request, _response, next) => {
    if (!limiter.take(remoteAddress(request, proxies))) {
      throw new RefusedError('rate-limited', 'Too many requests from your network. Wait a minute.');
    }
    next();
  };
}
