import { RefusedError } from '../rooms/errors.ts';

/** An update that must not reach the live document. */
export class UpdateRefusedError extends RefusedError {
  override name = 'UpdateRefusedError';

  /** @param detail what is wrong with it, for developers of clients */
  constructor(detail: string, reason: 'invalid-update' | 'forbidden' | 'rate-limited' = 'invalid-update') {
    super(reason, `Update refused: ${detail}.`);
  }
}
