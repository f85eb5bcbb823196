"""Packs line art for the shadow guides: a start and small steps a stroke, half the size of plain points."""

from __future__ import annotations

import numpy as np

from .prepare.pack import POINT_UNITS

#: px of the canvas a step's unit is: guides are drawn at half the canvas' size.
STEP = 0.5
_LONGEST = 127
_MOST = 255


def guide_strokes(points: np.ndarray) -> list[tuple[np.ndarray, np.ndarray]]:
    """One stroke, int16 [P, 2] in 1/8 px → strokes of an origin int16 [2] (1/8 px) and steps int8 [S, 2] (1/2 px), S ≤ 255.

    Every point is rounded by itself, so that errors never add up; steps over 63 px are cut into several.
    """
    points = points.astype(np.int32)
    unit = int(POINT_UNITS * STEP)
    places = np.round((points - points[0]) / unit).astype(np.int32)
    at, steps = np.zeros(2, np.int32), []
    for place in places[1:]:
        pieces = max(1, int(np.ceil(np.abs(place - at).max() / _LONGEST)))
        for piece in range(1, pieces + 1):
            following = at + np.round((place - at) * piece / pieces).astype(np.int32) if piece < pieces else place
            steps.append(following - (at if piece == 1 else before))
            before = following
        at = place
    strokes, origin = [], points[0]
    for start in range(0, max(1, len(steps)), _MOST):
        block = np.array(steps[start : start + _MOST], np.int8).reshape(-1, 2)
        strokes.append((origin.astype(np.int16), block))
        origin = origin + block.astype(np.int32).sum(0) * unit
    return strokes
