import { get } from 'svelte/store';
import { describe, expect, it } from 'vitest';
import * as Y from 'yjs';
import { settingsMapOf } from '../../shared/roomDocument.ts';
import { SettingsModel } from './settingsModel.ts';
import type { Timers } from './throttle.ts';

/** Timers that run when told. */
function manualTimers(): Timers & { runAll(): void } {
  let waiting: (() => void)[] = [];
  return {
    set: (run) => {
      waiting.push(run);
      return run;
    },
    clear: (handle) => {
      waiting = waiting.filter((run) => run !== handle);
    },
    runAll: () => {
      const now = waiting;
      waiting = [];
      for (const run of now) run();
    },
  };
}

function setUp() {
  const doc = new Y.Doc();
  const timers = manualTimers();
  const settings = new SettingsModel(doc, timers);
  const written: unknown[] = [];
  settingsMapOf(doc).observe(() => written.push(settingsMapOf(doc).get('refine.nose')));
  return { doc, timers, settings, written };
}

describe('shared settings', () => {
  it('show an own change at once and share a drag at the pace of the timer, its end included', () => {
    const { settings, timers, written } = setUp();
    for (const value of [0.1, 0.2, 0.3]) settings.change({ 'refine.nose': value });
    expect(get(settings.current).refine.nose).toBe(0.3);
    expect(written).toEqual([0.1]);
    timers.runAll();
    expect(written).toEqual([0.1, 0.3]);
    timers.runAll();
    expect(written).toEqual([0.1, 0.3]);
  });

  it('share what waits when the page goes away', () => {
    const { settings, written } = setUp();
    settings.change({ 'refine.nose': 0.1 });
    settings.change({ 'refine.nose': 0.4 });
    settings.flush();
    expect(written).toEqual([0.1, 0.4]);
  });

  it('take over what others set, key by key', () => {
    const { doc, settings } = setUp();
    settings.change({ 'refine.nose': 0.1 });
    settingsMapOf(doc).set('searchSpace', 'female');
    expect(get(settings.current)).toMatchObject({ searchSpace: 'female', refine: { nose: 0.1 } });
  });

  it('tell of who leads and of the picture under the sheet only where these changed', () => {
    const { doc, settings, timers } = setUp();
    const told: string[] = [];
    settings.controls.subscribe(({ frozen }) => told.push(`frozen ${frozen}`));
    settings.underlay.subscribe((underlay) => told.push(`underlay ${underlay?.x ?? 'none'}`));
    told.length = 0;
    settings.change({ 'refine.nose': 0.1 });
    timers.runAll();
    settingsMapOf(doc).set('searchSpace', 'female');
    expect(told).toEqual([]);
    settingsMapOf(doc).set('frozen', true);
    expect(told.splice(0)).toEqual(['frozen true']);
    settingsMapOf(doc).set('underlay.picture', new Uint8Array([1]));
    expect(told.splice(0)).toEqual(['underlay 0']);
    settings.change({ 'underlay.x': 7 });
    expect(new Set(told)).toEqual(new Set(['underlay 7']));
  });

  it('write nothing where the value stays the same', () => {
    const { settings, timers, written } = setUp();
    settings.change({ 'refine.nose': 0.1 });
    timers.runAll();
    settings.change({ 'refine.nose': 0.1 });
    timers.runAll();
    expect(written).toEqual([0.1]);
  });
});
