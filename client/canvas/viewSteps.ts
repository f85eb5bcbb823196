import { CANVAS_SIZE } from '../../shared/canvas.ts';

/** A button's or a key's step nearer. */
export const ZOOM_STEP = 1.5;
/** sheet px: around what keys and buttons zoom */
export const CENTRE = { x: CANVAS_SIZE / 2, y: CANVAS_SIZE / 2 };
