import type { RgbPicture } from './imageSynthesis.ts';

/** The words that every portrait carries. */
export const CAPTION = 'generated illustration, not a photograph';

/** Glyphs 5 wide and 9 high (two rows for descenders). Own bitmaps: a server may have no fonts at all. */
const GLYPHS: Readonly<Record<string, readonly string[]>> = {
  a: ['', '', ' ### ', '    #', ' ####', '#   #', ' ####'],
  d: ['    #', '    #', ' ####', '#   #', '#   #', '#   #', ' ####'],
  e: ['', '', ' ### ', '#   #', '#####', '#    ', ' ### '],
  g: ['', '', ' ####', '#   #', '#   #', '#   #', ' ####', '    #', ' ### '],
  h: ['#    ', '#    ', '# ## ', '##  #', '#   #', '#   #', '#   #'],
  i: ['  #  ', '', ' ##  ', '  #  ', '  #  ', '  #  ', ' ### '],
  l: [' ##  ', '  #  ', '  #  ', '  #  ', '  #  ', '  #  ', ' ### '],
  n: ['', '', '# ## ', '##  #', '#   #', '#   #', '#   #'],
  o: ['', '', ' ### ', '#   #', '#   #', '#   #', ' ### '],
  p: ['', '', '#### ', '#   #', '#   #', '#   #', '#### ', '#    ', '#    '],
  r: ['', '', '# ## ', '##  #', '#    ', '#    ', '#    '],
  s: ['', '', ' ####', '#    ', ' ### ', '    #', '#### '],
  t: [' #   ', ' #   ', '###  ', ' #   ', ' #   ', ' #  #', '  ## '],
  u: ['', '', '#   #', '#   #', '#   #', '#  ##', ' ## #'],
  ',': ['', '', '', '', '', ' ##  ', ' ##  ', '  #  ', ' #   '],
  ' ': [],
};
const ADVANCE = 6;
const GLYPH_HEIGHT = 9;
/** glyph px between the words and the edge of their plate */
const PADDING = 2;
/** 0…255 */
const TEXT_LEVEL = 240;
/** what is left of the picture's light behind the words */
const PLATE_TRANSPARENCY = 0.4;

/** px: height of the plate under the words on a picture of that size. */
export const captionHeight = (size: number) => (GLYPH_HEIGHT + 2 * PADDING) * scaleAt(size);

const scaleAt = (size: number) => Math.max(1, Math.floor(size / 256));

/**
 * Writes the caption into the lower left corner, light on a darkened plate so that it reads on any
 * picture: 1 px a glyph pixel up to 256 px, 2 px up to 512.
 */
export function drawCaption(picture: RgbPicture): void {
  const { size, data } = picture;
  const scale = scaleAt(size);
  const plateWidth = (CAPTION.length * ADVANCE - 1 + 2 * PADDING) * scale;
  const top = size - captionHeight(size);
  for (let y = top; y < size; y++) {
    for (let i = 3 * y * size; i < 3 * (y * size + plateWidth); i++) {
      data[i] = (data[i] as number) * PLATE_TRANSPARENCY;
    }
  }
  forEachInkedPixel((glyphX, glyphY) => {
    for (let v = 0; v < scale; v++) {
      const y = top + (PADDING + glyphY) * scale + v;
      const x = (PADDING + glyphX) * scale;
      data.fill(TEXT_LEVEL, 3 * (y * size + x), 3 * (y * size + x + scale));
    }
  });
}

function forEachInkedPixel(draw: (x: number, y: number) => void): void {
  [...CAPTION].forEach((letter, place) => {
    const glyph = GLYPHS[letter] ?? [];
    glyph.forEach((row, y) => {
      for (let x = 0; x < row.length; x++) if (row[x] === '#') draw(place * ADVANCE + x, y);
    });
  });
}
