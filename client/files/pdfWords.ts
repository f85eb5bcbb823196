/** A line of words on a page, where its picture shows them. */
export interface PdfWords {
  text: string;
  /** px of the page's picture: left end of the base line */
  x: number;
  y: number;
  /** px */
  size: number;
  /** px that the line takes */
  width: number;
}

/** Codes of one font: 0 stays free, since some readers end a string there. */
const CODES = 255;
/** thousandths of the size: every glyph's width; a line is stretched to what it takes */
const ADVANCE = 500;

/**
 * Words that can be chosen and searched, in any script: fonts without a shape (PDF reference, section 5.5.4, Type 3) whose codes
 * say which characters they stand for. The picture below shows them.
 */
export class InvisibleWords {
  /** distinct characters of all pages; the place says font and code */
  private readonly characters: string[];
  private readonly places: ReadonlyMap<string, number>;

  constructor(pages: readonly (readonly PdfWords[])[]) {
    this.characters = [...new Set(pages.flat().flatMap(({ text }) => [...text]))];
    this.places = new Map(this.characters.map((character, place) => [character, place]));
  }

  /** How many fonts the characters need. */
  get fonts(): number {
    return Math.ceil(this.characters.length / CODES);
  }

  /** What a page draws for its words. @param scale PDF points a px @param height px of the page */
  content(words: readonly PdfWords[], scale: number, height: number): string {
    return words
      .filter(({ text }) => text.length > 0)
      .map(({ text, x, y, size, width }) => {
        const stretch = (100 * width) / (([...text].length * ADVANCE * size) / 1000);
        const shown = this.runs(text).map(
          ([font, codes]) => `/F${font} ${round(size * scale)} Tf <${codes}> Tj`,
        );
        const place = `${round(x * scale)} ${round((height - y) * scale)}`;
        return `BT 3 Tr ${round(stretch)} Tz 1 0 0 1 ${place} Tm ${shown.join(' ')} ET`;
      })
      .join('\n');
  }

  /** A font's dictionary. @param glyph, toUnicode numbers of objects: `GLYPH`, and the stream of `unicodeOf` */
  dictionary(font: number, glyph: number, toUnicode: number): string {
    const count = this.charactersOf(font).length;
    const widths = Array(count).fill(ADVANCE).join(' ');
    const names = Array(count).fill('/g').join(' ');
    return (
      `<< /Type /Font /Subtype /Type3 /FontBBox [0 0 ${ADVANCE} 1000] /FontMatrix [0.001 0 0 0.001 0 0] ` +
      `/CharProcs << /g ${glyph} 0 R >> /Encoding << /Type /Encoding /Differences [1 ${names}] >> ` +
      `/FirstChar 1 /LastChar ${count} /Widths [${widths}] /Resources << >> /ToUnicode ${toUnicode} 0 R >>`
    );
  }

  /** A font's table of codes and characters. */
  unicodeOf(font: number): string {
    const lines = this.charactersOf(font).map((character, i) => `<${hex(i + 1)}> <${utf16(character)}>`);
    const blocks: string[] = [];
    for (let i = 0; i < lines.length; i += 100) {
      const block = lines.slice(i, i + 100);
      blocks.push(`${block.length} beginbfchar\n${block.join('\n')}\nendbfchar`);
    }
    return `/CIDInit /ProcSet findresource begin
12 dict begin
begincmap
/CMapName /Limn def
/CMapType 2 def
1 begincodespacerange
<00> <ff>
endcodespacerange
${blocks.join('\n')}
endcmap
end
end`;
  }

  private charactersOf(font: number): string[] {
    return this.characters.slice(font * CODES, (font + 1) * CODES);
  }

  /** Pieces of a text in one font each, with their codes. */
  private runs(text: string): [font: number, codes: string][] {
    const runs: [number, string][] = [];
    for (const character of text) {
      const place = this.places.get(character) ?? 0;
      const [font, code] = [Math.floor(place / CODES), hex((place % CODES) + 1)];
      const last = runs.at(-1);
      if (last?.[0] === font) last[1] += code;
      else runs.push([font, code]);
    }
    return runs;
  }
}

/** The one glyph of all these fonts: it moves on and draws nothing. */
export const GLYPH = `${ADVANCE} 0 d0`;

const hex = (code: number) => code.toString(16).padStart(2, '0');

function utf16(character: string): string {
  return Array.from({ length: character.length }, (_, i) =>
    character.charCodeAt(i).toString(16).padStart(4, '0'),
  ).join('');
}

function round(value: number): number {
  return Math.round(value * 100) / 100;
}
