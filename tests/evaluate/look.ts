import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import sharp from 'sharp';
import { type Candidate, draw, settingsOf } from './candidate.ts';
import { chooseSome } from './chooseSome.ts';
import { degrade } from './degrade.ts';
import { Progress } from './progress.ts';
import { seedFor } from './seedFor.ts';
import { drawingPicture, inRows, writeSheet } from './sheets.ts';
import type { Subject } from './subjects.ts';

const FULL_SIZE = 512;
const PORTRAITS = 64;
const PORTRAITS_A_ROW = 8;

/** What an unsure hand makes of a clean drawing. */
const ROUGH = { deformation: 8, missing: 0.2 };
const REFINEMENTS = [0, 0.5, 1];
const ROUGH_DRAWINGS = 12;
/** px */
const TILE = 256;

/** Writes the sheets that people look at. @returns their files */
export async function writeLookSheets(
  candidate: Candidate,
  subjects: readonly Subject[],
  seed: number,
  folder: string,
): Promise<string[]> {
  await mkdir(folder, { recursive: true });
  const portraits = path.join(folder, 'portraits-64.webp');
  const chosen = chooseSome(subjects, PORTRAITS, seed);
  const progress = new Progress('looking', chosen.length + ROUGH_DRAWINGS);
  const pictures: Uint8Array[] = [];
  for (const subject of chosen) {
    pictures.push(await draw(candidate, subject, seed));
    progress.step();
  }
  await writeSheet(inRows(pictures, PORTRAITS_A_ROW), FULL_SIZE, portraits);

  const refinements = path.join(folder, 'refinements.png');
  const rows: (Uint8Array | null)[][] = [];
  for (const subject of chooseSome(chosen, ROUGH_DRAWINGS, seed)) {
    rows.push(await refinementRow(candidate, subject, seed));
    progress.step();
  }
  await writeSheet(rows, TILE, refinements);
  return [portraits, refinements];
}

/** A rough drawing | its shadow guide | portraits at r = 0, ½, 1 and by default | the clean drawing | the photo. */
async function refinementRow(
  candidate: Candidate,
  subject: Subject,
  seed: number,
): Promise<(Uint8Array | null)[]> {
  const { id, photo } = subject;
  const strokes = degrade(subject.strokes, ROUGH, seedFor(seed, id));
  const portraits: Uint8Array[] = [];
  for (const refinement of [...REFINEMENTS, null]) {
    portraits.push(await draw({ ...candidate, refinement }, { id, strokes, photo }, seed));
  }
  return [
    await drawingPicture(strokes),
    await shadowGuide(candidate, id, strokes, seed),
    ...portraits,
    await drawingPicture(subject.strokes),
    photo,
  ];
}

async function shadowGuide(
  candidate: Candidate,
  id: string,
  strokes: Subject['strokes'],
  seed: number,
): Promise<Uint8Array | null> {
  let guide: Uint8Array | null = null;
  await candidate.pipeline.render(
    {
      drawing: { strokes },
      settings: { ...settingsOf(candidate, id, seed), shadow: true },
      size: 256,
    },
    ({ image }) => {
      guide = image;
    },
  );
  // Its ink lies in the alpha channel.
  return guide && sharp(guide).flatten({ background: '#ffffff' }).png().toBuffer();
}
