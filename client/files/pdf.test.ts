import sharp from 'sharp';
import { expect, test } from 'vitest';
import { writePdf } from './pdf.ts';

const jpeg = (width: number, height: number) =>
  sharp({ create: { width, height, channels: 3, background: '#a33' } })
    .jpeg()
    .toBuffer();

test('E6 every object of a PDF stands where its table says, every picture is the one put in', async () => {
  const pictures = [await jpeg(30, 42), await jpeg(60, 84)];
  const pages = pictures.map((picture, i) => ({
    jpeg: picture,
    width: 30 * (i + 1),
    height: 42 * (i + 1),
    words: [],
  }));
  const file = Buffer.from(writePdf(pages, { title: 'Лист (1)', subject: 'a) b\\', createdAt: 0 }));
  const latin = file.toString('latin1');
  expect(latin.startsWith('%PDF-1.4\n')).toBe(true);
  const table = Number(/startxref\n(\d+)\n%%EOF\n$/.exec(latin)?.[1]);
  expect(latin.slice(table, table + 5)).toBe('xref\n');
  const places = [...latin.slice(table).matchAll(/^(\d{10}) 00000 n $/gm)].map(([, place]) => Number(place));
  expect(places).toHaveLength(4 + 3 * pages.length);
  for (const [i, place] of places.entries())
    expect(latin.slice(place).startsWith(`${i + 1} 0 obj\n`)).toBe(true);
  const streams = [...latin.matchAll(/\/DCTDecode \/Length (\d+) >>\nstream\n/g)].map((match) => {
    const start = (match.index ?? 0) + match[0].length;
    return file.subarray(start, start + Number(match[1]));
  });
  expect(streams).toEqual(pictures);
  expect(latin).toContain('/Count 2');
});

test('E6 the words of a page can be chosen, in any script and however many characters', async () => {
  const many = Array.from({ length: 300 }, (_, i) => String.fromCodePoint(0x4e00 + i)).join('');
  const lines = ['Drei Striche – три (1) <\\>', '👩‍🎨 名前', many];
  const words = lines.map((text, i) => ({ text, x: 10, y: 20 + 10 * i, size: 8, width: 200 }));
  const page = { jpeg: await jpeg(30, 42), width: 300, height: 420, words };
  const latin = Buffer.from(writePdf([page], { title: '', subject: '', createdAt: 0 })).toString('latin1');
  const tables = [...latin.matchAll(/begincmap[\s\S]*?endcmap/g)].map(
    ([table]) =>
      new Map(
        [...table.matchAll(/^<(..)> <([0-9a-f]+)>$/gm)].map(([, code = '', units = '']) => [
          code,
          String.fromCharCode(...(units.match(/.{4}/g) ?? []).map((unit) => Number.parseInt(unit, 16))),
        ]),
      ),
  );
  const read = [...latin.matchAll(/^BT .*ET$/gm)].map(([line]) =>
    [...line.matchAll(/\/F(\d) [\d.]+ Tf <([0-9a-f]+)> Tj/g)]
      .flatMap(([, font, codes = '']) =>
        (codes.match(/../g) ?? []).map((code) => tables[Number(font)]?.get(code)),
      )
      .join(''),
  );
  expect(read).toEqual(lines);
});
