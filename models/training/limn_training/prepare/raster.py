"""Strokes -> the coverage picture that the networks read. The person's pen width never enters."""

from __future__ import annotations

from typing import Iterable

import cv2
import numpy as np

from .strokes import CANVAS, Stroke

PEN = 3.0  # px of the 512-px canvas, round caps and joins
_OVERSAMPLING = 3
# OpenCV's thick lines come out one pixel wider than asked, its antialiased ones 2.4 px wider (both measured): so plain
# lines on an oversampled canvas, where asking for 8 px gives 9 = 3 x 3, and the area average does the antialiasing.
_THICKNESS = int(PEN * _OVERSAMPLING) - 1
#: fractional bits of OpenCV's coordinates
SHIFT = 4


def fixed_point(points: np.ndarray, scale: float) -> np.ndarray:
    """Canvas px -> OpenCV's coordinates with `SHIFT` fractional bits, int32: its integers are pixel centres, ours are pixel corners."""
    return np.round((np.clip(points, -CANVAS, 2 * CANVAS) * scale - 0.5) * (1 << SHIFT)).astype(np.int32)


def rasterize(strokes: Iterable[Stroke], size: int = 256) -> np.ndarray:
    """Strokes in 512-px coordinates -> uint8 [size, size] coverage, 0 paper, 255 ink, of a round 3 px pen at 512."""
    canvas = np.zeros((CANVAS * _OVERSAMPLING, CANVAS * _OVERSAMPLING), np.uint8)
    lines = [fixed_point(s.points, _OVERSAMPLING) for s in strokes if len(s.points)]
    if lines:
        cv2.polylines(canvas, lines, False, 255, _THICKNESS, cv2.LINE_8, SHIFT)
    return cv2.resize(canvas, (size, size), interpolation=cv2.INTER_AREA)
