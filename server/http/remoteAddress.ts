import type { IncomingMessage } from 'node:http';

/**
 * The client's address, as limits count it. Each trusted proxy appends the address that it saw to
 * X-Forwarded-For, so the client's is the one `proxies` from the end; what stands before may be made up.
 */
export function remoteAddress(request: IncomingMessage, proxies: number): string {
  const socketAddress = request.socket.remoteAddress ?? 'unknown';
  if (proxies === 0) return socketAddress;
  const header = request.headers['x-forwarded-for'];
  const hops = String(header ?? '')
    .split(',')
    .map((hop) => hop.trim())
    .filter(Boolean);
  return hops.at(-proxies) ?? hops[0] ?? socketAddress;
}
