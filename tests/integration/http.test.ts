import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Writable } from 'node:stream';
import { pino } from 'pino';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { MAX_ROOMS_PER_HOUR } from '../../shared/limits.ts';
import { RawSync } from '../support/rawSync.ts';
import { TestPerson } from '../support/testPerson.ts';
import { startTestServer, type TestServer } from '../support/testServer.ts';

const PAGE = '<!doctype html><title>Limn</title>';

let clientFolder: string;
let server: TestServer;
let logged: string;

beforeEach(async () => {
  clientFolder = await mkdtemp(join(tmpdir(), 'limn-client-'));
  await mkdir(join(clientFolder, 'assets'));
  await writeFile(join(clientFolder, 'index.html'), PAGE);
  await writeFile(join(clientFolder, 'assets', 'main-abc123.js'), '');
  logged = '';
  const sink = new Writable({
    write(chunk, _encoding, done) {
      logged += chunk;
      done();
    },
  });
  server = await startTestServer({ clientFolder, log: pino({ level: 'trace' }, sink) });
});

afterEach(async () => {
  await server.dispose();
  await rm(clientFolder, { recursive: true });
});

const get = (path: string) => fetch(server.origin + path);

test('the page is served for the start and for every room, and asked for anew each time', async () => {
  for (const path of ['/', '/r/room-of-the-tests']) {
    const response = await get(path);
    expect([response.status, await response.text()]).toEqual([200, PAGE]);
    expect(response.headers.get('cache-control')).toBe('no-cache');
  }
});

test('hashed assets may be kept for ever', async () => {
  const response = await get('/assets/main-abc123.js');
  expect(response.headers.get('cache-control')).toContain('immutable');
});

test('an unknown address is 404, below /api as JSON', async () => {
  expect((await get('/assets/gone.js')).status).toBe(404);
  expect((await get('/r/a/b')).status).toBe(404);
  const api = await get('/api/nothing');
  expect([api.status, await api.json()]).toMatchObject([404, { error: { code: 'not-found' } }]);
});

test('R11 no page may run inline code or load from elsewhere', async () => {
  const policy = (await get('/')).headers.get('content-security-policy') ?? '';
  expect(policy).toContain("script-src 'self'");
  expect(policy).not.toMatch(/unsafe|upgrade-insecure|https?:|\*/);
});

test('L6 an address makes a limited number of rooms an hour', async () => {
  const make = () => fetch(`${server.origin}/api/rooms`, { method: 'POST' });
  for (let i = 0; i < MAX_ROOMS_PER_HOUR; i++) expect((await make()).status).toBe(201);
  const refused = await make();
  expect([refused.status, await refused.json()]).toMatchObject([429, { error: { code: 'rate-limited' } }]);
});

test('L1 a body that is too long or no JSON is refused', async () => {
  const room = await server.createRoom();
  const post = (body: string) =>
    fetch(`${server.origin}/api/rooms/${room.roomId}/tokens`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body,
    });
  expect((await post('{')).status).toBe(400);
  expect((await post(`{"name": "${'x'.repeat(20_000)}"}`)).status).toBe(400);
});

test('J3 every series of the dashboard is served', async () => {
  const dashboard = await readFile(new URL('../../infra/grafana.json', import.meta.url), 'utf8');
  const shown = new Set(dashboard.match(/limn_[a-z0-9_]+/g));
  const room = await server.createRoom();
  const ann = await TestPerson.join(server, room);
  ann.draw();
  await ann.finalPortrait(1);
  await fetch(`${server.origin}/api/rooms`, { method: 'POST', headers: { origin: 'http://elsewhere' } });
  const text = await (await get('/metrics')).text();
  const served = new Set([...text.matchAll(/^(limn_[a-z0-9_]+)/gm)].map(([, name]) => name));
  // counted only once something failed
  served.add('limn_portrait_failures_total');
  // only where servers share workers: W12
  served.add('limn_portrait_queue_age_seconds');
  expect([...shown].filter((name) => !served.has(name))).toEqual([]);
  expect(text).toMatch(/^limn_refusals_total\{door="http",reason="forbidden"\} 1$/m);
  ann.leave();
});

test('J2 figures are there for Prometheus, without names of rooms or people', async () => {
  const room = await server.createRoom();
  const ann = await TestPerson.join(server, room, { name: 'Ann' });
  ann.draw();
  await ann.saved();
  const text = await (await get('/metrics')).text();
  expect(text).toMatch(/^limn_people 1$/m);
  expect(text).toMatch(/^limn_updates_total\{result="accepted"\} 1$/m);
  expect(text).toMatch(/^limn_store_write_seconds_count [1-9]/m);
  expect(text).not.toContain(room.roomId);
  ann.leave();
});

test('J1 R8 the log never holds a token or a link’s secret', async () => {
  const room = await server.createRoom();
  const ann = await TestPerson.join(server, room);
  await server.requestToken({ ...room, roomId: 'nowhere-nowhere-1' }, 'editor', {
    previous: ann.grant.token,
  });
  const raw = await RawSync.open(server, room.roomId, ann.grant.token);
  raw.socket.send(new Uint8Array([9]));
  await raw.closed;
  expect(logged).toContain('a connection was closed');
  expect(logged).toContain(ann.subject);
  for (const secret of [...Object.values(room.secrets), ann.grant.token])
    expect(logged).not.toContain(secret);
  ann.leave();
});
