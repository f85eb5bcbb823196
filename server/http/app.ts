import express, { type Express, type RequestHandler, type Router } from 'express';
import type { CloseReason } from '../../shared/closeReasons.ts';
import type { Logger } from '../log.ts';
import { RefusedError } from '../rooms/errors.ts';
import { apiErrorHandler, sendApiError } from './apiError.ts';
import type { OriginPolicy } from './origin.ts';
import { securityHeaders } from './securityHeaders.ts';
import { staticClient } from './staticClient.ts';

export interface AppOptions {
  api: Router;
  operations: Router;
  origins: OriginPolicy;
  /** true once the server is on its way out */
  stopping: () => boolean;
  /** a request was turned away */
  onRefused: (reason: CloseReason) => void;
  clientFolder: string;
  /** true when people reach the server by https only */
  https: boolean;
  log: Logger;
}

/** Everything over HTTP, in the order in which a request meets it. */
export function createApp(options: AppOptions): Express {
  const { api, operations, origins, clientFolder, https, log, stopping, onRefused } = options;
  const app = express();
  app.disable('x-powered-by');
  app.use(securityHeaders(https));
  app.use(operations);
  app.use('/api', notWhileStopping(stopping), sameOriginWrites(origins), api);
  app.use('/api', (_request, response) => sendApiError(response, 'not-found', 'There is no such address.'));
  app.use(staticClient(clientFolder));
  app.use((_request, response) => {
    response.status(404).type('text/plain').send('There is nothing at this address.\n');
  });
  app.use(apiErrorHandler(log, onRefused));
  return app;
}

function notWhileStopping(stopping: () => boolean): RequestHandler {
  return (_request, _response, next) => {
    if (stopping()) throw new RefusedError('restarting', 'The server restarts. Try again in a moment.');
    next();
  };
}

function sameOriginWrites(origins: OriginPolicy): RequestHandler {
  return (request, _response, next) => {
    const reads = request.method === 'GET' || request.method === 'HEAD';
    if (!reads && !origins.allows(request)) {
      throw new RefusedError('forbidden', 'This page may not use this server.');
    }
    next();
  };
}
