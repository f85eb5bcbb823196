import { access } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import sharp from 'sharp';

/** `npm run guides`: the guides' pictures, from what the browser tests of the three jobs saw (`npm test -- witness classroom team`). */
const PICTURES = [
  'classroom-home',
  'classroom-lobby',
  'classroom-gallery',
  'classroom-shown',
  'witness',
  'witness-guide-question',
  'witness-candidates',
  'witness-session',
  'witness-combined',
  'case-review',
  'team-variants',
  'team-ab',
  'team-branches',
  'team-gallery',
];
/** px: a page of text is no wider */
const WIDTH = 880;
const QUALITY = 72;

const seen = new URL('../artefacts/screenshots/', import.meta.url);
const guides = new URL('../../client/guides/', import.meta.url);

for (const name of PICTURES) {
  const from = fileURLToPath(new URL(`${name}.png`, seen));
  await access(from).catch(() => {
    throw new Error(`${name}.png is missing: run npm test -- witness classroom team first`);
  });
  const to = fileURLToPath(new URL(`${name}.webp`, guides));
  const { size } = await sharp(from).resize({ width: WIDTH }).webp({ quality: QUALITY }).toFile(to);
  process.stdout.write(`client/guides/${name}.webp ${Math.round(size / 1024)} KB\n`);
}
