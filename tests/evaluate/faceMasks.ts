import path from 'node:path';
import sharp from 'sharp';
import { VIEW_SIZE } from '../../models/reference/facePlace.ts';
import { picturesIn } from './faceShards.ts';

/** The given masks of a faces folder (`masks.tar`), as class numbers [128 × 128], by the faces' ids. */
export async function readMasks(
  folder: string,
  wanted: (id: string) => boolean,
): Promise<Map<string, Uint8Array>> {
  const masks = new Map<string, Uint8Array>();
  for await (const { id, picture } of picturesIn(path.join(folder, 'masks.tar'), wanted)) {
    const { data, info } = await sharp(picture).extractChannel(0).raw().toBuffer({ resolveWithObject: true });
    masks.set(id, thinned(data, info.width));
  }
  return masks;
}

/** A class number has no mean with another, so every so many-eth pixel stands for those around it. */
export function thinned(numbers: Uint8Array, side: number): Uint8Array {
  const from = (at: number) => Math.floor(((at + 0.5) * side) / VIEW_SIZE);
  return Uint8Array.from(
    { length: VIEW_SIZE * VIEW_SIZE },
    (_, at) => numbers[from(Math.floor(at / VIEW_SIZE)) * side + from(at % VIEW_SIZE)] as number,
  );
}
