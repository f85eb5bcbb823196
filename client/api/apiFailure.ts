import { CLOSE_REASONS, type CloseReason } from '../../shared/closeReasons.ts';

/** Why the server's HTTP interface gave no answer that we can use. */
export type FailureCode = CloseReason | 'bad-request' | 'internal' | 'unreachable';

/** A typed refusal; the page has a text and a next step for every code. */
export class ApiFailure extends Error {
  override name = 'ApiFailure';
  constructor(
    readonly code: FailureCode,
    message: string,
  ) {
    super(message);
  }

  /** Whether trying again later, without the person doing anything, may help. */
  get transient(): boolean {
    if (this.code === 'unreachable' || this.code === 'internal') return true;
    return this.code !== 'bad-request' && CLOSE_REASONS[this.code].retry;
  }
}
