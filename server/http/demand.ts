import type { RequestHandler } from 'express';
import { type Capabilities, capabilitiesOf } from '../../shared/roles.ts';
import type { Admission } from '../rooms/admission.ts';
import { RefusedError } from '../rooms/errors.ts';
import { bearerToken } from './bearer.ts';

/** Lets those pass whose link allows this in the room that the address names; the room is not brought into memory. */
export function demand(
  capability: keyof Pick<Capabilities, 'draw' | 'changeSettings'>,
  admission: Admission,
): RequestHandler<{ roomId: string }> {
  return async (request, _response, next) => {
    const person = await admission.identify(request.params.roomId, bearerToken(request));
    if (!capabilitiesOf(person.role)[capability]) {
      throw new RefusedError('forbidden', 'Your link lets you watch. Ask for one that lets you draw.');
    }
    next();
  };
}
