import type { StrokeClass } from '../../shared/semantics/strokeClasses.ts';
import { faceDrawing } from './faceDrawing.ts';
import { almond, both, curve, dot, edges, type LabelledStroke, round, threeLips } from './labelledLines.ts';

/** What `faceDrawing` says of its strokes by name. */
function classOfName(name: string): StrokeClass {
  if (/left (eye|pupil)/.test(name)) return 'leftEye';
  if (/right (eye|pupil)/.test(name)) return 'rightEye';
  if (name === 'left brow') return 'leftBrow';
  if (name === 'right brow') return 'rightBrow';
  if (name.startsWith('nose')) return 'nose';
  if (name.startsWith('hair')) return 'hair';
  if (name === 'mouth, upper lip') return 'upperLip';
  if (name === 'mouth, lower lip') return 'lowerLip';
  return name === 'mouth, line' ? 'mouth' : 'skin';
}

/**
 * Faces as people draw them in the app, by hand, with a label a stroke. Nothing here was trained on, and nothing is
 * made by what makes the training drawings; but first looks at these and at `MORE_LABELLED_FACES` showed which habits
 * the training drawings did not know yet, and those were added to them. `UNSEEN_FACES` are free of that.
 */
export const LABELLED_FACES: Readonly<Record<string, readonly LabelledStroke[]>> = {
  'the face of the browser tests': faceDrawing(3).map(({ name, places }) => ({
    label: classOfName(name),
    points: places,
  })),

  'a smiling face of six lines': [
    round('skin', 256, 270, 150, 180),
    dot('leftEye', 196, 232, 6),
    dot('rightEye', 316, 232, 6),
    curve('nose', '252,260 240,312 264,316'),
    curve('mouth', '190,360 222,386 256,394 292,386 322,358'),
    edges('hair', '150,150 170,90 190,140 212,76 236,132 258,70 282,134 304,78 324,138 346,92 362,152'),
  ],

  'a woman with long hair': [
    curve('skin', '142,230 148,320 182,400 254,452 326,400 358,320 364,230'),
    ...both(...almond, curve('leftBrow', '152,212 180,196 224,204')),
    curve('nose', '238,250 234,300 226,320 244,328 262,328 282,318'),
    ...threeLips,
    curve('hair', '254,58 180,70 126,130 110,240 100,380 84,470'),
    curve('hair', '254,58 330,70 382,132 396,240 408,380 424,470'),
    curve('hair', '236,120 190,150 150,210 142,262'),
    curve('hair', '236,120 300,140 346,190 362,258'),
    curve('hair', '130,200 124,300 112,420'),
    curve('neck', '206,430 206,470 196,500'),
    curve('neck', '302,430 302,470 314,500'),
  ],

  'a man with round glasses': [
    curve('skin', '146,214 150,330 190,420 254,456 316,420 356,330 360,214'),
    ...both(
      round('leftEye', 192, 240, 14, 9),
      dot('leftEye', 192, 240, 5),
      edges('leftBrow', '158,194 188,184 226,192'),
      curve('leftEar', '146,236 126,226 120,258 132,292 150,290'),
    ),
    curve('nose', '246,262 234,306 250,322 272,312'),
    curve('mouth', '206,374 252,380 300,370'),
    round('glasses', 192, 240, 44, 40),
    round('glasses', 314, 240, 44, 40),
    curve('glasses', '236,234 253,226 270,234'),
    edges('glasses', '148,234 128,228'),
    edges('glasses', '358,234 380,228'),
    edges(
      'hair',
      '138,196 132,140 150,150 158,96 186,124 206,72 232,112 262,62 284,108 320,74 332,124 364,100 362,152 378,150 370,200',
    ),
  ],

  'a man with a hat': [
    curve('hat', '86,176 170,160 256,154 340,160 424,178'),
    curve('hat', '86,176 168,196 256,200 344,196 424,178'),
    curve('hat', '160,158 166,90 200,50 256,62 312,50 346,92 350,160'),
    curve('hat', '161,138 256,132 349,138'),
    curve('skin', '140,200 146,320 186,410 254,452 322,410 362,320 368,200'),
    ...both(...almond.slice(0, 3), curve('leftBrow', '154,216 186,206 224,212')),
    curve('nose', '272,246 280,300 286,320 262,328 238,326 228,316'),
    curve('mouth', '202,370 230,366 254,370 280,366 306,370 280,386 252,390 226,386 202,370'),
    curve('hair', '140,204 130,236 138,262'),
    curve('hair', '368,204 378,236 370,262'),
  ],

  'a child with a woollen hat': [
    round('hat', 254, 178, 128, 130, -0.25, 0.25),
    edges('hat', '124,176 122,206 386,206 384,176 124,176'),
    round('hat', 254, 34, 18, 16),
    round('skin', 254, 290, 128, 150, 0.2, 0.8),
    ...both(round('leftEye', 196, 252, 20, 22), dot('leftEye', 196, 254, 7), round('skin', 166, 330, 20, 14)),
    curve('nose', '240,314 254,322 268,314'),
    curve('mouth', '216,372 254,392 292,372'),
    edges('mouth', '216,372 292,372'),
  ],

  'an old man with square glasses': [
    curve('skin', '138,220 142,340 196,436 254,458 314,436 364,340 368,220'),
    curve('skin', '196,146 252,140 310,146'),
    curve('skin', '202,164 252,158 304,164'),
    ...both(
      curve('skin', '216,320 194,350 190,378'),
      curve('leftEye', '166,240 192,230 220,242'),
      dot('leftEye', 193, 240, 5),
      edges('leftBrow', '156,204 162,196 170,204 176,194 184,202 192,192 200,200 208,194 222,200'),
      edges('glasses', '150,216 236,216 232,268 156,268 150,216'),
      edges('glasses', '150,224 130,218'),
      curve('hair', '136,210 112,240 118,290 134,318'),
      curve('hair', '128,220 122,256 128,296'),
      curve('leftEar', '138,250 122,246 124,290 142,300'),
    ),
    edges('glasses', '236,230 270,230'),
    curve('nose', '226,296 224,318 240,326 254,332 268,326 284,318 282,296'),
    curve('mouth', '204,380 252,374 302,382'),
  ],

  'a woman with jewellery and hair pinned up': [
    round('hair', 254, 44, 46, 34),
    curve('hair', '136,240 130,150 190,82 254,76 318,82 378,150 372,240'),
    curve('hair', '142,226 170,150 254,124 338,150 366,226'),
    curve('skin', '140,238 146,330 184,408 254,450 324,408 362,330 368,238'),
    ...both(
      ...almond,
      curve('leftEye', '162,238 154,230'),
      curve('leftBrow', '150,208 186,192 228,204'),
      round('earring', 134, 330, 7, 12),
      curve('neck', '204,428 206,462 190,492'),
      curve('cloth', '188,486 130,498 70,511'),
    ),
    curve('nose', '230,312 226,322 238,328'),
    curve('nose', '278,312 282,322 270,328'),
    curve('nose', '240,328 254,334 268,328'),
    ...threeLips,
    curve('necklace', '198,470 224,492 254,500 284,492 310,470'),
  ],

  'a boy with big eyes and a fringe': [
    curve('skin', '132,226 150,350 254,446 358,350 376,226'),
    ...both(
      curve('leftEye', '152,240 170,212 202,206 232,226'),
      round('leftEye', 194, 248, 22, 30),
      dot('leftEye', 194, 248, 9),
      round('leftEye', 202, 234, 6, 6),
      curve('leftBrow', '156,186 190,174 226,184'),
    ),
    edges('nose', '256,316 248,326 258,328'),
    curve('mouth', '232,374 254,382 278,374'),
    edges(
      'hair',
      '122,236 136,150 154,206 178,128 200,190 226,120 254,184 284,120 308,190 334,128 354,206 372,150 386,236',
    ),
    curve('hair', '116,250 96,150 160,56 254,38 350,56 412,150 392,250'),
  ],

  'half of a face, still being drawn': [
    curve('skin', '140,220 144,320 184,408 252,452'),
    curve('leftBrow', '152,210 184,196 226,206'),
    ...almond,
    curve('nose', '240,248 236,300 226,318 246,326'),
  ],

  'glasses before there are eyes': [
    curve('skin', '142,226 150,330 190,414 254,452 320,414 358,330 366,226'),
    edges('glasses', '148,218 232,218 226,262 158,264 148,218'),
    edges('glasses', '274,218 358,218 350,264 280,262 274,218'),
    curve('glasses', '232,226 253,220 274,226'),
    curve('nose', '244,270 232,312 252,324'),
    curve('mouth', '208,370 252,378 298,370'),
  ],

  'curls scribbled without lifting the pen': [
    {
      label: 'hair',
      points: Array.from({ length: 180 }, (_, i) => {
        const along = -2.0 + (4.0 * i) / 179;
        return {
          x: 254 + 146 * Math.sin(along) + 18 * Math.cos(i * 0.7),
          y: 250 - 170 * Math.cos(along) + 18 * Math.sin(i * 0.7),
        };
      }),
    },
    round('skin', 254, 282, 124, 168),
    ...both(
      curve('leftEye', '170,244 194,228 218,244 194,252 170,244'),
      dot('leftEye', 194, 241, 6),
      edges('leftBrow', '160,210 224,202'),
    ),
    dot('nose', 240, 320),
    dot('nose', 268, 320),
    round('mouth', 254, 376, 44, 16),
    edges('mouth', '212,376 296,376'),
    ...both(curve('neck', '210,440 208,500'), curve('cloth', '200,470 150,488 80,511')),
    edges('cloth', '200,470 254,511 308,470'),
  ],
};
