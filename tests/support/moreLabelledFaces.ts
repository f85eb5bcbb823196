import { almond, both, curve, dot, edges, type LabelledStroke, round, threeLips } from './labelledLines.ts';

/** As `LABELLED_FACES`, drawn after a first training; they showed that small faces off the middle and spiky hair were missing. */
export const MORE_LABELLED_FACES: Readonly<Record<string, readonly LabelledStroke[]>> = {
  'a girl with plaits and glasses': [
    curve('skin', '144,200 146,316 188,416 254,450 322,416 362,316 364,200'),
    curve('hair', '254,84 188,94 150,150 140,210'),
    curve('hair', '254,84 322,94 358,150 368,210'),
    ...both(
      curve('hair', '132,300 118,340 132,370 116,404 130,436 114,470'),
      curve('hair', '146,300 154,340 140,372 150,404 136,440 130,472'),
      round('glasses', 194, 238, 38, 30),
      ...almond.slice(0, 2),
      dot('leftEye', 194, 240, 6),
      curve('leftBrow', '160,196 190,186 222,194'),
    ),
    edges('glasses', '232,234 274,234'),
    curve('nose', '246,280 238,308 252,318 264,312'),
    curve('mouth', '216,366 252,384 292,366'),
    dot('skin', 170, 320, 2),
    dot('skin', 182, 328, 2),
    dot('skin', 330, 322, 2),
  ],

  'a bearded man in a cap': [
    round('hat', 254, 186, 132, 120, -0.25, 0.25),
    curve('hat', '122,186 200,196 310,196 386,186'),
    curve('hat', '386,186 440,192 470,206 430,214 360,206'),
    dot('hat', 254, 66, 6),
    curve('skin', '128,210 134,320 178,420 254,462 330,420 374,320 380,210'),
    ...both(
      ...almond.slice(0, 1),
      round('leftEye', 194, 240, 9, 9),
      edges('leftBrow', '154,216 170,204 172,216 188,202 190,214 206,204 208,214 224,208'),
    ),
    curve('nose', '240,250 232,300 220,316 232,328 254,332 276,328 288,316 276,300'),
    curve('upperLip', '212,372 234,366 254,370 276,366 296,372'),
    edges('mouth', '212,374 296,374'),
    curve('lowerLip', '222,378 254,390 286,378'),
    ...both(curve('neck', '200,440 198,500'), curve('cloth', '196,480 120,496 60,511')),
  ],

  'a bald man without outlines': [
    curve('skin', '150,330 196,430 254,454 314,430 358,330'),
    ...both(
      curve('leftEar', '138,238 116,232 114,278 140,296'),
      curve('leftEye', '168,240 192,232 216,240'),
      dot('leftEye', 192, 239, 4),
      edges('leftBrow', '162,206 224,212'),
      edges('nose', '238,318 242,322'),
    ),
    edges('mouth', '214,376 294,372'),
    curve('skin', '196,140 254,128 312,140'),
  ],

  'a face drawn small, in the upper left': [
    curve('skin', '96,150 100,220 128,276 170,300 214,276 240,220 244,150'),
    curve('hair', '92,170 90,110 130,70 172,62 214,70 252,110 250,170'),
    curve('hair', '98,150 130,112 172,102 214,112 242,148'),
    curve('leftEye', '112,166 130,156 148,166'),
    curve('leftEye', '112,166 130,174 148,166'),
    dot('leftEye', 130, 165, 4),
    curve('rightEye', '192,166 210,156 228,166'),
    curve('rightEye', '192,166 210,174 228,166'),
    dot('rightEye', 210, 165, 4),
    curve('leftBrow', '108,146 130,138 150,144'),
    curve('rightBrow', '190,144 210,138 232,146'),
    curve('nose', '168,176 160,208 172,214'),
    curve('mouth', '142,248 170,256 200,246'),
  ],

  'a woman with a fringe and pearl earrings, mouth first': [
    ...threeLips,
    curve('nose', '232,316 242,326 254,330 266,326 276,316'),
    ...both(
      ...almond,
      edges('leftEye', '168,232 158,222'),
      edges('leftEye', '180,226 174,214'),
      edges('leftEye', '194,223 192,210'),
    ),
    curve('skin', '142,240 150,340 196,420 254,448 314,420 356,340 364,240'),
    ...both(
      curve('hair', '254,66 160,80 116,160 108,300 124,380 150,404'),
      curve('hair', '142,230 140,300 152,370'),
    ),
    edges(
      'hair',
      '148,206 160,130 178,204 194,124 212,202 232,120 252,204 272,120 292,202 312,124 330,204 346,130 360,206',
    ),
    ...both(round('earring', 142, 336, 6, 6), curve('neck', '206,428 204,470 184,494')),
  ],

  'an angry face in thick bars': [
    edges('skin', '150,120 140,300 200,430 254,456 308,430 368,300 358,120'),
    ...both(
      edges('leftBrow', '150,190 226,222 224,234 148,204 150,190'),
      round('leftEye', 194, 252, 16, 16),
      dot('leftEye', 198, 254, 5),
    ),
    edges('nose', '244,300 234,330 272,332'),
    curve('mouth', '206,392 252,372 304,394'),
    edges('hair', '138,150 130,60 176,110 200,40 236,104 258,36 288,102 320,44 336,110 382,62 370,150'),
    ...both(curve('neck', '214,442 212,500')),
    curve('cloth', '150,500 254,480 360,500'),
  ],
};
