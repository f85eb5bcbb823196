import { join, sep } from 'node:path';
import compression from 'compression';
import express, { Router } from 'express';

/** The built client: hashed assets for ever, the page itself asked for anew each time. */
export function staticClient(folder: string): Router {
  const router = Router();
  // a slow network loads a third of the bytes; answers with secrets are never compressed
  router.use(compression());
  router.use(
    express.static(folder, {
      index: false,
      setHeaders: (response, file) => {
        const hashed = file.startsWith(join(folder, 'assets') + sep);
        response.setHeader('Cache-Control', hashed ? 'public, max-age=31536000, immutable' : 'no-cache');
      },
    }),
  );
  router.get(['/', '/case', '/r/:roomId', '/g/:roomId'], (_request, response, next) => {
    response.setHeader('Cache-Control', 'no-cache');
    response.sendFile(join(folder, 'index.html'), (error) => {
      if (!error) return;
      if (response.headersSent) return next(error);
      response
        .status(503)
        .type('text/plain')
        .send('The page is not built yet. Run `npx vite build` in client/, or `npm start`.\n');
    });
  });
  return router;
}
