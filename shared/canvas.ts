/** The drawing's frame: 512 × 512 px, origin top left, y down. Strokes store positions in 1/16 px. */
export const CANVAS_SIZE = 512;

/** Sub-pixel steps a pixel; positions travel as integers of 1/16 px (range 0…8192). */
export const SUBPIXELS = 16;

/** A place on a canvas or a picture in px; pixel i covers [i, i + 1). */
export interface Place {
  readonly x: number;
  readonly y: number;
}

export interface Point {
  /** px, 0…512 */
  x: number;
  /** px, 0…512 */
  y: number;
  /** 0…1; 0.5 where the device reports none */
  pressure: number;
  /** ms since the stroke began */
  time: number;
}

export interface Rectangle {
  x: number;
  y: number;
  width: number;
  height: number;
}
