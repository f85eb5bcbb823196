import { expect, it } from 'vitest';
import type { PictureStamp } from '../../shared/events.ts';
import { PictureUrls } from './pictureUrl.ts';

it('keeps the shown picture and the one before, and gives older URLs back', () => {
  const alive = new Set<string>();
  let made = 0;
  const urls = new PictureUrls({
    createObjectURL: () => {
      const url = `blob:${++made}`;
      alive.add(url);
      return url;
    },
    revokeObjectURL: (url) => void alive.delete(url),
  });
  const stamp = { mime: 'image/webp' } as PictureStamp;
  for (let n = 0; n < 5; n++) urls.picture(stamp, new Uint8Array([n]));
  expect([...alive]).toEqual(['blob:4', 'blob:5']);
  urls.clear();
  expect(alive.size).toBe(0);
});
