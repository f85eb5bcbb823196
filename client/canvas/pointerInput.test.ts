import { describe, expect, it } from 'vitest';
import { PointerInput } from './pointerInput.ts';
import type { PenSample } from './strokeBuilder.ts';
import { type View, WHOLE } from './view.ts';

const view = ({ zoom, x, y }: View) => `view ${zoom.toFixed(2)} at ${x.toFixed(0)},${y.toFixed(0)}`;

function setUp({ seen = WHOLE, panning = false, fingersDraw = true } = {}) {
  const element = Object.assign(new EventTarget(), {
    setPointerCapture: () => {},
    getBoundingClientRect: () => ({ left: 100, top: 50, width: 256 }),
  });
  const log: string[] = [];
  const place = ({ x, y }: PenSample) => `${x},${y}`;
  const tool = {
    begin: (sample: PenSample) => log.push(`begin ${place(sample)} ${sample.pressure}`),
    extend: (samples: readonly PenSample[]) => log.push(`extend ${samples.map(place).join(' ')}`),
    end: () => log.push('end'),
    discard: () => log.push('discard'),
  };
  new PointerInput(element as unknown as HTMLElement, {
    toolFor: (eraserEnd) => {
      if (eraserEnd) log.push('eraser end');
      return tool;
    },
    pointed: () => {},
    view: () => seen,
    look: (next) => {
      seen = next;
      log.push(view(next));
    },
    panning: () => panning,
    fingersDraw: () => fingersDraw,
    penSeen: () => {},
    twoFingerTap: () => log.push('two fingers'),
  });
  const send = (type: string, fields: object) =>
    element.dispatchEvent(
      Object.assign(new Event(type), {
        pointerId: 1,
        pointerType: 'mouse',
        button: 0,
        buttons: 1,
        pressure: 0.5,
        clientX: 100,
        clientY: 50,
        ...fields,
      }),
    );
  return { log, send };
}

describe('pointer input', () => {
  it('draws with one pointer, in canvas px, coalesced events included', () => {
    const { log, send } = setUp();
    send('pointerdown', {});
    send('pointermove', {
      getCoalescedEvents: () => [
        { clientX: 101, clientY: 50 },
        { clientX: 102, clientY: 50 },
      ],
    });
    send('pointermove', { clientX: 110, clientY: 60 });
    send('pointerup', {});
    expect(log).toEqual(['begin 0,0 0.5', 'extend 2,0 4,0', 'extend 20,20', 'end']);
  });

  it('takes pressure from pens only', () => {
    const { log, send } = setUp();
    send('pointerdown', { pointerType: 'pen', pressure: 0.8 });
    send('pointerup', {});
    expect(log[0]).toBe('begin 0,0 0.8');
    const touch = setUp();
    touch.send('pointerdown', { pointerType: 'touch', pressure: 1 });
    expect(touch.log[0]).toBe('begin 0,0 0.5');
  });

  it('ignores other buttons, but knows a pen’s eraser end', () => {
    const { log, send } = setUp();
    send('pointerdown', { button: 2, buttons: 2 });
    expect(log).toEqual([]);
    send('pointerdown', { pointerType: 'pen', button: 5, buttons: 32 });
    expect(log[0]).toBe('eraser end');
  });

  it('lets a pen take over from a palm, and ignores palms after', () => {
    const { log, send } = setUp();
    send('pointerdown', { pointerType: 'touch', pointerId: 7 });
    send('pointerdown', { pointerType: 'pen', pointerId: 8, pressure: 0.4 });
    send('pointerup', { pointerType: 'pen', pointerId: 8 });
    send('pointerdown', { pointerType: 'touch', pointerId: 9 });
    expect(log).toEqual(['begin 0,0 0.5', 'discard', 'begin 0,0 0.4', 'end']);
  });

  it('goes on drawing when a second finger comes late', () => {
    const { log, send } = setUp();
    send('pointerdown', { pointerType: 'touch', pointerId: 1 });
    send('pointermove', { pointerType: 'touch', pointerId: 1, clientX: 110 });
    send('pointerdown', { pointerType: 'touch', pointerId: 2 });
    send('pointerup', { pointerType: 'touch', pointerId: 1 });
    expect(log).toEqual(['begin 0,0 0.5', 'extend 20,0', 'end']);
  });

  it('makes a tap of two fingers that come together', () => {
    const { log, send } = setUp();
    send('pointerdown', { pointerType: 'touch', pointerId: 1 });
    send('pointerdown', { pointerType: 'touch', pointerId: 2 });
    send('pointermove', { pointerType: 'touch', pointerId: 1 });
    send('pointerup', { pointerType: 'touch', pointerId: 1 });
    send('pointerup', { pointerType: 'touch', pointerId: 2 });
    send('pointerdown', { pointerType: 'touch', pointerId: 3 });
    expect(log).toEqual(['begin 0,0 0.5', 'discard', 'two fingers', 'begin 0,0 0.5']);
  });

  it('moves the view with two fingers, and the one that stays does not draw', () => {
    const { log, send } = setUp();
    const touch = (type: string, pointerId: number, clientX: number, clientY = 50) =>
      send(type, { pointerType: 'touch', pointerId, clientX, clientY });
    touch('pointerdown', 1, 150);
    touch('pointerdown', 2, 200);
    touch('pointermove', 2, 250);
    touch('pointerup', 2, 250);
    touch('pointermove', 1, 140);
    touch('pointerup', 1, 140);
    expect(log).toEqual(['begin 100,0 0.5', 'discard', 'view 2.00 at 50,0', 'view 2.00 at 60,0']);
  });

  it('draws in canvas px where the view is enlarged', () => {
    const { log, send } = setUp({ seen: { zoom: 4, x: 100, y: 200 } });
    send('pointerdown', { clientX: 120, clientY: 70 });
    expect(log).toEqual(['begin 110,210 0.5']);
  });

  it('moves the view with the space bar or the middle button, and draws nothing', () => {
    const space = setUp({ seen: { zoom: 2, x: 100, y: 100 }, panning: true });
    space.send('pointerdown', {});
    space.send('pointermove', { clientX: 110, clientY: 60 });
    space.send('pointerup', {});
    expect(space.log).toEqual(['view 2.00 at 90,90']);
    const middle = setUp({ seen: { zoom: 2, x: 100, y: 100 } });
    middle.send('pointerdown', { button: 1, buttons: 4 });
    middle.send('pointermove', { buttons: 4, clientX: 90 });
    expect(middle.log).toEqual(['view 2.00 at 110,100']);
  });

  it('lets fingers only move the view where a pen draws', () => {
    const { log, send } = setUp({ seen: { zoom: 2, x: 100, y: 100 }, fingersDraw: false });
    send('pointerdown', { pointerType: 'touch', pointerId: 3 });
    send('pointermove', { pointerType: 'touch', pointerId: 3, clientX: 110 });
    send('pointerup', { pointerType: 'touch', pointerId: 3 });
    expect(log).toEqual(['view 2.00 at 90,100']);
  });

  it('hands tools what the browser predicts apart from what was', () => {
    const { log, send } = setUp();
    send('pointerdown', {});
    send('pointermove', { clientX: 110, getPredictedEvents: () => [{ clientX: 130, clientY: 50 }] });
    expect(log).toEqual(['begin 0,0 0.5', 'extend 20,0']);
  });
});
