import path from 'node:path';
import { messageOf } from '../../models/errors.ts';
import { loadFaceJudge } from '../judge/faceJudge.ts';
import { descriptorFromText, descriptorToText } from './descriptorText.ts';
import { landmarkShares, readFaceRecords } from './faceRecords.ts';
import { shardPictures } from './faceShards.ts';
import { LineStore } from './lineStore.ts';
import { Progress } from './progress.ts';
import type { Problem } from './subjects.ts';

/** Descriptors of given faces by id. */
export type Gallery = ReadonlyMap<string, Float32Array>;

/** What is there of a gallery; empty where none was started. */
export async function readGallery(folder: string): Promise<Gallery> {
  const gallery = new Map<string, Float32Array>();
  for (const [id, text] of await openStore(folder)) {
    const descriptor = descriptorFromText(text);
    if (descriptor) gallery.set(id, descriptor);
  }
  return gallery;
}

/**
 * Describes every face of a faces folder that the gallery lacks; may be stopped and started again.
 * @returns how many faces it holds and what could not be read
 */
export async function fillGallery(
  faces: string,
  folder: string,
): Promise<{ size: number; problems: Problem[] }> {
  const records = new Map((await readFaceRecords(faces)).map((record) => [record.id, record]));
  const store = await openStore(folder);
  const missing = new Set([...records.keys()].filter((id) => store.get(id) === undefined));
  if (missing.size === 0) return { size: store.size, problems: [] };
  const judge = await loadFaceJudge();
  const progress = new Progress('gallery', missing.size);
  const problems: Problem[] = [];
  for await (const { id, picture } of shardPictures(faces, (one) => missing.has(one))) {
    const record = records.get(id);
    if (!record) continue;
    try {
      await store.add(id, descriptorToText(await judge.describe(picture, landmarkShares(record))));
    } catch (error) {
      problems.push({ file: id, message: messageOf(error) });
    }
    progress.step();
  }
  return { size: store.size, problems };
}

function openStore(folder: string): Promise<LineStore> {
  return LineStore.open(path.join(folder, 'gallery.txt'));
}
