import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { parseRoomFile } from '../../shared/roomFile.ts';
import { removeWeights, writeSemanticsWeights } from '../testing/semanticsWeights.ts';
import { drawnOnPaper, moved, syntheticLines } from '../testing/syntheticFace.ts';

/** ms: a process that starts, reads the weights and draws, on a busy machine */
const RUN_TIMEOUT_MS = 90_000;
const PROJECT_ROOT = fileURLToPath(new URL('../..', import.meta.url));

interface Outcome {
  code: number;
  stdout: string;
  stderr: string;
}

let dir: string;

/** Runs `npm run portrait` in the test's folder, as npm would. */
const portrait = (...args: string[]) => portraitWith({}, ...args);

function portraitWith(variables: Record<string, string>, ...args: string[]): Promise<Outcome> {
  const script = path.join(PROJECT_ROOT, 'models/cli/portrait.ts');
  const command = ['--import', 'tsx', script, ...args];
  return new Promise((resolve) => {
    const env = { ...process.env, npm_lifecycle_event: 'portrait', INIT_CWD: dir, ...variables };
    execFile(process.execPath, command, { cwd: PROJECT_ROOT, env }, (error, stdout, stderr) => {
      resolve({ code: error ? Number(error.code) : 0, stdout, stderr });
    });
  });
}

describe('npm run portrait', { timeout: RUN_TIMEOUT_MS }, () => {
  beforeAll(async () => {
    dir = await mkdtemp(path.join(tmpdir(), 'limn-portrait-'));
    const paper = drawnOnPaper(moved(syntheticLines(), 0.7, 30, 20), 420, 400, 4);
    const { width, height, data } = paper;
    await sharp(data, { raw: { width, height, channels: 1 } })
      .png()
      .toFile(path.join(dir, 'face.png'));
    await writeFile(path.join(dir, 'broken.png'), 'no picture');
    const strokes = syntheticLines().map((line) => ({ points: line.map(({ x, y }) => [x, y]) }));
    await writeFile(
      path.join(dir, 'room.json'),
      JSON.stringify({ format: 'limn-room', version: 1, strokes }),
    );
  });
  afterAll(() => rm(dir, { recursive: true }));

  test('draws one picture, its shadow guide and what its strokes show, marked as generated', async () => {
    const { code, stdout, stderr } = await portrait(
      ...['face.png', '-o', 'out.png', '--shadow', 'shadow.png', '--labels', 'labels.json'],
    );
    expect([code, stderr]).toEqual([0, '']);
    expect(stdout).toContain('face.png →');
    const metadata = await sharp(await readFile(path.join(dir, 'out.png'))).metadata();
    expect([metadata.format, metadata.width, metadata.height]).toEqual(['png', 512, 512]);
    expect(metadata.exif?.toString('latin1')).toMatch(/Generated illustration/);
    expect((await sharp(path.join(dir, 'shadow.png')).metadata()).width).toBe(256);
    const understood = parseRoomFile(await readFile(path.join(dir, 'labels.json'), 'utf8'));
    const labels = understood.edits?.map(([, label]) => label);
    expect(labels).toEqual(expect.arrayContaining(['leftEye', 'rightEye', 'nose', 'mouth']));
  });

  test('T13 with weights that look at what strokes draw, a label sketch and the labels of a room file count', async () => {
    const sketch = (name: string, number: number) => {
      const data = new Uint8Array(512 * 512);
      for (let x = 150; x < 350; x++) data.fill(number, 240 * 512 + x, 240 * 512 + x + 1);
      for (let x = 200; x < 300; x++) data[372 * 512 + x] = 10;
      return sharp(data, { raw: { width: 512, height: 512, channels: 1 } })
        .png({ compressionLevel: 1 })
        .toFile(path.join(dir, name));
    };
    await sketch('glasses.png', 3);
    await sketch('hair.png', 13);
    const room = JSON.parse(await readFile(path.join(dir, 'room.json'), 'utf8'));
    const [first, ...others] = room.strokes;
    const strokes = [{ ...first, id: 'stroke-1' }, ...others];
    const labelled = (label: string) =>
      JSON.stringify({ ...room, strokes, edits: [['stroke-1/label', label]] });
    await writeFile(path.join(dir, 'hat.json'), labelled('hat'));
    await writeFile(path.join(dir, 'neck.json'), labelled('neck'));
    const files = ['glasses.png', 'hair.png', 'hat.json', 'neck.json'];
    const weights = await writeSemanticsWeights();
    const { code, stderr } = await portraitWith(
      { LIMN_WEIGHTS: weights },
      ...files,
      '-o',
      'labelled/',
      '--no-fit',
      '--seed',
      '1',
    );
    await removeWeights(weights);
    expect([code, stderr]).toEqual([0, '']);
    const [glasses, hair, hat, neck] = (await Promise.all(
      files.map((file) => readFile(path.join(dir, 'labelled', `${path.parse(file).name}.png`))),
    )) as [Buffer, Buffer, Buffer, Buffer];
    expect(glasses.equals(hair)).toBe(false);
    expect(hat.equals(neck)).toBe(false);
  });

  test('goes on after a bad input, says which it was, and exits with 2', async () => {
    const { code, stdout, stderr } = await portrait(
      'missing.png',
      'face.png',
      'broken.png',
      'room.json',
      '-o',
      'all/',
      '--json',
    );
    expect(code).toBe(2);
    expect(stderr.trim().split('\n')).toEqual([
      'missing.png does not exist',
      expect.stringMatching(/^broken\.png is not a picture that can be read/),
    ]);
    const lines = stdout
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(lines.map(({ input }) => input)).toEqual(['face.png', 'room.json']);
    for (const line of lines) {
      expect(line).toMatchObject({ engine: 'cpu', modelVersion: expect.any(String) });
      expect(line.output).toBe(path.join(dir, 'all', `${path.parse(line.input).name}.png`));
      expect(line.milliseconds.imageSynthesis).toBeGreaterThan(0);
      expect((await sharp(line.output).metadata()).width).toBe(512);
    }
  });

  test.each([
    [['face.png', '-o', 'x.png', '--engine', 'abacus'], /^unknown engine "abacus"; known engines: cpu, /],
    [['face.png', 'room.json', '-o', 'x.png'], /^-o names one file for 2 inputs/],
    [['face.png', '-o', 'x.png', '--blur'], /^Unknown option '--blur'/],
  ])('refuses %j in one sentence and exits with 2', async (args, reason) => {
    const { code, stderr } = await portrait(...args);
    expect(code).toBe(2);
    expect(stderr.trim()).toMatch(reason);
    expect(stderr.trim()).not.toContain('\n');
  });
});
