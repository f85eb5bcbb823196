import { createReadStream } from 'node:fs';
import { readdir } from 'node:fs/promises';
import path from 'node:path';
import { buffer } from 'node:stream/consumers';
import { extract } from 'tar-stream';

/** The pictures of a faces folder's shards (`faces-*.tar`) that are wanted, one after the other. */
export async function* shardPictures(
  folder: string,
  wanted: (id: string) => boolean,
): AsyncGenerator<{ id: string; picture: Buffer }> {
  const shards = (await readdir(folder)).filter((name) => /^faces-.*\.tar$/.test(name)).sort();
  for (const shard of shards) {
    for await (const entry of createReadStream(path.join(folder, shard)).pipe(extract())) {
      const id = path.parse(entry.header.name).name;
      if (entry.header.type === 'file' && wanted(id)) yield { id, picture: await buffer(entry) };
      else entry.resume();
    }
  }
}
