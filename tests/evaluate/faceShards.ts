import { createReadStream } from 'node:fs';
import { readdir } from 'node:fs/promises';
import path from 'node:path';
import { buffer } from 'node:stream/consumers';
import { extract } from 'tar-stream';

interface PictureOfFace {
  readonly id: string;
  readonly picture: Buffer;
}

/** The pictures of a faces folder's shards (`faces-*.tar`) that are wanted, one after the other. */
export async function* shardPictures(
  folder: string,
  wanted: (id: string) => boolean,
): AsyncGenerator<PictureOfFace> {
  const shards = (await readdir(folder)).filter((name) => /^faces-.*\.tar$/.test(name)).sort();
  for (const shard of shards) yield* picturesIn(path.join(folder, shard), wanted);
}

/** The pictures of one tar that are wanted. */
export async function* picturesIn(
  tar: string,
  wanted: (id: string) => boolean,
): AsyncGenerator<PictureOfFace> {
  for await (const entry of createReadStream(tar).pipe(extract())) {
    const id = path.parse(entry.header.name).name;
    if (entry.header.type === 'file' && wanted(id)) yield { id, picture: await buffer(entry) };
    else entry.resume();
  }
}
