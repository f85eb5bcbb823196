import sharp from 'sharp';

export interface Tile {
  name: string;
  file: string;
}

/** px between tiles, and of a tile's name */
const GAP = 12;
const CAPTION = 22;

const escaped = (text: string) => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;');

/** All pictures of one device and theme on one sheet, each with its name. */
export async function contactSheet(tiles: readonly Tile[], width: number, columns: number): Promise<Buffer> {
  const pictures = await Promise.all(
    tiles.map(async ({ name, file }) => ({
      name,
      ...(await sharp(file).resize({ width }).png().toBuffer({ resolveWithObject: true })),
    })),
  );
  const height = Math.max(...pictures.map(({ info }) => info.height)) + CAPTION;
  const placeOf = (i: number) => ({
    left: GAP + (i % columns) * (width + GAP),
    top: GAP + Math.floor(i / columns) * (height + GAP),
  });
  const layers = pictures.flatMap(({ name, data }, i) => {
    const { left, top } = placeOf(i);
    const words = `<svg width="${width}" height="${CAPTION}"><text x="2" y="15" font-size="14" font-family="sans-serif">${escaped(name)}</text></svg>`;
    return [
      { input: Buffer.from(words), left, top },
      { input: data, left, top: top + CAPTION },
    ];
  });
  return sharp({
    create: {
      width: GAP + columns * (width + GAP),
      height: GAP + Math.ceil(tiles.length / columns) * (height + GAP),
      channels: 3,
      background: '#c8c8c8',
    },
  })
    .composite(layers)
    .png()
    .toBuffer();
}
