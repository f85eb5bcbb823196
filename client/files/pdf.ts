import { GLYPH, InvisibleWords, type PdfWords } from './pdfWords.ts';

/** A page that is one picture: names may be in any script, and the standard fonts of PDF know Latin only. */
export interface PdfPage {
  /** JPEG, RGB */
  jpeg: Uint8Array;
  /** px */
  width: number;
  height: number;
  /** what can be chosen and searched on it */
  words: readonly PdfWords[];
}

export interface PdfMetadata {
  title: string;
  subject: string;
  /** ms since the Unix epoch */
  createdAt: number;
}

/** PDF points of A4. */
export const A4 = { width: 595, height: 842 };

/** Writes a PDF 1.4 of A4 pages (PDF reference, sections 3.4 and 4.8): header, objects, table of their places. */
export function writePdf(pages: readonly PdfPage[], metadata: PdfMetadata): Uint8Array<ArrayBuffer> {
  const encoder = new TextEncoder();
  const parts: Uint8Array[] = [];
  const places: number[] = [];
  let length = 0;
  const write = (part: string | Uint8Array) => {
    const bytes = typeof part === 'string' ? encoder.encode(part) : part;
    parts.push(bytes);
    length += bytes.byteLength;
  };
  const object = (number: number, ...content: (string | Uint8Array)[]) => {
    places[number] = length;
    write(`${number} 0 obj\n`);
    for (const part of content) write(part);
    write('\nendobj\n');
  };
  const stream = (dictionary: string, data: Uint8Array): (string | Uint8Array)[] => [
    `<< ${dictionary} /Length ${data.byteLength} >>\nstream\n`,
    data,
    '\nendstream',
  ];
  const words = new InvisibleWords(pages.map((page) => page.words));
  /** font n (from 0): its dictionary and its table; object 4 is their glyph */
  const fontNumber = (font: number, kind: 0 | 1) => 5 + 2 * font + kind;
  /** page n (from 0): its page, content and picture objects */
  const numberOf = (page: number, kind: 0 | 1 | 2) => 5 + 2 * words.fonts + 3 * page + kind;

  write('%PDF-1.4\n%\u00e4\u00f6\u00fc\n');
  object(1, '<< /Type /Catalog /Pages 2 0 R >>');
  const kids = pages.map((_, page) => `${numberOf(page, 0)} 0 R`).join(' ');
  object(2, `<< /Type /Pages /Count ${pages.length} /Kids [${kids}] >>`);
  object(
    3,
    `<< /Title ${text(metadata.title)} /Subject ${text(metadata.subject)} /Producer (Limn) /CreationDate ${date(metadata.createdAt)} >>`,
  );
  object(4, ...stream('', encoder.encode(GLYPH)));
  const fonts = Array.from({ length: words.fonts }, (_, font) => font);
  for (const font of fonts) {
    object(fontNumber(font, 0), words.dictionary(font, 4, fontNumber(font, 1)));
    object(fontNumber(font, 1), ...stream('', encoder.encode(words.unicodeOf(font))));
  }
  const named = fonts.map((font) => `/F${font} ${fontNumber(font, 0)} 0 R`).join(' ');
  for (const [page, { jpeg, width, height, words: lines }] of pages.entries()) {
    const resources = `/Resources << /XObject << /P ${numberOf(page, 2)} 0 R >> /Font << ${named} >> >>`;
    object(
      numberOf(page, 0),
      `<< /Type /Page /Parent 2 0 R /MediaBox [0 0 ${A4.width} ${A4.height}] ${resources} /Contents ${numberOf(page, 1)} 0 R >>`,
    );
    object(
      numberOf(page, 1),
      ...stream(
        '',
        encoder.encode(
          `q ${A4.width} 0 0 ${A4.height} 0 0 cm /P Do Q\n${words.content(lines, A4.height / height, height)}`,
        ),
      ),
    );
    const picture = `/Type /XObject /Subtype /Image /Width ${width} /Height ${height} /ColorSpace /DeviceRGB /BitsPerComponent 8 /Filter /DCTDecode`;
    object(numberOf(page, 2), ...stream(picture, jpeg));
  }
  const table = length;
  const entries = places.slice(1).map((place) => `${String(place).padStart(10, '0')} 00000 n \n`);
  write(`xref\n0 ${entries.length + 1}\n0000000000 65535 f \n${entries.join('')}`);
  write(`trailer\n<< /Size ${entries.length + 1} /Root 1 0 R /Info 3 0 R >>\nstartxref\n${table}\n%%EOF\n`);

  const file = new Uint8Array(length);
  let at = 0;
  for (const part of parts) {
    file.set(part, at);
    at += part.byteLength;
  }
  return file;
}

/** Any text as UTF-16 in hexadecimal: nothing in it can end the string. */
function text(value: string): string {
  const units = Array.from({ length: value.length }, (_, i) =>
    value.charCodeAt(i).toString(16).padStart(4, '0'),
  );
  return `<feff${units.join('')}>`;
}

function date(time: number): string {
  return `(D:${new Date(time).toISOString().slice(0, 19).replace(/[-T:]/g, '')}Z)`;
}
