"""The one clean drawing of a face that the auto-encoders aim at: a fixed abstraction, no chance in it."""

from __future__ import annotations

import numpy as np

from ..classes import HAIR, HAT
from ..parts import IRIS_RADIUS
from .line_drawing import mask_outlines
from .strokes import LEFT_EYE, MOUTH, NOSE, REST, RIGHT_EYE, Stroke, ellipse, polyline, simplify, smooth_curve


def eye_corners(landmarks: np.ndarray, side: int) -> np.ndarray:
    """Six points: left corner, upper lid twice, right corner, lower lid twice (right, then left)."""
    return landmarks[36:42] if side == LEFT_EYE else landmarks[42:48]


def brow_line(landmarks: np.ndarray, side: int) -> np.ndarray:
    """Five points from the image's left to right."""
    return landmarks[17:22] if side == LEFT_EYE else landmarks[22:27]


def eye_middle(eye: np.ndarray) -> np.ndarray:
    """Where drawings have the iris: between the lids' points, [2]."""
    return eye[[1, 2, 4, 5]].mean(0)


def lids(eye: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    return smooth_curve(eye[[0, 1, 2, 3]]), smooth_curve(eye[[3, 4, 5, 0]])


def iris(eye: np.ndarray, radius: float = IRIS_RADIUS) -> list[np.ndarray]:
    """The part of the iris circle between the lids: one or two arcs."""
    centre = eye_middle(eye)
    circle = ellipse(centre, radius, radius, -np.pi / 2, 3 * np.pi / 2, 33)
    upper, lower = lids(eye)
    top = np.interp(circle[:, 0], upper[:, 0], upper[:, 1])
    bottom = np.interp(circle[:, 0], lower[::-1, 0], lower[::-1, 1])
    inside = (circle[:, 1] >= top) & (circle[:, 1] <= bottom)
    if inside.all():
        return [circle]
    edges = np.flatnonzero(np.diff(np.concatenate([[0], inside.astype(np.int8), [0]])))
    return [circle[a:b] for a, b in zip(edges[::2], edges[1::2]) if b - a >= 3]


def brow_outline(brow: np.ndarray, side: int, thickness: float = 9.0) -> np.ndarray:
    """Closed outline: the landmark line is the upper edge's middle; thick towards the nose, pointed outwards."""
    profile = np.array([0.0, 0.7, 0.95, 1.0, 0.75]) if side == LEFT_EYE else np.array([0.75, 1.0, 0.95, 0.7, 0.0])
    offset = np.stack([np.zeros(5), profile * thickness], 1).astype(np.float32)
    upper, lower = smooth_curve(brow - 0.35 * offset, per_segment=4), smooth_curve(brow + 0.65 * offset, per_segment=4)
    return np.concatenate([upper, lower[::-1], upper[:1]])


def nose_wing(landmarks: np.ndarray, left: bool) -> np.ndarray:
    """From above the wing round its side to below the nostril, px."""
    width = float(landmarks[35, 0] - landmarks[31, 0])
    corner, inner, out = (landmarks[31], landmarks[32], -1.0) if left else (landmarks[35], landmarks[34], 1.0)
    return smooth_curve(
        np.stack([
            corner + [out * 0.06 * width, -0.48 * width],
            corner + [out * 0.24 * width, -0.24 * width],
            corner + [out * 0.20 * width, 0.0],
            corner + [0.0, 0.06 * width],
            0.5 * (corner + inner),
        ]),
        per_segment=4,
    )


def nose_base(landmarks: np.ndarray) -> np.ndarray:
    return smooth_curve(landmarks[[32, 33, 34]], per_segment=4)


def nostril(landmarks: np.ndarray, left: bool) -> np.ndarray:
    """A short arch over the nostril."""
    a, b = (landmarks[31], landmarks[32]) if left else (landmarks[34], landmarks[35])
    width = float(landmarks[35, 0] - landmarks[31, 0])
    middle = 0.5 * (a + b) + [0.0, -0.16 * width]
    return smooth_curve(np.stack([a + [0.02 * width, -0.04 * width], middle, b + [-0.02 * width, -0.04 * width]]), per_segment=4)


def bridge_side(landmarks: np.ndarray, left: bool) -> np.ndarray:
    """A light line down one side of the bridge."""
    width = float(landmarks[35, 0] - landmarks[31, 0])
    out = -1.0 if left else 1.0
    return smooth_curve(np.stack([landmarks[27] + [out * 0.30 * width, 4], landmarks[28] + [out * 0.22 * width, 0], landmarks[29] + [out * 0.24 * width, 0]]), per_segment=4)


def lip_line(landmarks: np.ndarray) -> list[np.ndarray]:
    """Where the lips meet: one line in a closed mouth, two in an open one."""
    upper, lower = landmarks[[48, 60, 61, 62, 63, 64, 54]], landmarks[[48, 60, 67, 66, 65, 64, 54]]
    if float((lower[2:5, 1] - upper[2:5, 1]).mean()) < 5.0:
        return [smooth_curve(0.5 * (upper + lower), per_segment=4)]
    return [smooth_curve(upper, per_segment=4), smooth_curve(lower, per_segment=4)]


def jaw_lines(landmarks: np.ndarray, mask: np.ndarray | None) -> list[np.ndarray]:
    """The face's contour; where hair or a hat lies over it nothing is drawn."""
    jaw = smooth_curve(landmarks[0:17], per_segment=4)
    if mask is None:
        return [jaw]
    scale = mask.shape[0] / 512
    at = np.clip((jaw * scale).astype(int), 0, mask.shape[0] - 1)
    visible = ~np.isin(mask[at[:, 1], at[:, 0]], (HAIR, HAT))
    edges = np.flatnonzero(np.diff(np.concatenate([[0], visible.astype(np.int8), [0]])))
    return [jaw[a:b] for a, b in zip(edges[::2], edges[1::2]) if b - a >= 4]


def canonical_strokes(landmarks: np.ndarray, mask: np.ndarray) -> list[Stroke]:
    """landmarks float32 [68, 2] (px of 512), mask uint8 [256, 256] -> the clean drawing."""
    strokes: list[Stroke] = []

    def add(label: int, *lines: np.ndarray) -> None:
        strokes.extend(Stroke(polyline(line), label) for line in lines if len(line) > 1)

    for name, lines in mask_outlines(mask, 1.5).items():
        add(REST, *(smooth_curve(line, per_segment=4) for line in lines))
    add(REST, *jaw_lines(landmarks, mask))
    for side in (LEFT_EYE, RIGHT_EYE):
        eye = eye_corners(landmarks, side)
        centre = eye_middle(eye)
        add(side, *lids(eye), *iris(eye), ellipse(centre, 3.0, 3.0, count=9))
        add(side, brow_outline(brow_line(landmarks, side), side))
    for left in (True, False):
        add(NOSE, nose_wing(landmarks, left), nostril(landmarks, left), bridge_side(landmarks, left))
    add(NOSE, nose_base(landmarks))
    outer = smooth_curve(landmarks[48:60], closed=True, per_segment=4)
    add(MOUTH, outer, *lip_line(landmarks))
    return strokes


def simplify_strokes(strokes: list[Stroke], max_points: int = 250) -> list[Stroke]:
    """Fewest-loss simplification of a whole drawing to at most max_points points, if that can be done at all."""
    tolerance = 0.5
    while True:
        lighter = [Stroke(simplify(s.points, tolerance), s.label) for s in strokes]
        if sum(len(s.points) for s in lighter) <= max_points or tolerance > 8:
            return lighter
        tolerance *= 1.3
