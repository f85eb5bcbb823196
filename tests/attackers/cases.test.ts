import { buffer } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ZipFile } from 'yazl';
import { CaseFault } from '../../server/cases/caseFault.ts';
import { verifyCase } from '../../server/cases/verifyCase.ts';
import { EMPTY_HEAD, writeLine } from '../../server/sessionLog/chain.ts';
import { SigningKey } from '../../server/sessionLog/signingKey.ts';
import { MAX_CASE_UNPACKED_BYTES } from '../../shared/limits.ts';
import { type CaseFiles, heldSession, pack, signAnew, unpack } from '../support/caseBundle.ts';
import { startTestServer, type TestServer } from '../support/testServer.ts';

let server: TestServer;
let bundle: Buffer;
let trusted: string;

beforeAll(async () => {
  server = await startTestServer();
  ({ bundle } = await heldSession(server));
  trusted = server.server.publicKey;
});
afterAll(() => server.dispose());

async function faultOf(zip: Buffer, key?: string): Promise<string> {
  try {
    await verifyCase(zip, key);
  } catch (error) {
    if (error instanceof CaseFault) return error.message;
    throw error;
  }
  return 'none';
}

/** What is said of the bundle after this was done to its files. */
async function faultAfter(change: (files: CaseFiles) => void, key?: string): Promise<string> {
  const files = await unpack(bundle);
  change(files);
  return faultOf(await pack(files), key);
}

const linesOf = (files: CaseFiles) => (files.get('session.log')?.toString() ?? '').trimEnd().split('\n');
const setLines = (files: CaseFiles, lines: readonly string[]) =>
  files.set('session.log', Buffer.from(lines.map((line) => `${line}\n`).join('')));

/** Chains the lines anew, so that they fit each other. */
function chained(lines: readonly string[]): string[] {
  let head = EMPTY_HEAD;
  return lines.map((line) => {
    const { n: _n, at, who, previous: _previous, ...act } = JSON.parse(line);
    const [next, after] = writeLine(head, at, who, act);
    head = after;
    return next;
  });
}

describe('Q8 a tampered bundle is refused with a sentence that names the first thing that does not fit', () => {
  test('a byte changed in each file', async () => {
    for (const path of (await unpack(bundle)).keys()) {
      const fault = await faultAfter((files) => {
        const bytes = Buffer.from(files.get(path) ?? '');
        const last = bytes.byteLength - 2;
        bytes[last] = (bytes[last] ?? 0) ^ 1;
        files.set(path, bytes);
      });
      const named = {
        'manifest.json': /manifest\.json/,
        'signature.txt': /signature/,
        'session.log': /^Log line \d+/,
      }[path];
      expect(fault, path).toMatch(named ?? new RegExp(`^${path} was changed`));
    }
  });

  test('each file taken away, and one added', async () => {
    for (const path of (await unpack(bundle)).keys()) {
      expect(await faultAfter((files) => files.delete(path))).toBe(`${path} is missing.`);
    }
    expect(await faultAfter((files) => files.set('more.txt', Buffer.from('x')))).toMatch(
      /^more\.txt was added/,
    );
  });

  test('each line of the log changed, taken away, doubled; lines cut off, added, swapped', async () => {
    const lines = linesOf(await unpack(bundle));
    const last = lines.length - 1;
    for (const [i, line] of lines.entries()) {
      const changed = lines.with(i, line.replace(/"at":\d/, '"at":2'));
      expect(await faultAfter((files) => setLines(files, changed)), `line ${i + 1}`).toMatch(
        i === last
          ? new RegExp(`^Log line ${i + 1}, the last, was changed`)
          : new RegExp(`^Log line ${i + 2} `),
      );
      const without = lines.toSpliced(i, 1);
      expect(await faultAfter((files) => setLines(files, without)), `without ${i + 1}`).toMatch(
        i === last ? /^The log is cut off/ : new RegExp(`^Log line ${i + 1} says that it is line ${i + 2}`),
      );
      const doubled = lines.toSpliced(i, 0, line);
      expect(await faultAfter((files) => setLines(files, doubled)), `doubled ${i + 1}`).toMatch(
        new RegExp(`^Log line ${i + 2} `),
      );
    }
    expect(await faultAfter((files) => setLines(files, lines.slice(0, 4)))).toBe(
      `The log is cut off: it ends at line 4 of ${lines.length}.`,
    );
    expect(
      await faultAfter((files) =>
        files.set('session.log', (files.get('session.log') ?? Buffer.of()).subarray(0, -20)),
      ),
    ).toMatch(/breaks off/);
  });

  test('a log chained anew without the line that the guide was switched on', async () => {
    const fault = await faultAfter((files) => {
      setLines(files, chained(linesOf(files).filter((line) => !line.includes('"guide"'))));
    });
    expect(fault).toMatch(/^The log is cut off/);
    const reworded = await faultAfter((files) => {
      setLines(files, chained(linesOf(files).map((line) => line.replace('"on":true', '"on":false'))));
    });
    expect(reworded).toMatch(/^Log line \d+, the last, was changed, or the whole log was written anew/);
  });

  test('a log chained anew with manifest and signature of another key', async () => {
    const key = SigningKey.generate();
    const forge = (files: CaseFiles) => {
      const lines = linesOf(files).filter((line) => !line.includes('"guide"'));
      setLines(files, chained(lines.map((line) => line.replaceAll(trusted, key.publicKey))));
      signAnew(files, key);
    };
    expect(await faultAfter(forge, trusted)).toMatch(/^The case names another key/);
    // The manifest names the right key, but that key did not sign it.
    const named = await faultAfter((files) => {
      forge(files);
      const manifest = JSON.parse(files.get('manifest.json')?.toString() ?? '');
      files.set('manifest.json', Buffer.from(JSON.stringify({ ...manifest, publicKey: trusted })));
    }, trusted);
    expect(named).toMatch(/^The signature does not fit/);
  });

  test('a drawing, a setting, a picture and a version that the log does not know, all signed anew', async () => {
    const key = SigningKey.generate();
    const forged = (change: (files: CaseFiles) => void) =>
      faultAfter((files) => {
        setLines(files, chained(linesOf(files).map((line) => line.replaceAll(trusted, key.publicKey))));
        change(files);
        signAnew(files, key);
      });
    const drawing = (
      change: (drawing: { strokes: { packed: string }[]; values: Record<string, unknown> }) => void,
    ) =>
      forged((files) => {
        const json = JSON.parse(files.get('drawing.json')?.toString() ?? '');
        change(json);
        files.set('drawing.json', Buffer.from(JSON.stringify(json)));
      });
    expect(await forged(() => {})).toBe('none');
    expect(await drawing(({ strokes }) => strokes.pop())).toMatch(
      /^Stroke \S+ is in the log, but not in the drawing/,
    );
    expect(
      await drawing(({ strokes }) => strokes.push({ ...strokes[0], id: 'other-stroke' } as never)),
    ).toMatch(/^Stroke other-stroke is in the drawing, but not in the log/);
    expect(
      await drawing(({ strokes: [stroke] }) => {
        if (stroke) stroke.packed = Buffer.from('other').toString('base64');
      }),
    ).toMatch(/is not the one that the log names/);
    expect(await drawing(({ values }) => Object.assign(values, { shadow: false }))).toMatch(
      /^The setting shadow/,
    );
    expect(await forged((files) => files.set('pictures/other.webp', Buffer.from('x')))).toMatch(
      /was never shown/,
    );
    const version = (files: CaseFiles) =>
      [...files.keys()].find((path) => path.startsWith('versions/')) ?? '';
    expect(
      await forged((files) => {
        const json = JSON.parse(files.get(version(files))?.toString() ?? '');
        json.strokes[0].packed = Buffer.from('other').toString('base64');
        files.set(version(files), Buffer.from(JSON.stringify(json)));
      }),
    ).toMatch(/was never drawn/);
  });

  test('a signature over other words, or none', async () => {
    const key = SigningKey.generate();
    const fault = await faultAfter((files) => {
      signAnew(files, key);
      files.set('signature.txt', Buffer.from(key.sign(files.get('manifest.json') ?? Buffer.of())));
    });
    expect(fault).toMatch(/^The signature does not fit/);
    expect(await faultAfter((files) => files.set('signature.txt', Buffer.of()))).toMatch(
      /^The signature does not fit/,
    );
  });
});

describe('Q9 a hostile zip is refused before it is unpacked', () => {
  const zipOf = async (fill: (zip: ZipFile) => void) => {
    const zip = new ZipFile();
    fill(zip);
    zip.end();
    return buffer(zip.outputStream as NodeJS.ReadableStream & AsyncIterable<Buffer>);
  };
  /** yazl writes no unsafe name, so the name is changed in the bytes; it has to stay as long. */
  const renamed = async (from: string, to: string) => {
    const zip = await zipOf((made) => made.addBuffer(Buffer.from('x'), from));
    return Buffer.from(zip.toString('latin1').replaceAll(from, to), 'latin1');
  };

  test.each([
    '../../../x',
    '/etc/x.txt',
    'a/../../xx',
    'C:/x/y.txt',
    'a\\..\\b.txt',
    '..\\..\\x.x',
    './x/y.txt',
    'a//b/c.txt',
    'aux\u0001.txt.',
  ])('a file named %j', async (name) => {
    expect(await faultOf(await renamed('n'.repeat(name.length), name))).toMatch(
      /leads out of it|is not safe/,
    );
  });

  test('two files of one name, in capitals too', async () => {
    const twice = await zipOf((zip) => {
      zip.addBuffer(Buffer.from('a'), 'manifest.json');
      zip.addBuffer(Buffer.from('b'), 'Manifest.json');
    });
    expect(await faultOf(twice)).toBe('The bundle has two files of the name Manifest.json.');
  });

  test('a link, a folder, an encrypted file', async () => {
    const link = await zipOf((zip) =>
      zip.addBuffer(Buffer.from('/etc/passwd'), 'session.log', { mode: 0o120777 }),
    );
    expect(await faultOf(link)).toBe('session.log is no plain file.');
    expect(await faultOf(await zipOf((zip) => zip.addEmptyDirectory('folder')))).toMatch(/is not safe/);
    const locked = await zipOf((zip) => zip.addBuffer(Buffer.from('x'), 'session.log'));
    const entry = locked.lastIndexOf('PK\u0001\u0002', undefined, 'latin1');
    locked.writeUInt16LE(locked.readUInt16LE(entry + 8) | 1, entry + 8);
    expect(await faultOf(locked)).toBe('session.log is encrypted.');
  });

  test('a bomb: much behind few bytes, and one that lies about its size', async () => {
    const much = Buffer.alloc(MAX_CASE_UNPACKED_BYTES / 4);
    const bomb = await zipOf((zip) => {
      for (let i = 0; i < 5; i++) zip.addBuffer(much, `file-${i}`);
    });
    expect(bomb.byteLength).toBeLessThan(1024 * 1024);
    expect(await faultOf(bomb)).toBe('The bundle unpacks to more than a case can hold.');
    const liar = await zipOf((zip) => zip.addBuffer(much, 'manifest.json'));
    const entry = liar.lastIndexOf('PK\u0001\u0002', undefined, 'latin1');
    liar.writeUInt32LE(10, entry + 24);
    expect(await faultOf(liar)).toMatch(/^The file is no zip that can be read/);
  });

  test('no zip, a zip cut short, an empty one', async () => {
    for (const bytes of [Buffer.of(), Buffer.from('hello'), bundle.subarray(0, -10), bundle.subarray(100)]) {
      expect(await faultOf(bytes)).toMatch(/^The file is no zip that can be read|missing/);
    }
    expect(await faultOf(await zipOf(() => {}))).toBe('manifest.json is missing.');
  });

  test('a review of it answers in a sentence, and the server goes on', async () => {
    const answer = await fetch(`${server.origin}/api/cases/review`, {
      method: 'POST',
      body: new Uint8Array(await renamed('nnnnnnnn', '../../xx')),
    });
    expect(await answer.json()).toMatchObject({
      fits: false,
      fault: expect.stringMatching(/leads out of it/),
    });
    expect((await fetch(`${server.origin}/healthz`)).ok).toBe(true);
  });
});
