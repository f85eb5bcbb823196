import { both, curve, dot, edges, type LabelledStroke, round } from './labelledLines.ts';

/** As `LABELLED_FACES`, drawn after the last training; nothing was changed after a look at them. */
export const UNSEEN_FACES: Readonly<Record<string, readonly LabelledStroke[]>> = {
  'a woman with short hair and a high collar': [
    curve('hair', '124,290 108,220 116,140 170,84 250,70 330,82 392,140 402,220 388,292'),
    curve('hair', '140,250 150,190 190,150 232,132 250,128'),
    curve('hair', '250,128 300,150 346,190 364,248'),
    curve('skin', '140,256 152,340 196,420 252,446 310,420 352,340 364,256'),
    ...both(
      curve('leftEye', '166,246 180,234 200,232 222,246'),
      curve('leftEye', '170,250 194,256 218,250'),
      round('leftEye', 195, 244, 10, 10),
      curve('leftEye', '168,238 182,226 202,224 222,236'),
      curve('leftBrow', '154,216 180,202 224,208'),
      curve('neck', '204,434 202,462'),
      curve('cloth', '202,462 196,440 178,448 176,478'),
      curve('cloth', '176,478 120,490 50,511'),
    ),
    curve('nose', '262,256 268,300 280,318 262,328 244,326'),
    curve('upperLip', '214,374 238,364 253,368 268,364 294,374'),
    curve('lowerLip', '214,374 238,392 268,392 294,374'),
    edges('mouth', '216,375 292,375'),
  ],

  'a grinning man with sunglasses and a bowler': [
    curve('hat', '100,170 180,182 256,184 330,182 408,170'),
    curve('hat', '146,176 150,100 200,56 256,50 312,56 358,100 362,176'),
    edges('glasses', '150,222 230,222 224,262 200,272 170,270 154,256 150,222'),
    edges('glasses', '356,222 276,222 282,262 306,272 336,270 352,256 356,222'),
    edges('glasses', '230,230 276,230'),
    curve('skin', '136,186 140,300 176,404 254,458 330,404 368,300 372,186'),
    curve('nose', '236,282 228,312 242,326 262,328 278,316'),
    curve('mouth', '192,372 222,400 254,408 288,400 318,370'),
    edges('mouth', '192,372 318,370'),
    edges('mouth', '224,372 226,400'),
    edges('mouth', '256,372 256,408'),
    edges('mouth', '288,372 286,400'),
    curve('leftEar', '134,236 112,228 114,276 138,296'),
    curve('rightEar', '374,236 396,228 394,276 370,296'),
  ],

  'a girl with pigtails and freckles': [
    round('skin', 254, 280, 132, 160),
    curve('hair', '254,122 190,130 142,180 126,240'),
    curve('hair', '254,122 318,130 366,180 382,240'),
    ...both(
      round('hair', 92, 250, 34, 60),
      curve('hair', '84,206 78,250 86,300'),
      dot('leftEye', 200, 250, 8),
      curve('leftBrow', '180,220 200,212 222,218'),
      dot('skin', 180, 310, 2),
      dot('skin', 196, 316, 2),
    ),
    dot('nose', 254, 300, 4),
    curve('mouth', '214,352 254,376 296,352'),
  ],

  'an old woman, hair first and eyes closed': [
    round('hair', 254, 60, 40, 30),
    curve('hair', '130,260 122,170 174,98 254,84 334,98 386,170 378,260'),
    curve('hair', '150,210 200,140 254,116'),
    curve('hair', '254,116 310,140 358,210'),
    curve('skin', '136,250 146,350 198,430 254,450 312,430 360,350 372,250'),
    ...both(
      curve('leftEye', '168,244 192,256 218,246'),
      curve('leftBrow', '160,212 192,202 226,212'),
      curve('skin', '228,318 206,346 204,366'),
      curve('skin', '152,250 140,256'),
    ),
    curve('skin', '206,180 254,174 304,180'),
    curve('nose', '240,262 234,304 222,322 240,330 254,334 268,330 286,322'),
    curve('mouth', '210,380 236,376 254,378 274,376 298,380'),
    ...both(curve('neck', '208,438 204,500')),
    round('necklace', 214, 488, 5, 5),
    round('necklace', 228, 496, 5, 5),
    round('necklace', 244, 500, 5, 5),
    round('necklace', 260, 501, 5, 5),
    round('necklace', 276, 498, 5, 5),
    round('necklace', 292, 490, 5, 5),
  ],

  'eyes and brows only': [
    ...both(
      curve('leftEye', '160,244 184,226 210,230 226,246'),
      curve('leftEye', '162,246 190,256 224,248'),
      round('leftEye', 194, 241, 12, 12),
      dot('leftEye', 194, 241, 5),
      curve('leftBrow', '150,210 186,190 230,204'),
    ),
  ],
};
