import type { VersionHead } from '../../shared/versions.ts';
import { canvasFile } from './canvasFile.ts';
import {
  type ContactEntry,
  type ContactPage,
  contactPage,
  ENTRIES_PER_PAGE,
  PAGE,
  stacked,
} from './contactSheet.ts';
import { writePdf } from './pdf.ts';
import { withPngMetadata } from './pngMetadata.ts';
import type { RoomMaterial } from './roomMaterial.ts';

/** Pages that one PNG holds: beyond it browsers give no canvas. */
const MAX_PNG_PAGES = 3;
const JPEG_QUALITY = 0.9;

export interface ContactSheetOptions {
  format: 'png' | 'pdf';
  /** versions on it, in order; the state of this moment comes last */
  heads: readonly VersionHead[];
  wordsOf: (head: VersionHead | null) => { title: string; caption: string };
  title: string;
  foot: string;
}

/** How many versions one contact sheet of a format takes. */
export function mostOn(format: ContactSheetOptions['format']): number {
  return format === 'png' ? MAX_PNG_PAGES * ENTRIES_PER_PAGE - 1 : Number.POSITIVE_INFINITY;
}

/** @throws ApiFailure */
export async function makeContactSheet(material: RoomMaterial, options: ContactSheetOptions): Promise<Blob> {
  const entries: ContactEntry[] = [];
  for (const head of options.heads) {
    const [strokes, portrait] = await Promise.all([material.strokesOf(head), material.portraitOf(head)]);
    entries.push({ ...options.wordsOf(head), strokes, portrait });
  }
  entries.push({ ...options.wordsOf(null), strokes: material.strokes, portrait: await material.portrait() });
  return sheetFile(entries, { ...options, description: material.description });
}

interface SheetFileOptions extends Pick<ContactSheetOptions, 'format' | 'title' | 'foot'> {
  /** what the file's metadata says of its portraits */
  description: string;
}

/** A contact sheet of these entries, as many pages as they take. */
export async function sheetFile(entries: readonly ContactEntry[], options: SheetFileOptions): Promise<Blob> {
  const pages: ContactPage[] = [];
  for (let first = 0; first < entries.length; first += ENTRIES_PER_PAGE) {
    pages.push(contactPage(entries.slice(first, first + ENTRIES_PER_PAGE), options));
  }
  return options.format === 'png' ? asPng(pages, options) : asPdf(pages, options);
}

async function asPng(pages: ContactPage[], { description }: SheetFileOptions): Promise<Blob> {
  const png = await canvasFile(stacked(pages), 'image/png');
  const bytes = withPngMetadata(new Uint8Array(await png.arrayBuffer()), description);
  return new Blob([bytes], { type: 'image/png' });
}

async function asPdf(pages: ContactPage[], { title, description }: SheetFileOptions): Promise<Blob> {
  const pictures = await Promise.all(
    pages.map(async ({ canvas, words }) => {
      const jpeg = await canvasFile(canvas, 'image/jpeg', JPEG_QUALITY);
      return {
        jpeg: new Uint8Array(await jpeg.arrayBuffer()),
        width: PAGE.width,
        height: PAGE.height,
        words,
      };
    }),
  );
  const pdf = writePdf(pictures, { title, subject: description, createdAt: Date.now() });
  return new Blob([pdf], { type: 'application/pdf' });
}
