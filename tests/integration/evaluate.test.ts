import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { faceDrawing } from '../support/faceDrawing.ts';

/** ms: the judge's networks and the weights are loaded and some portraits drawn and judged, on a busy machine */
const RUN_TIMEOUT_MS = 240_000;
const PROJECT_ROOT = fileURLToPath(new URL('../..', import.meta.url));

interface Outcome {
  code: number;
  stdout: string;
  stderr: string;
}

const HOUSE = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 400 400">
  <path d="M80 360V180L200 80L320 180V360ZM170 360V270H230V360" fill="none" stroke="black" stroke-width="4"/>
</svg>`;

let dir: string;

/** Runs `npm run evaluate` in the test's folder, as npm would. */
function evaluate(...args: string[]): Promise<Outcome> {
  const script = path.join(PROJECT_ROOT, 'tests/evaluate/run.ts');
  const command = ['--import', 'tsx', script, ...args, '--cache', 'cache'];
  const env = { ...process.env, npm_lifecycle_event: 'evaluate', INIT_CWD: dir };
  return new Promise((resolve) => {
    execFile(process.execPath, command, { cwd: PROJECT_ROOT, env }, (error, stdout, stderr) => {
      resolve({ code: error ? Number(error.code) : 0, stdout, stderr });
    });
  });
}

describe('npm run evaluate', { timeout: RUN_TIMEOUT_MS }, () => {
  beforeAll(async () => {
    dir = await mkdtemp(path.join(tmpdir(), 'limn-evaluate-'));
    await mkdir(path.join(dir, 'sketches'));
    for (const seed of [1, 2]) {
      const strokes = faceDrawing(seed).map(({ places }) => ({ points: places.map(({ x, y }) => [x, y]) }));
      const room = JSON.stringify({ format: 'limn-room', version: 1, strokes });
      await writeFile(path.join(dir, 'sketches', `face${seed}.json`), room);
    }
    await writeFile(path.join(dir, 'sketches', 'broken.png'), 'no picture');
    await writeFile(path.join(dir, 'sketches', 'house.svg'), HOUSE);
  });
  afterAll(() => rm(dir, { recursive: true }));

  test('measures what can be read, names what cannot, and says the same again', async () => {
    const options = ['--sketches', 'sketches', '--sketch-alone', '--json'];
    const { code, stdout, stderr } = await evaluate(...options, '--out', 'out');
    expect(stderr.trim()).toMatch(/broken\.png is not a picture that can be read/);
    expect(stderr.trim()).toMatch(/house\.svg shows no face/);
    expect(code).toBe(2);
    const { figures } = JSON.parse(stdout.trim().split('\n').at(-1) ?? '');
    const [measured] = Object.values<Record<string, number>>(figures.candidates);
    expect(measured).toMatchObject({ portraits: 3, faceFound: expect.closeTo(200 / 3) });
    expect(measured?.chamfer).toBeLessThan(32);
    expect(stdout).toContain('| 1 · face found, % | – | 66.7 |');
    const [cost] = Object.values<Record<string, number>>(figures.costs);
    expect(cost?.synthesisGmac).toBeGreaterThan(0.1);
    expect(await readFile(path.join(dir, 'out', 'report.md'), 'utf8')).toContain('3 drawings');

    const again = await evaluate(...options, '--out', 'again');
    const { figures: second } = JSON.parse(again.stdout.trim().split('\n').at(-1) ?? '');
    expect(second.candidates).toEqual(figures.candidates);
    const sheets = ['out', 'again'].map((out) =>
      readFile(path.join(dir, out, 'portraits', `${Object.keys(figures.candidates)[0]}.png`)),
    );
    const [first, repeated] = await Promise.all(sheets);
    expect((await sharp(first).metadata()).width).toBeGreaterThan(500);
    expect(repeated?.equals(first as Buffer)).toBe(true);
  });

  test('a folder without faces is refused in one sentence', async () => {
    await mkdir(path.join(dir, 'empty'));
    const { code, stderr } = await evaluate('--faces', 'empty');
    expect([code, stderr.trim()]).toEqual([2, 'no drawing is left to measure']);
  });
});
