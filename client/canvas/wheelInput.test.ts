import { expect, it } from 'vitest';
import { WHOLE } from './view.ts';
import { viewAfter } from './wheelInput.ts';

const box = { left: 0, top: 0, width: 1024 };
const wheel = {
  deltaX: 0,
  deltaY: 0,
  deltaMode: 0,
  ctrlKey: false,
  shiftKey: false,
  clientX: 512,
  clientY: 512,
};

it('the wheel zooms in and out again where the pointer is', () => {
  const near = viewAfter(WHOLE, { ...wheel, deltaY: -400 }, box);
  expect(near.zoom).toBeCloseTo(Math.E);
  expect(near.x + 256 / near.zoom).toBeCloseTo(256);
  expect(viewAfter(near, { ...wheel, deltaY: 400 }, box).zoom).toBeCloseTo(1);
});

it('the wheel zooms out no further than the whole canvas', () => {
  expect(viewAfter(WHOLE, { ...wheel, deltaY: 300 }, box)).toEqual(WHOLE);
});

it('the wheel moves the view sideways with Shift, in mice’s lines too', () => {
  const view = { zoom: 4, x: 100, y: 100 };
  expect(viewAfter(view, { ...wheel, deltaY: 80, shiftKey: true }, box)).toEqual({ zoom: 4, x: 110, y: 100 });
  expect(viewAfter(view, { ...wheel, deltaX: 1, deltaMode: 1 }, box).x).toBeCloseTo(100 + 33 / 2 / 4);
});
