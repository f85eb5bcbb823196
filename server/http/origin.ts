import type { IncomingMessage } from 'node:http';

/**
 * Whether a request comes from a page of this server. Browsers name the page's origin on every
 * cross-site write and WebSocket; programs send none, and hold no one's cookies either.
 */
export class OriginPolicy {
  readonly #publicOrigins: readonly string[];
  readonly #trustProxy: boolean;

  /** @param publicOrigins where people open Limn; empty: the host that the request names */
  constructor(publicOrigins: readonly string[], trustProxy: boolean) {
    this.#publicOrigins = publicOrigins;
    this.#trustProxy = trustProxy;
  }

  allows(request: IncomingMessage): boolean {
    const { origin } = request.headers;
    if (origin === undefined) return true;
    if (this.#publicOrigins.length > 0) return this.#publicOrigins.includes(origin);
    if (!URL.canParse(origin)) return false;
    return new URL(origin).host === this.#hostOf(request);
  }

  #hostOf(request: IncomingMessage): string | undefined {
    const forwarded = this.#trustProxy ? request.headers['x-forwarded-host'] : undefined;
    const host = Array.isArray(forwarded) ? forwarded[0] : forwarded;
    return (host ?? request.headers.host)?.toLowerCase();
  }
}
