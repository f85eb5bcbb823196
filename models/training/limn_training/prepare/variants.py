"""The kinds of drawing a face is given, from dense tracing to five lines."""

from __future__ import annotations

import numpy as np

from . import canonical as clean
from .deform import deform
from .human_parts import Hand, Lines, human_drawing
from .line_drawing import label_by_place, mask_outlines, trace_photo
from .shading import photocopy, shade
from .strokes import LEFT_EYE, MOUTH, NOSE, REST, RIGHT_EYE, Stroke, smooth_curve, wobble

KINDS = ("tracedDense", "tracedSparse", "human", "humanDeformed", "canonicalDeformed", "fiveLines", "hatched", "photocopy")


class Face:
    """What the kinds need of one face; what several of them need is worked out once.

    landmarks float32 [68, 2] px of 512, mask uint8 [256, 256], smooth float32 [h, w] from line_drawing.smooth_photo.
    """

    def __init__(self, landmarks: np.ndarray, mask: np.ndarray, smooth: np.ndarray):
        self.landmarks, self.mask, self.smooth = landmarks, mask, smooth
        self.outlines: dict[str, Lines] = mask_outlines(mask)
        self.canonical: list[Stroke] = clean.canonical_strokes(landmarks, mask)


def _landmark_contours(face: Face, rng: np.random.Generator, keep: float) -> list[Stroke]:
    """Landmark lines over a traced drawing, each kept with a probability."""
    l = face.landmarks
    candidates = [(REST, line) for line in clean.jaw_lines(l, face.mask)]
    for side in (LEFT_EYE, RIGHT_EYE):
        candidates += [(side, line) for line in clean.lids(clean.eye_corners(l, side))]
        candidates += [(side, smooth_curve(clean.brow_line(l, side)))]
    candidates += [(NOSE, clean.nose_wing(l, True)), (NOSE, clean.nose_wing(l, False)), (NOSE, clean.nose_base(l))]
    candidates += [(MOUTH, smooth_curve(l[48:60], closed=True)), *((MOUTH, line) for line in clean.lip_line(l))]
    candidates += [(REST, line) for line in face.outlines["hair"]]
    return [Stroke(line, label) for label, line in candidates if rng.random() < keep]


def _tremble(strokes: list[Stroke], amplitude: float, rng: np.random.Generator) -> list[Stroke]:
    return [Stroke(wobble(s.points, amplitude, rng), s.label) for s in strokes]


def draw(face: Face, kind: str, rng: np.random.Generator) -> list[Stroke]:
    """The strokes of one drawing of the given kind."""
    if kind == "tracedDense":
        traced = trace_photo(face.smooth, rng.uniform(1.6, 2.8), rng.uniform(0.0025, 0.008), rng.uniform(10, 20), 10)
        return _tremble(label_by_place(traced, face.landmarks), rng.uniform(0, 0.8), rng)
    if kind == "tracedSparse":
        traced = trace_photo(face.smooth, rng.uniform(2.0, 3.2), rng.uniform(0.008, 0.018), rng.uniform(20, 45), 16)
        strokes = label_by_place(traced, face.landmarks) + _landmark_contours(face, rng, rng.uniform(0.2, 0.9))
        return _tremble(strokes, rng.uniform(0.2, 1.2), rng)
    if kind == "human":
        return human_drawing(face.landmarks, face.mask, rng, Hand(), face.outlines)
    if kind == "humanDeformed":
        hand = Hand(shift=10, scale=0.18, rotation=8, wobble=1.2, keep=0.85)
        return deform(human_drawing(face.landmarks, face.mask, rng, hand, face.outlines), rng, rng.uniform(0.3, 1.0))
    if kind == "canonicalDeformed":
        kept = deform(face.canonical, rng, rng.uniform(0.1, 0.7), drop=rng.uniform(0.0, 0.35))
        return _tremble(kept, rng.uniform(0.2, 1.2), rng)
    if kind == "fiveLines":
        hand = Hand(shift=9, scale=0.16, rotation=6, wobble=1.2, keep=0.88, sparse=True)
        return human_drawing(face.landmarks, face.mask, rng, hand, face.outlines)
    if kind == "hatched":
        return shade(human_drawing(face.landmarks, face.mask, rng, Hand(), face.outlines), face.mask, face.smooth, rng)
    if kind == "photocopy":
        return _tremble(photocopy(face.smooth, face.landmarks, rng), rng.uniform(0, 0.8), rng)
    raise ValueError(f"unknown kind of drawing: {kind}")
