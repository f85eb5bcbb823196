import type { TokenGrant } from '../../shared/api.ts';
import { TOKEN_LIFETIME_SECONDS } from '../../shared/limits.ts';
import { ApiFailure } from '../api/apiFailure.ts';
import type { Timers } from '../document/throttle.ts';

/** ms; a clock that runs wrong here must not make us ask without end */
const MIN_RENEWAL_MS = 30_000;
const MAX_RENEWAL_MS = (TOKEN_LIFETIME_SECONDS * 1000) / 2;
/** ms until the next try when the server did not answer */
const RETRY_MS = 10_000;

export interface TokenKeeperOptions {
  /** asks the server for a token in place of the one held */
  request: (previous: string) => Promise<TokenGrant>;
  onGrant: (grant: TokenGrant) => void;
  /** the server will not renew: the room is gone, the link was revoked */
  onRefused: (failure: ApiFailure) => void;
  timers: Timers;
  /** ms since the Unix epoch */
  now: () => number;
}

/** Holds the capability token and renews it at half its life, so that a 90-minute lesson goes on. */
export class TokenKeeper {
  private handle: unknown = null;
  private renewal: Promise<void> | null = null;
  private stopped = false;

  constructor(
    private grant: TokenGrant,
    private readonly options: TokenKeeperOptions,
  ) {
    this.schedule();
  }

  get token(): string {
    return this.grant.token;
  }

  get current(): TokenGrant {
    return this.grant;
  }

  /** Renews now; calls at the same time share one request. Resolves also when it failed. */
  renew(): Promise<void> {
    this.renewal ??= this.request().finally(() => {
      this.renewal = null;
    });
    return this.renewal;
  }

  stop(): void {
    this.stopped = true;
    this.options.timers.clear(this.handle);
  }

  private async request(): Promise<void> {
    try {
      const grant = await this.options.request(this.grant.token);
      if (this.stopped) return;
      this.grant = grant;
      this.schedule();
      this.options.onGrant(grant);
    } catch (error) {
      if (this.stopped) return;
      if (!(error instanceof ApiFailure)) throw error;
      if (error.transient) this.schedule(RETRY_MS);
      else this.options.onRefused(error);
    }
  }

  private schedule(ms = this.halfLife()): void {
    this.options.timers.clear(this.handle);
    this.handle = this.options.timers.set(() => void this.renew(), ms);
  }

  private halfLife(): number {
    const half = (this.grant.expiresAt - this.options.now()) / 2;
    return Math.min(MAX_RENEWAL_MS, Math.max(MIN_RENEWAL_MS, half));
  }
}
