"""Which class a traced line belongs to: landmarks for brows, eyes, nose, lips; masks for the rest; a border belongs to what lies in front."""

from __future__ import annotations

import cv2
import numpy as np

from ..prepare import canonical as clean
from ..prepare.strokes import LEFT_EYE as LEFT, RIGHT_EYE as RIGHT, smooth_curve
from .. import classes as c

#: Mask cells of 2 px: how far outside of its area a line still belongs to a class, later ones lie in front.
_AREAS = ((c.NECK, 2), (c.SKIN, 2), (c.CLOTH, 2), (c.RIGHT_EAR, 2), (c.LEFT_EAR, 2), (c.NOSE, 1), (c.HAIR, 3))
_FRONT = ((c.EARRING, 1), (c.NECKLACE, 1), (c.HAT, 3))
#: A run of points of another class that is shorter than this is passed over, px of the canvas.
SHORTEST_RUN = 12.0


def _disc(cells: int) -> np.ndarray:
    return cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (2 * cells + 1, 2 * cells + 1))


def class_map(landmarks: np.ndarray, mask: np.ndarray) -> np.ndarray:
    """The class that a line at each place shows, uint8 [256, 256]; landmarks float32 [68, 2] px of 512, mask uint8 [256, 256]."""
    scale = mask.shape[0] / 512
    found = np.zeros_like(mask)

    def paint(number: int, polygon: np.ndarray, spread: int) -> None:
        area = cv2.fillPoly(np.zeros_like(mask), [np.round(polygon * scale).astype(np.int32)], 1)
        found[cv2.dilate(area, _disc(spread)) > 0] = number

    def grow(number: int, cells: int) -> None:
        found[cv2.dilate((mask == number).astype(np.uint8), _disc(cells)) > 0] = number

    for number, cells in _AREAS:
        grow(number, cells)
    l = landmarks
    base = np.round(smooth_curve(l[31:36]) * scale).astype(np.int32)
    cv2.polylines(found, [base], False, c.NOSE, 5)
    for side, brow, eye in ((LEFT, c.LEFT_BROW, c.LEFT_EYE), (RIGHT, c.RIGHT_BROW, c.RIGHT_EYE)):
        paint(brow, clean.brow_outline(clean.brow_line(l, side), side, 11), 3)
        paint(eye, clean.eye_corners(l, side), 4)
    paint(c.LOWER_LIP, l[[48, 60, 67, 66, 65, 64, 54, 55, 56, 57, 58, 59]], 3)
    paint(c.UPPER_LIP, l[[48, 49, 50, 51, 52, 53, 54, 64, 63, 62, 61, 60]], 2)
    paint(c.MOUTH, l[60:68], 1)
    glasses = (mask == c.GLASSES).astype(np.uint8)
    rim = (cv2.dilate(glasses, _disc(2)) > 0) & (cv2.erode(glasses, _disc(4)) == 0)
    eyes = np.isin(found, (c.LEFT_EYE, c.RIGHT_EYE)) & (cv2.dilate(glasses, _disc(1)) == 0)
    if glasses.sum() > 60:
        found[rim & ~eyes] = c.GLASSES
    for number, cells in _FRONT:
        grow(number, cells)
    return found


def split_by_class(line: np.ndarray, found: np.ndarray) -> list[tuple[np.ndarray, int]]:
    """Cuts a line (points about evenly apart) where it goes over to another class; short runs join what is before them."""
    at = np.clip((line * (found.shape[0] / 512)).astype(int), 0, found.shape[0] - 1)
    numbers = found[at[:, 1], at[:, 0]]
    arc = np.concatenate([[0.0], np.cumsum(np.hypot(*np.diff(line, axis=0).T))])
    cuts = [0, *(np.flatnonzero(np.diff(numbers)) + 1), len(line)]
    runs: list[list[int]] = []  # start, end, class
    for a, b in zip(cuts[:-1], cuts[1:]):
        if runs and (arc[b - 1] - arc[a] < SHORTEST_RUN or runs[-1][2] == numbers[a]):
            runs[-1][1] = b
        else:
            runs.append([a, b, int(numbers[a])])
    if len(runs) > 1 and arc[runs[0][1] - 1] < SHORTEST_RUN:
        runs[1][0] = 0
        del runs[0]
    return [(line[a : min(b + 1, len(line))], number) for a, b, number in runs]


def majority(line: np.ndarray, found: np.ndarray) -> tuple[int, float]:
    """The commonest class along the line, and its share."""
    at = np.clip((line * (found.shape[0] / 512)).astype(int), 0, found.shape[0] - 1)
    counts = np.bincount(found[at[:, 1], at[:, 0]], minlength=c.COUNT)
    return int(counts.argmax()), float(counts.max() / counts.sum())


def ear_side(line: np.ndarray, landmarks: np.ndarray) -> int:
    return c.LEFT_EAR if line[:, 0].mean() < landmarks[27, 0] else c.RIGHT_EAR


