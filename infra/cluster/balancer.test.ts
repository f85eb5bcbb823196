import { createServer, type Server } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import { expect, onTestFinished, test } from 'vitest';
import { Balancer } from './balancer.ts';

async function backend(name: string): Promise<{ port: number; server: Server }> {
  const server = createServer((request, response) => {
    response.end(`${name} ${request.method} ${request.url} for ${request.headers['x-forwarded-for']}`);
  });
  server.on('upgrade', (request, socket) => {
    socket.write('HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: echo\r\n\r\n');
    socket.write(`${name} ${request.url}`);
    socket.pipe(socket);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void server.close());
  return { port: (server.address() as AddressInfo).port, server };
}

async function balanced(ports: number[]): Promise<{ origin: string; port: number }> {
  const balancer = new Balancer(ports);
  onTestFinished(() => balancer.close());
  const port = await balancer.listen(0, '127.0.0.1');
  return { origin: `http://127.0.0.1:${port}`, port };
}

test('an address meets one server, which hears the address; what clients claim of theirs is not believed', async () => {
  const [one, two] = [await backend('one'), await backend('two')];
  const { origin } = await balanced([one.port, two.port]);
  const ask = async () =>
    (
      await fetch(`${origin}/api/x?y=1`, {
        method: 'POST',
        body: 'z',
        headers: { 'x-forwarded-for': '6.6.6.6' },
      })
    ).text();
  const first = await ask();
  expect(first).toMatch(/^(one|two) POST \/api\/x\?y=1 for 127\.0\.0\.1$/);
  expect(await ask()).toBe(first);
});

test('where a server is gone people are led to the next one, and with none there is a 502', async () => {
  const [one, two] = [await backend('one'), await backend('two')];
  const { origin } = await balanced([one.port, two.port]);
  const [first] = (await (await fetch(origin)).text()).split(' ');
  const gone = first === 'one' ? one : two;
  gone.server.close();
  gone.server.closeAllConnections();
  expect((await (await fetch(origin)).text()).split(' ')[0]).toBe(first === 'one' ? 'two' : 'one');
  for (const { server } of [one, two]) {
    server.close();
    server.closeAllConnections();
  }
  expect((await fetch(origin)).status).toBe(502);
});

test('WebSockets pass, both ways', async () => {
  const { port } = await balanced([(await backend('one')).port]);
  const socket = connect(port, '127.0.0.1');
  onTestFinished(() => void socket.destroy());
  socket.write('GET /sync/room HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: echo\r\n\r\n');
  let text = '';
  socket.on('data', (bytes) => {
    if (text === '') socket.write('hello');
    text += bytes;
  });
  await expect.poll(() => text).toMatch(/101 Switching.*one \/sync\/room.*hello/s);
});

test('figures and probes are not for everyone', async () => {
  const { origin } = await balanced([(await backend('one')).port]);
  for (const path of ['/metrics', '/readyz', '/healthz?x'])
    expect((await fetch(origin + path)).status).toBe(404);
});
