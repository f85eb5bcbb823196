"""Where a face's points lie on the canvas, and the similarity that brings found points there."""

from __future__ import annotations

import numpy as np

#: px: side of the square picture of a whole drawing's ink that the network sees.
INPUT = 128
#: Cells of a heatmap's side.
HEATMAP = 32
#: px of the 512-px canvas: pupils, nose tip, mouth centre, chin. Means over the faces, made symmetric about x = 253.
POINTS = np.array([[192, 239], [314, 239], [253, 314], [253, 371], [253, 451]], np.float32)
#: px of the canvas: mirrored x = MIRROR - x keeps the points where they are (pupils swapped, which look the same).
MIRROR = 506


def similarity_matrix(scale: float, degrees: float, source: np.ndarray, target: np.ndarray) -> np.ndarray:
    """[2, 3] that turns and scales about `source` and puts it on `target`."""
    angle = np.deg2rad(degrees)
    turn = scale * np.array([[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]])
    return np.column_stack([turn, np.asarray(target) - turn @ np.asarray(source)])


def apply(matrix: np.ndarray, points: np.ndarray) -> np.ndarray:
    """Points [N, 2] under a [2, 3] matrix."""
    return points @ matrix[:, :2].T + matrix[:, 2]


def invert(matrix: np.ndarray) -> np.ndarray:
    linear = np.linalg.inv(matrix[:, :2])
    return np.column_stack([linear, -linear @ matrix[:, 2]])
