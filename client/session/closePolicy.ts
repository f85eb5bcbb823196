import { CLOSE_REASONS, type CloseReason } from '../../shared/closeReasons.ts';

/** What the page does about a closed connection. */
export type CloseStep =
  /** the sockets try again by themselves */
  | 'wait'
  /** ask for a fresh token; that answer also tells why, if the room is closed to us */
  | 'renew'
  /** give up what the server refused, begin with a fresh document */
  | 'start-over'
  /** tell the person; trying again cannot help */
  | 'stop';

/** Breaks without a reason after which a token request finds out whether there is one. */
const UNEXPLAINED_BEFORE_ASKING = 3;
/** ms within which a second "forbidden" is final: the fresh token did not help */
const FORBIDDEN_AGAIN_MS = 10_000;

/** Decides what follows a close; remembers just enough not to go round in circles. */
export class ClosePolicy {
  private unexplained = 0;
  private forbiddenAt = Number.NEGATIVE_INFINITY;

  constructor(private readonly now: () => number) {}

  connected(): void {
    this.unexplained = 0;
  }

  stepAfter(reason: CloseReason | null): CloseStep {
    if (reason === null) return ++this.unexplained % UNEXPLAINED_BEFORE_ASKING === 0 ? 'renew' : 'wait';
    if (reason === 'expired') return 'renew';
    if (reason === 'invalid-update') return 'start-over';
    if (reason === 'forbidden') return this.afterForbidden();
    return CLOSE_REASONS[reason].retry ? 'wait' : 'stop';
  }

  /** A token of another epoch or key is forbidden, while the link itself may still be good. */
  private afterForbidden(): CloseStep {
    const again = this.now() - this.forbiddenAt < FORBIDDEN_AGAIN_MS;
    this.forbiddenAt = this.now();
    return again ? 'stop' : 'renew';
  }
}
