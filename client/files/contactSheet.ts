import { PAPER, paintStrokes } from '../picture/paintStrokes.ts';
import type { SeenStroke } from '../picture/seenStrokes.ts';
import { newCanvas } from './canvasFile.ts';
import type { PdfWords } from './pdfWords.ts';

/** One state of the room on the sheet. */
export interface ContactEntry {
  title: string;
  /** second line: when, who */
  caption: string;
  strokes: readonly SeenStroke[];
  portrait: CanvasImageSource | null;
}

/** px of an A4 page at 200 dpi */
export const PAGE = { width: 1654, height: 2339 };
const MARGIN = 110;
const COLUMNS = 2;
const GAP = 48;
const HEADING = 120;
const FOOT = 50;
/** px of title and caption below each pair of pictures */
const WORDS = 84;
const INK = '#24211c';
const SOFT = '#5d5547';

const cellWidth = (PAGE.width - 2 * MARGIN - (COLUMNS - 1) * GAP) / COLUMNS;
/** sketch and portrait side by side */
const side = cellWidth / 2;
const cellHeight = side + WORDS;
const rows = Math.floor((PAGE.height - 2 * MARGIN - HEADING - FOOT + GAP) / (cellHeight + GAP));
export const ENTRIES_PER_PAGE = rows * COLUMNS;

export interface ContactPage {
  canvas: HTMLCanvasElement;
  /** what is written on it */
  words: PdfWords[];
}

/**
 * Draws one page: title, pairs of sketch and portrait with their words, and what the portraits are.
 * @param entries at most `ENTRIES_PER_PAGE`
 */
export function contactPage(
  entries: readonly ContactEntry[],
  words: { title: string; foot: string },
): ContactPage {
  const [canvas, context] = newCanvas(PAGE.width, PAGE.height);
  const written: PdfWords[] = [];
  context.fillStyle = '#ffffff';
  context.fillRect(0, 0, PAGE.width, PAGE.height);
  const write: Writer = (text, line) => written.push(writeOn(context, text, line));
  write(words.title, { x: MARGIN, y: MARGIN + 50, size: 54, colour: INK, family: 'serif' });
  for (const [index, entry] of entries.entries()) {
    const x = MARGIN + (index % COLUMNS) * (cellWidth + GAP);
    const y = MARGIN + HEADING + Math.floor(index / COLUMNS) * (cellHeight + GAP);
    paintEntry(context, write, entry, x, y);
  }
  write(words.foot, { x: MARGIN, y: PAGE.height - MARGIN, size: 24, colour: SOFT });
  return { canvas, words: written };
}

/** The same pages below each other as one picture. */
export function stacked(pages: readonly ContactPage[]): HTMLCanvasElement {
  const [canvas, context] = newCanvas(PAGE.width, PAGE.height * pages.length);
  for (const [index, page] of pages.entries()) context.drawImage(page.canvas, 0, index * PAGE.height);
  return canvas;
}

function paintEntry(
  context: CanvasRenderingContext2D,
  write: Writer,
  entry: ContactEntry,
  x: number,
  y: number,
): void {
  context.fillStyle = PAPER;
  context.fillRect(x, y, side, side);
  paintStrokes(context, entry.strokes, { x, y, size: side });
  if (entry.portrait) context.drawImage(entry.portrait, x + side, y, side, side);
  context.strokeStyle = '#d9cfbc';
  context.lineWidth = 2;
  context.strokeRect(x, y, 2 * side, side);
  write(entry.title, { x, y: y + side + 38, size: 30, colour: INK });
  write(entry.caption, { x, y: y + side + 72, size: 24, colour: SOFT });
}

interface Line {
  x: number;
  y: number;
  size: number;
  colour: string;
  family?: string;
}

type Writer = (words: string, line: Line) => void;

/** Long words are squeezed, longer ones than that are cut: nothing runs into its neighbour. */
function writeOn(context: CanvasRenderingContext2D, words: string, line: Line): PdfWords {
  const { x, y, size, colour, family = 'system-ui, sans-serif' } = line;
  context.font = `${size}px ${family}`;
  context.fillStyle = colour;
  const room = size > 50 || y > PAGE.height - 2 * MARGIN ? PAGE.width - 2 * MARGIN : cellWidth;
  let shown = words;
  while (shown.length > 1 && context.measureText(shown).width > room * 1.15) shown = `${shown.slice(0, -2)}…`;
  context.fillText(shown, x, y, room);
  return { text: shown, x, y, size, width: Math.min(room, context.measureText(shown).width) };
}
