import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { defaultWeightsDir, ReferenceReader } from '../../models/index.ts';
import { Weights } from '../../models/weights.ts';
import { readMasks } from './faceMasks.ts';
import { isClean, readFaceRecords, splitOf } from './faceRecords.ts';
import { shardPictures } from './faceShards.ts';
import { GlassesJudge, glassesJudgeSchema, type KnownPhoto } from './glassesJudge.ts';
import { parsedFace } from './parsedFace.ts';
import { Progress } from './progress.ts';
import { wearsGlasses } from './wearsGlasses.ts';

/** Of the training photos without glasses every so many-eth is enough. */
const BARE_STEP = 8;

/**
 * The judge of a set's parser, fitted to the photos of the training split; kept in the cache, since a thousand photos take minutes.
 * Null where nobody wears glasses.
 */
export async function trainedGlassesJudge(
  faces: string,
  weightsDir: string | undefined,
  cache: string,
): Promise<GlassesJudge | null> {
  const { manifest } = await Weights.open(weightsDir ?? defaultWeightsDir());
  const file = path.join(cache, `glasses-${manifest.hashes[manifest.parser]?.slice(0, 12)}.json`);
  const kept = await readFile(file, 'utf8').catch(() => null);
  if (kept) return new GlassesJudge(glassesJudgeSchema.parse(JSON.parse(kept)));
  const judge = GlassesJudge.fit(await trainingPhotos(faces, weightsDir));
  if (judge) await writeFile(file, JSON.stringify(judge.facts));
  return judge;
}

async function trainingPhotos(faces: string, weightsDir: string | undefined): Promise<KnownPhoto[]> {
  const ids = (await readFaceRecords(faces)).filter(isClean).map(({ id }) => id);
  const training = new Set(ids.filter((id) => splitOf(id) === 'training'));
  const masks = await readMasks(faces, (id) => training.has(id));
  const worn = new Map<string, boolean>();
  let bare = 0;
  for (const id of training) {
    const mask = masks.get(id);
    const wears = mask ? wearsGlasses(mask) : null;
    if (wears || (wears === false && bare++ % BARE_STEP === 0)) worn.set(id, wears);
  }
  const parser = await ReferenceReader.load({ weightsDir });
  const progress = new Progress('glasses judge', worn.size);
  const photos: KnownPhoto[] = [];
  for await (const { id, picture } of shardPictures(faces, (id) => worn.has(id))) {
    const { signs } = await parsedFace(picture, parser);
    photos.push({ signs, worn: worn.get(id) ?? false });
    progress.step();
  }
  await parser.dispose();
  return photos;
}
