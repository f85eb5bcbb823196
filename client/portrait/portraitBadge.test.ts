import { describe, expect, it } from 'vitest';
import * as Y from 'yjs';
import type { PictureStamp } from '../../shared/events.ts';
import { type PortraitFacts, portraitBadgeOf } from './portraitBadge.ts';

const doc = new Y.Doc();
doc.getMap('strokes').set('a', 1);
const stateVector = Y.encodeStateVector(doc);

const stamp: PictureStamp = {
  version: 7,
  stateVector,
  tailSeq: 0,
  final: true,
  engine: 'test',
  modelVersion: '1',
  size: 512,
  mime: 'image/webp',
  timings: {},
};
const current: PortraitFacts = {
  stamp,
  status: { state: 'current', version: 7 },
  connection: 'connected',
  stateVector,
  strokeCount: 1,
};

describe('the portrait’s badge', () => {
  it.each<[string, Partial<PortraitFacts>, string]>([
    ['is current when the final picture shows everything', {}, 'current'],
    ['is empty before the first stroke', { stamp: null, status: null, strokeCount: 0 }, 'empty'],
    ['is rendering until the first picture', { stamp: null, status: null }, 'rendering'],
    ['is rendering while a pen is down', { stamp: { ...stamp, final: false } }, 'rendering'],
    [
      'is rendering when the server works on a later version',
      { status: { state: 'rendering', version: 8 } },
      'rendering',
    ],
    [
      'does not go back to rendering for an older version',
      { status: { state: 'rendering', version: 7 } },
      'current',
    ],
    [
      'is rendering while an own stroke is not in the picture',
      { stamp: { ...stamp, stateVector: Y.encodeStateVector(new Y.Doc()) } },
      'rendering',
    ],
    ['is stale without a connection', { connection: 'offline' }, 'stale'],
    [
      'is failed when the server failed on what should be seen',
      { status: { state: 'failed', version: 8, message: '' } },
      'failed',
    ],
    [
      'forgets a failure that a later picture made good',
      { status: { state: 'failed', version: 6, message: '' } },
      'current',
    ],
    [
      'is paused when the server paused',
      { status: { state: 'paused', version: 7, reason: 'failing', message: '' } },
      'paused',
    ],
  ])('%s', (_name, facts, expected) => {
    expect(portraitBadgeOf({ ...current, ...facts })).toBe(expected);
  });
});
