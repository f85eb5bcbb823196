import { Router } from 'express';
import type { PortraitInfo } from '../../shared/api.ts';
import type { Metrics } from '../metrics.ts';

/** Why the server cannot take people right now, in words for an operator; empty when it can. */
export type ReadinessCheck = () => Promise<string[]>;

/** What machines ask: alive, ready, figures, which engine. */
export function operations(options: {
  metrics: Metrics;
  readiness: ReadinessCheck;
  portraitInfo: () => PortraitInfo;
}): Router {
  const router = Router();
  router.get('/healthz', (_request, response) => {
    response.json({ ok: true });
  });
  router.get('/readyz', async (_request, response) => {
    const missing = await options.readiness();
    response.status(missing.length > 0 ? 503 : 200).json({ ready: missing.length === 0, missing });
  });
  router.get('/metrics', async (_request, response) => {
    response.type(options.metrics.contentType).send(await options.metrics.text());
  });
  router.get('/api/portraits/info', (_request, response) => {
    response.json(options.portraitInfo());
  });
  return router;
}
