import { get } from 'svelte/store';
import { describe, expect, it } from 'vitest';
import type { PictureStamp } from '../../shared/events.ts';
import { PortraitModel } from './portraitModel.ts';

const stampOf = (version: number, final = true): PictureStamp => ({
  version,
  stateVector: new Uint8Array(),
  tailSeq: final ? 0 : 1,
  final,
  engine: 'cpu',
  modelVersion: 'test',
  size: final ? 512 : 256,
  mime: 'image/webp',
  timings: {},
});

function opened() {
  const alive = new Set<string>();
  let made = 0;
  const model = new PortraitModel({
    createObjectURL: () => {
      const url = `blob:${++made}`;
      alive.add(url);
      return url;
    },
    revokeObjectURL: (url) => alive.delete(url),
  });
  return {
    model,
    alive,
    show: (stamp: PictureStamp, byte: number) => model.show('portrait', stamp, new Uint8Array([byte])),
  };
}

describe('the previous portrait', () => {
  it('is the last one at rest before the present one; drafts do not count', () => {
    const { model, show } = opened();
    show(stampOf(1), 1);
    expect(get(model.previous)).toBeNull();
    show(stampOf(1, false), 2);
    show(stampOf(2), 3);
    expect(get(model.previous)?.stamp).toMatchObject({ version: 1, final: true });
    show(stampOf(3), 4);
    expect(get(model.previous)?.stamp.version).toBe(2);
  });

  it('stays when the same picture comes again after a reconnection', () => {
    const { model, show } = opened();
    show(stampOf(1), 1);
    show(stampOf(2), 2);
    show(stampOf(2), 2);
    expect(get(model.previous)?.stamp.version).toBe(1);
  });

  it('gives its memory back with the rest', () => {
    const { model, alive, show } = opened();
    for (let version = 1; version < 9; version++) show(stampOf(version), version);
    expect(alive.size).toBeLessThanOrEqual(4);
    model.destroy();
    expect(alive.size).toBe(0);
  });
});
