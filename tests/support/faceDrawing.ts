import { gaussian, seededRandom } from '../../models/random.ts';

/** A place on the 512 × 512 canvas. */
export interface Place {
  x: number;
  y: number;
}

export interface FaceStroke {
  /** what the stroke draws, for messages: `left eye, upper lid` */
  name: string;
  places: Place[];
}

/** px between two places of a drawn line: about what a 60-Hz mouse reports at drawing speed */
const SPACING = 12;

/** px: how far a hand misses */
const WOBBLE = 1;

type Corners = [number, number][];

/**
 * The lines of a simple face as a person draws it, through hand-made corners in the template's frame
 * (pupils at (192, 239) and (314, 239), mouth at (252, 371), chin at (255, 451)).
 */
const LINES: [string, Corners][] = [
  ['jaw', oval(253, 262, 148, 192, { from: 0.17, to: 0.83 })],
  [
    'left eye, upper lid',
    [
      [160, 244],
      [176, 229],
      [194, 224],
      [212, 231],
      [224, 243],
    ],
  ],
  [
    'left eye, lower lid',
    [
      [160, 244],
      [176, 252],
      [194, 254],
      [212, 250],
      [224, 243],
    ],
  ],
  ['left pupil', oval(192, 239, 9, 10, { corners: 6 })],
  [
    'right eye, upper lid',
    [
      [282, 243],
      [294, 231],
      [312, 224],
      [330, 229],
      [346, 244],
    ],
  ],
  [
    'right eye, lower lid',
    [
      [282, 243],
      [294, 250],
      [312, 254],
      [330, 252],
      [346, 244],
    ],
  ],
  ['right pupil', oval(314, 239, 9, 10, { corners: 6 })],
  [
    'left brow',
    [
      [146, 212],
      [166, 198],
      [192, 194],
      [228, 204],
    ],
  ],
  [
    'right brow',
    [
      [280, 204],
      [314, 194],
      [340, 198],
      [360, 212],
    ],
  ],
  [
    'nose, side',
    [
      [240, 240],
      [238, 270],
      [230, 300],
      [222, 314],
      [230, 324],
    ],
  ],
  [
    'nose, tip',
    [
      [228, 324],
      [242, 320],
      [252, 328],
      [264, 320],
      [278, 324],
    ],
  ],
  [
    'nose, wing',
    [
      [278, 324],
      [284, 312],
      [276, 298],
    ],
  ],
  [
    'mouth, upper lip',
    [
      [202, 372],
      [228, 360],
      [244, 357],
      [252, 361],
      [260, 357],
      [276, 360],
      [304, 372],
    ],
  ],
  [
    'mouth, line',
    [
      [202, 372],
      [230, 373],
      [252, 376],
      [276, 373],
      [304, 372],
    ],
  ],
  [
    'mouth, lower lip',
    [
      [208, 376],
      [230, 390],
      [252, 395],
      [276, 390],
      [298, 376],
    ],
  ],
  [
    'hair, left',
    [
      [252, 60],
      [196, 66],
      [140, 104],
      [108, 168],
      [104, 250],
      [92, 320],
    ],
  ],
  [
    'hair, right',
    [
      [252, 60],
      [314, 66],
      [370, 104],
      [400, 168],
      [404, 250],
      [416, 320],
    ],
  ],
  [
    'hair, fringe',
    [
      [124, 190],
      [160, 140],
      [220, 116],
      [290, 116],
      [350, 142],
      [384, 190],
    ],
  ],
];

/**
 * @param seed the same seed draws the same lines
 * @returns the strokes in drawing order
 */
export function faceDrawing(seed: number): FaceStroke[] {
  const random = seededRandom(seed);
  const shift = () => gaussian(random) * WOBBLE;
  return LINES.map(([name, corners]) => {
    const [dx, dy] = [shift() * 2, shift() * 2];
    const moved = corners.map(([x, y]) => ({ x: x + dx + shift(), y: y + dy + shift() }));
    return { name, places: throughAll(moved) };
  });
}

/** Places a few px apart on a smooth curve (Catmull–Rom) through all the corners. */
export function throughAll(corners: Place[]): Place[] {
  const at = (i: number) => corners[Math.min(corners.length - 1, Math.max(0, i))] as Place;
  const places: Place[] = [at(0)];
  for (let i = 0; i + 1 < corners.length; i++) {
    const [before, from, to, after] = [at(i - 1), at(i), at(i + 1), at(i + 2)];
    const steps = Math.max(1, Math.round(Math.hypot(to.x - from.x, to.y - from.y) / SPACING));
    for (let step = 1; step <= steps; step++) {
      const t = step / steps;
      places.push({
        x: catmullRom(before.x, from.x, to.x, after.x, t),
        y: catmullRom(before.y, from.y, to.y, after.y, t),
      });
    }
  }
  return places;
}

function catmullRom(before: number, from: number, to: number, after: number, t: number): number {
  const tangentFrom = (to - before) / 2;
  const tangentTo = (after - from) / 2;
  const rise = to - from;
  return (
    from +
    t *
      (tangentFrom + t * (3 * rise - 2 * tangentFrom - tangentTo + t * (tangentFrom + tangentTo - 2 * rise)))
  );
}

/** Corners of an ellipse from its top clockwise; `from` and `to`, in turns, leave a gap. */
function oval(
  x: number,
  y: number,
  radiusX: number,
  radiusY: number,
  { from = 0, to = 1, corners = 12 } = {},
): Corners {
  return Array.from({ length: corners + 1 }, (_, i) => {
    const angle = 2 * Math.PI * (from + ((to - from) * i) / corners);
    return [x + radiusX * Math.sin(angle), y - radiusY * Math.cos(angle)];
  });
}
