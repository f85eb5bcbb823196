import { describe, expect, it } from 'vitest';
import { PointerInput } from './pointerInput.ts';
import type { PenSample } from './strokeBuilder.ts';

function setUp() {
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

  it('takes two fingers that move for no tap', () => {
    const { log, send } = setUp();
    send('pointerdown', { pointerType: 'touch', pointerId: 1 });
    send('pointerdown', { pointerType: 'touch', pointerId: 2 });
    send('pointermove', { pointerType: 'touch', pointerId: 2, clientX: 160 });
    send('pointerup', { pointerType: 'touch', pointerId: 2 });
    expect(log).toEqual(['begin 0,0 0.5', 'discard']);
  });
});
