"""Strokes -> the coverage picture that the networks read. The person's pen width never enters."""

from __future__ import annotations

from typing import Iterable

import cv2
import numpy as np

from .strokes import CANVAS, Stroke

PEN = 3
_SHIFT = 4


def rasterize(strokes: Iterable[Stroke], size: int = 256) -> np.ndarray:
    """Strokes in 512-px coordinates -> uint8 [size, size], 0 paper, 255 ink, antialiased, 3 px pen at 512."""
    canvas = np.zeros((CANVAS, CANVAS), np.uint8)
    # OpenCV's integer coordinates are pixel centres, ours are pixel corners.
    lines = [np.round((np.clip(s.points, -CANVAS, 2 * CANVAS) - 0.5) * (1 << _SHIFT)).astype(np.int32) for s in strokes if len(s.points)]
    if lines:
        cv2.polylines(canvas, lines, False, 255, PEN, cv2.LINE_AA, _SHIFT)
    return canvas if size == CANVAS else cv2.resize(canvas, (size, size), interpolation=cv2.INTER_AREA)
