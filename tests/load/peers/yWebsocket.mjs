// The server that y-websocket 2.1 carries, without persistence.
process.env.HOST = '127.0.0.1';
await import('./node_modules/y-websocket/bin/server.cjs');
