import { appendFile, mkdir, readFile } from 'node:fs/promises';
import path from 'node:path';

/**
 * Results that took long, kept in a text file: a line `KEY VALUE` each, only ever appended, so that a
 * stopped run goes on where it was. A line that was cut off is forgotten.
 */
export class LineStore {
  private constructor(
    private readonly file: string,
    private readonly entries: Map<string, string>,
  ) {}

  static async open(file: string): Promise<LineStore> {
    await mkdir(path.dirname(file), { recursive: true });
    const text = await readFile(file, 'utf8').catch(() => '');
    const whole = text.slice(0, text.lastIndexOf('\n') + 1);
    const entries = new Map<string, string>();
    for (const line of whole.split('\n')) {
      const space = line.indexOf(' ');
      if (space > 0) entries.set(line.slice(0, space), line.slice(space + 1));
    }
    // What comes next must not continue a line that was cut off.
    if (whole.length < text.length) await appendFile(file, '\n');
    return new LineStore(file, entries);
  }

  get(key: string): string | undefined {
    return this.entries.get(key);
  }

  get size(): number {
    return this.entries.size;
  }

  [Symbol.iterator](): IterableIterator<[string, string]> {
    return this.entries.entries();
  }

  /** @param key without spaces @param value without line ends */
  async add(key: string, value: string): Promise<void> {
    this.entries.set(key, value);
    await appendFile(this.file, `${key} ${value}\n`);
  }
}
