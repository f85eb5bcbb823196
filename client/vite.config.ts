import { fileURLToPath } from 'node:url';
import { svelte } from '@sveltejs/vite-plugin-svelte';
import { defineConfig } from 'vite';

const here = fileURLToPath(new URL('.', import.meta.url));
/** Where `npm run dev` has the Limn server; vite only serves the pages. */
const SERVER = process.env.LIMN_DEV_SERVER ?? 'http://localhost:3000';

export default defineConfig({
  root: here,
  plugins: [svelte({ configFile: false })],
  // two copies of Yjs break its instance checks without a word
  resolve: { dedupe: ['yjs'] },
  build: {
    outDir: fileURLToPath(new URL('../dist/client', import.meta.url)),
    emptyOutDir: true,
    // the content security policy knows no data: URLs
    assetsInlineLimit: 0,
  },
  server: {
    // the client imports from shared/ and node_modules/ beside it
    fs: { allow: [fileURLToPath(new URL('..', import.meta.url))] },
    // client/api/ and client/live/ are folders of sources: only what is no file goes to the server.
    // Objects, not strings: a string would change the Host header, and the server's origin check fail.
    proxy: {
      '^/api/[^.]*$': { target: SERVER },
      '^/sync/': { target: SERVER, ws: true },
      '^/live/(\\?|$)': { target: SERVER, ws: true },
    },
  },
});
