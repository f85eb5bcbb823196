import sharp, { type OverlayOptions } from 'sharp';
import { PortraitPipeline } from '../../models/index.ts';
import { type JudgedDrawing, judgeDrawings } from './drawings.ts';
import { FOUND, loadFaceJudge } from './faceJudge.ts';

/** canvas px: pupils placed within it are where the networks expect them, beyond it the face is lost */
const WELL_PLACED = 20;
const LOST = 40;
/** Photos among which the true one must be to count as recognised. */
const NEAREST = 10;
const TILE = 160;
const COLUMNS = 12;

interface ReportOptions {
  readonly moved: number | undefined;
  readonly every: number;
  readonly sheet: string | undefined;
  readonly json: boolean;
}

/** Draws and judges a folder of drawings, prints what came out, and writes each drawing over its portrait. */
export async function reportDrawings(folder: string, options: ReportOptions): Promise<void> {
  const pipeline = await PortraitPipeline.load();
  const judged = await judgeDrawings(folder, pipeline, await loadFaceJudge(), {
    moved: options.moved,
    every: options.every,
    onProgress: (done, all) => {
      if (process.stderr.isTTY) process.stderr.write(`\r${done}/${all}${done === all ? '\n' : ''}`);
    },
  });
  const figures = figuresOf(judged);
  for (const { name, score, placing } of judged) {
    if (score >= FOUND && (placing ?? 0) <= WELL_PLACED) continue;
    console.log(`${name}: score ${score.toFixed(2)}, pupils off by ${placing?.toFixed(0) ?? '?'} px`);
  }
  console.log(
    `${figures.found} of ${figures.drawings} faces found, ${figures.refused} drawings refused; pupils off by ` +
      `${figures.placingMedian} px (median of ${figures.placed}), ${figures.wellPlaced} within ${WELL_PLACED}, ${figures.lost} beyond ${LOST}; ` +
      `${figures.recognised} of ${figures.people} among the ${NEAREST} nearest photos`,
  );
  if (options.sheet) await drawingsSheet(judged, options.sheet);
  if (options.json) console.log(JSON.stringify({ name: 'judge-drawings', figures }));
  await pipeline.dispose();
}

function figuresOf(judged: readonly JudgedDrawing[]) {
  const placings = judged.flatMap(({ placing }) => placing ?? []).sort((a, b) => a - b);
  const ranks = judged.flatMap(({ rank }) => rank ?? []);
  return {
    drawings: judged.length,
    found: judged.filter(({ score }) => score >= FOUND).length,
    refused: judged.filter(({ portrait }) => !portrait).length,
    placed: placings.length,
    placingMedian: Math.round(10 * (placings[placings.length >> 1] ?? 0)) / 10,
    wellPlaced: placings.filter((error) => error < WELL_PLACED).length,
    lost: placings.filter((error) => error > LOST).length,
    people: ranks.length,
    recognised: ranks.filter((rank) => rank <= NEAREST).length,
  };
}

async function drawingsSheet(judged: readonly JudgedDrawing[], output: string): Promise<void> {
  const tiles: OverlayOptions[] = [];
  for (const [i, { drawing, portrait }] of judged.entries()) {
    const left = (i % COLUMNS) * TILE;
    const top = Math.floor(i / COLUMNS) * 2 * TILE;
    tiles.push({ input: await tile(drawing), left, top });
    if (portrait) tiles.push({ input: await tile(portrait), left, top: top + TILE });
  }
  const height = Math.ceil(judged.length / COLUMNS) * 2 * TILE;
  const sheet = { width: COLUMNS * TILE, height, channels: 3 as const, background: '#ffffff' };
  await sharp({ create: sheet }).composite(tiles).png().toFile(output);
}

function tile(picture: Uint8Array): Promise<Buffer> {
  return sharp(picture)
    .flatten({ background: '#ffffff' })
    .resize(TILE, TILE, { fit: 'contain', background: '#ffffff' })
    .png()
    .toBuffer();
}
