import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, onTestFinished, test } from 'vitest';
import { createdRoomSchema } from '../../shared/api.ts';
import { TestPerson } from '../support/testPerson.ts';
import { until } from '../support/until.ts';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
/** ms; five processes that start on a busy machine */
const PROCESSES_MS = 90_000;

async function startCommand(): Promise<{ child: ChildProcess; said: () => string }> {
  const folder = await mkdtemp(join(tmpdir(), 'limn-command-'));
  const child = spawn(
    process.execPath,
    ['--import', 'tsx', 'infra/cluster/run.ts', '--servers', '2', '--workers', '1'],
    {
      cwd: ROOT,
      // Workers that load no networks are enough to be started and ended.
      env: {
        ...process.env,
        PORT: '0',
        HOST: '127.0.0.1',
        DATA_DIR: folder,
        LOG_LEVEL: 'error',
        PORTRAIT_WORKERS: '0',
      },
      stdio: ['ignore', 'pipe', 'inherit'],
    },
  );
  let output = '';
  child.stdout?.setEncoding('utf8').on('data', (text: string) => {
    output += text;
  });
  onTestFinished(async () => {
    child.kill('SIGTERM');
    await until(() => child.exitCode !== null, { timeout: 20_000, message: () => 'it does not end' });
    await rm(folder, { recursive: true, force: true });
  });
  return { child, said: () => output };
}

const answers = (url: string) =>
  fetch(url).then(
    () => true,
    () => false,
  );

test('X10 one command starts servers, a worker, Redis and a proxy; SIGTERM ends them all', {
  timeout: PROCESSES_MS,
}, async () => {
  const { child, said } = await startCommand();
  const address = (name: string) =>
    new RegExp(`${name}\\s+(http://\\S+|redis://\\S+?),?\\s`).exec(said())?.[1];
  const [proxy, one, two, redis] = await until(
    () => {
      if (child.exitCode !== null) throw new Error(said());
      const found = ['open at', '  server-1:', '  server-2:', 'Redis:'].map(address);
      return found.every((url) => url !== undefined) ? (found as [string, string, string, string]) : null;
    },
    { timeout: PROCESSES_MS / 2, message: said },
  );
  const room = createdRoomSchema.parse(await (await fetch(`${proxy}/api/rooms`, { method: 'POST' })).json());
  const body = JSON.stringify({ secret: room.secrets.editor, name: 'Ann', colour: '#b91c1c' });
  const headers = { 'content-type': 'application/json' };
  // What the proxy's server made every server knows.
  for (const origin of [one, two]) {
    expect(
      (await fetch(`${origin}/api/rooms/${room.roomId}/tokens`, { method: 'POST', headers, body })).status,
    ).toBe(200);
  }
  const grant = await (
    await fetch(`${proxy}/api/rooms/${room.roomId}/tokens`, { method: 'POST', headers, body })
  ).json();
  const ann = await TestPerson.join({ origin: proxy }, room, { grant });
  ann.draw();
  await ann.saved();
  ann.leave();
  child.kill('SIGTERM');
  await until(() => child.exitCode !== null, {
    timeout: 20_000,
    message: () => `it does not end:\n${said()}`,
  });
  expect(child.exitCode).toBe(0);
  for (const url of [proxy, one, two, redis.replace('redis', 'http')])
    expect(await answers(url), url).toBe(false);
});
