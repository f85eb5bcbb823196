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
_SHIFT = 4


def rasterize(strokes: Iterable[Stroke], size: int = 256) -> np.ndarray:
    """Strokes in 512-px coordinates -> uint8 [size, size] coverage, 0 paper, 255 ink, of a round 3 px pen at 512."""
    canvas = np.zeros((CANVAS * _OVERSAMPLING, CANVAS * _OVERSAMPLING), np.uint8)
    # OpenCV's integer coordinates are pixel centres, ours are pixel corners.
    lines = [
        np.round((np.clip(s.points, -CANVAS, 2 * CANVAS) * _OVERSAMPLING - 0.5) * (1 << _SHIFT)).astype(np.int32)
        for s in strokes
        if len(s.points)
    ]
    if lines:
        cv2.polylines(canvas, lines, False, 255, _THICKNESS, cv2.LINE_8, _SHIFT)
    return cv2.resize(canvas, (size, size), interpolation=cv2.INTER_AREA)
