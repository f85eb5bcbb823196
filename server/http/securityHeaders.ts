import type { RequestHandler } from 'express';
import helmet from 'helmet';

/** @param https true when people reach the server by https only */
export function securityHeaders(https: boolean): RequestHandler {
  return helmet({
    contentSecurityPolicy: {
      useDefaults: false,
      directives: {
        defaultSrc: ["'self'"],
        scriptSrc: ["'self'"],
        styleSrc: ["'self'"],
        fontSrc: ["'self'"],
        // Portraits are blob URLs, small icons data URLs.
        imgSrc: ["'self'", 'blob:', 'data:'],
        mediaSrc: ["'self'", 'blob:'],
        // Older Safari does not count ws: to the same host as 'self'.
        connectSrc: ["'self'", 'ws:', 'wss:'],
        workerSrc: ["'self'", 'blob:'],
        manifestSrc: ["'self'"],
        objectSrc: ["'none'"],
        baseUri: ["'none'"],
        formAction: ["'self'"],
        frameAncestors: ["'self'"],
        // No upgrade-insecure-requests: on a school's LAN pages are opened over plain http.
      },
    },
    strictTransportSecurity: https ? { maxAge: 31_536_000 } : false,
    // Browsers ignore these on plain http and say so in the console of every page.
    crossOriginOpenerPolicy: https ? undefined : false,
    originAgentCluster: https,
  });
}
