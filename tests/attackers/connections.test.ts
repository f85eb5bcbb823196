import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { WebSocket } from 'ws';
import { type CreatedRoom, SYNC_PATH, SYNC_PROTOCOL, SYNC_TOKEN_PREFIX } from '../../shared/api.ts';
import { MAX_PREAUTH_BYTES, MAX_SOCKETS_PER_PERSON } from '../../shared/limits.ts';
import { Bystanders } from '../support/bystanders.ts';
import { RawHttp } from '../support/rawHttp.ts';
import { RawLive } from '../support/rawLive.ts';
import { RawSync } from '../support/rawSync.ts';
import { startTestServer, type TestServer } from '../support/testServer.ts';

/** ms in which the server gives up on somebody who does not say who they are: 10 s, and a look each second */
const GIVEN_UP_MS = 25_000;
const SECRET = 'what lies beside the pages';

let folder: string;
let server: TestServer;
let room: CreatedRoom;
let others: Bystanders;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'limn-attack-'));
  await mkdir(join(folder, 'client', 'assets'), { recursive: true });
  await writeFile(join(folder, 'client', 'index.html'), '<!doctype html><title>Limn</title>');
  await writeFile(join(folder, 'secret.txt'), SECRET);
  await writeFile(join(folder, 'client', '.env'), SECRET);
  server = await startTestServer({ clientFolder: join(folder, 'client') });
  room = await server.createRoom();
  others = await Bystanders.arrive(server, room);
});

afterAll(async () => {
  others?.leave();
  await server?.dispose();
  await rm(folder, { recursive: true, force: true });
});

describe('who never says who they are', () => {
  test.concurrent('L8 a connection that sends nothing is closed', { timeout: GIVEN_UP_MS }, async () => {
    const raw = await RawHttp.open(server);
    expect(await raw.closed).toMatch(/^HTTP\/1.1 408|^$/);
    await others.drawOn();
  });

  test.concurrent('L8 headers byte by byte (slow loris) are not waited for', {
    timeout: GIVEN_UP_MS,
  }, async () => {
    const raw = await RawHttp.open(server);
    raw.socket.write('GET / HTTP/1.1\r\nHost: x\r\nX-Slow: ');
    const drip = setInterval(() => raw.socket.write('a'), 200);
    expect(await raw.closed).toMatch(/^HTTP\/1.1 408/);
    clearInterval(drip);
    await others.drawOn();
  });

  test.concurrent('L8 a live socket without a token is closed', { timeout: GIVEN_UP_MS }, async () => {
    const raw = await RawLive.open(server);
    expect(await raw.closed).toBeTypeOf('number');
    await others.drawOn();
  });

  test('L1 headers over 64 KB are answered with 431', async () => {
    const { status } = await RawHttp.ask(
      server,
      'GET / HTTP/1.1',
      'Host: x',
      `X-Long: ${'a'.repeat(MAX_PREAUTH_BYTES)}`,
      '',
      '',
    );
    expect(status).toBe(431);
    await others.drawOn();
  });

  test('R3 hundreds of sockets with made-up tokens are refused one by one', async () => {
    const refused = await Promise.all(
      Array.from({ length: 300 }, async (_, i) => {
        const raw = await RawSync.open(server, room.roomId, `made.up.${i}`);
        return raw.closed;
      }),
    );
    expect(new Set(refused)).toEqual(new Set(['forbidden']));
    await others.drawOn();
  });
});

test('L9 one person opens no more than a limited number of sockets', async () => {
  const { token } = await server.grant(room, 'editor');
  const raws: RawSync[] = [];
  for (let i = 0; i < MAX_SOCKETS_PER_PERSON; i++) raws.push(await RawSync.open(server, room.roomId, token));
  const oneMore = await RawSync.open(server, room.roomId, token);
  expect(await oneMore.closed).toBe('rate-limited');
  await others.drawOn();
  for (const { socket } of raws) socket.close();
});

describe('paths', () => {
  test.each([
    '/../secret.txt',
    '/%2e%2e/secret.txt',
    '/..%2fsecret.txt',
    '/assets/../../secret.txt',
    '/assets/..%5c..%5csecret.txt',
    '/assets/%00',
    '/%',
    '/%c0%ae%c0%ae/secret.txt',
    '//elsewhere.example/%2e%2e/secret.txt',
    '/.env',
    '/r/../../secret.txt',
    '/api/rooms/__proto__/tokens',
    '/api/../secret.txt',
    '/sync/../secret.txt',
    `/${'a/'.repeat(10_000)}`,
  ])('R7 %s leads nowhere', async (path) => {
    const { status, text } = await RawHttp.ask(
      server,
      `GET ${path} HTTP/1.1`,
      'Host: x',
      'Connection: close',
      '',
      '',
    );
    expect([400, 403, 404]).toContain(status);
    expect(text).not.toContain(SECRET);
  });
});

describe('headers', () => {
  const body = '{}';
  test.each<[string, string[], number]>([
    ['no host', ['GET /api/portraits/info HTTP/1.1', 'Connection: close'], 400],
    ['a line that is no header', ['GET / HTTP/1.1', 'Host: x', 'no colon here'], 400],
    ['a space before the colon', ['GET / HTTP/1.1', 'Host: x', 'X : y'], 400],
    [
      'two lengths',
      ['POST /api/rooms HTTP/1.1', 'Host: x', 'Content-Length: 2', 'Content-Length: 3', '', body],
      400,
    ],
    [
      'a length beside chunks (request smuggling)',
      ['POST /api/rooms HTTP/1.1', 'Host: x', 'Content-Length: 2', 'Transfer-Encoding: chunked', '', '0', ''],
      400,
    ],
    ['a method nobody knows', ['STEAL / HTTP/1.1', 'Host: x'], 400],
    [
      'a method that nothing takes',
      ['PUT /api/rooms HTTP/1.1', 'Host: x', 'Connection: close', 'Content-Length: 0'],
      404,
    ],
    [
      'another origin',
      ['POST /api/rooms HTTP/1.1', 'Host: x', 'Origin: http://y', 'Connection: close', 'Content-Length: 0'],
      403,
    ],
    [
      'an origin that is the host by a forged proxy header',
      [
        'POST /api/rooms HTTP/1.1',
        'Host: x',
        'Origin: http://y',
        'X-Forwarded-Host: y',
        'Connection: close',
        'Content-Length: 0',
      ],
      403,
    ],
  ])('R7 %s', async (_name, lines, expected) => {
    const { status } = await RawHttp.ask(server, ...lines, '', '');
    expect(status).toBe(expected);
  });

  test.each([
    ['another path', '/elsewhere', {}, 404],
    ['a room id that is none', `${SYNC_PATH}/..%2f..%2fetc`, {}, 'not-found'],
    ['a room id of Object’s', `${SYNC_PATH}/__proto__`, {}, 'not-found'],
    ['another origin', `${SYNC_PATH}/ROOM`, { origin: 'https://elsewhere.example' }, 403],
  ] as const)('R7 an upgrade with %s is refused', async (_name, path, headers, expected) => {
    const { token } = await server.grant(room, 'editor');
    const url = server.origin.replace('http', 'ws') + path.replace('ROOM', room.roomId);
    const socket = new WebSocket(url, [SYNC_PROTOCOL, SYNC_TOKEN_PREFIX + token], { headers });
    const answer = await new Promise((resolve) => {
      socket.on('unexpected-response', (_request, { statusCode }) => resolve(statusCode));
      socket.on('close', (code) => resolve(code === 4404 ? 'not-found' : code));
      socket.on('error', () => {});
    });
    expect(answer).toBe(expected);
  });

  test('the others drew on through all of it', () => others.drawOn());
});
