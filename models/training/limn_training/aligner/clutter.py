"""What else stands on a sheet: strokes, frames, writing, shapes; and drawings that show no face at all."""

from __future__ import annotations

import cv2
import numpy as np

from .template import INPUT

_SHIFT = 4


def _line(paper: np.ndarray, points: np.ndarray, pen: int, closed: bool = False) -> None:
    cv2.polylines(paper, [np.round(points * (1 << _SHIFT)).astype(np.int32)], closed, 255, pen, cv2.LINE_AA, _SHIFT)


def stroke(paper: np.ndarray, rng: np.random.Generator, reach: float) -> None:
    """One smooth line of random bends from a random place."""
    count = int(rng.integers(2, 9))
    heading = rng.uniform(0, 2 * np.pi) + np.cumsum(rng.normal(0, 0.7, count))
    steps = np.stack([np.cos(heading), np.sin(heading)], 1) * reach / count
    _line(paper, rng.uniform(-5, INPUT + 5, 2) + np.cumsum(steps, 0), 1)


def writing(paper: np.ndarray, rng: np.random.Generator) -> None:
    text = "".join(chr(rng.integers(48, 122)) for _ in range(rng.integers(2, 14)))
    place = tuple(int(v) for v in rng.uniform(0, INPUT, 2))
    font = int(rng.choice([cv2.FONT_HERSHEY_SIMPLEX, cv2.FONT_HERSHEY_SCRIPT_SIMPLEX, cv2.FONT_HERSHEY_PLAIN]))
    cv2.putText(paper, text, place, font, float(rng.uniform(0.25, 0.8)), 255, 1, cv2.LINE_AA)


def frame(paper: np.ndarray, rng: np.random.Generator) -> None:
    left, top = rng.uniform(0, 14, 2)
    right, bottom = INPUT - rng.uniform(0, 14, 2)
    corners = np.array([[left, top], [right, top], [right, bottom], [left, bottom]])
    _line(paper, corners, 1, closed=bool(rng.random() < 0.7))


def shape(paper: np.ndarray, rng: np.random.Generator) -> None:
    """A polygon, an ellipse, or an arc of one."""
    centre, radius = rng.uniform(0, INPUT, 2), rng.uniform(2, 50, 2)
    if rng.random() < 0.5:
        spread = 360 if rng.random() < 0.6 else rng.uniform(60, 300)
        axes = tuple(int(v) for v in radius)
        cv2.ellipse(paper, tuple(int(v) for v in centre), axes, rng.uniform(0, 180), 0, spread, 255, 1, cv2.LINE_AA)
        return
    corners = int(rng.integers(3, 7))
    angles = np.sort(rng.uniform(0, 2 * np.pi, corners)) if rng.random() < 0.5 else np.arange(corners) * 2 * np.pi / corners + rng.uniform(0, 6)
    _line(paper, centre + np.stack([np.cos(angles), np.sin(angles)], 1) * radius, 1, closed=True)


def house(paper: np.ndarray, rng: np.random.Generator) -> None:
    """A wall, a roof, windows and a door: two windows over a door look most like a face."""
    width, height = rng.uniform(30, 90, 2)
    x, y = rng.uniform(0, INPUT - width), rng.uniform(height / 3, INPUT - height)
    box = lambda l, t, r, b: np.array([[l, t], [r, t], [r, b], [l, b]])
    _line(paper, box(x, y, x + width, y + height), 1, True)
    _line(paper, np.array([[x, y], [x + width / 2, y - rng.uniform(0.2, 0.6) * height], [x + width, y]]), 1)
    for column in (0.15, 0.6):
        if rng.random() < 0.9:
            left, top, side = x + column * width, y + rng.uniform(0.1, 0.3) * height, rng.uniform(0.15, 0.27) * width
            _line(paper, box(left, top, left + side, top + side), 1, True)
            if rng.random() < 0.5:
                _line(paper, np.array([[left + side / 2, top], [left + side / 2, top + side]]), 1)
                _line(paper, np.array([[left, top + side / 2], [left + side, top + side / 2]]), 1)
    door = x + rng.uniform(0.2, 0.6) * width
    _line(paper, box(door, y + 0.6 * height, door + 0.2 * width, y + height), 1, True)


def tree(paper: np.ndarray, rng: np.random.Generator) -> None:
    """A trunk that forks and forks again."""

    def grow(place: np.ndarray, angle: float, length: float) -> None:
        end = place + length * np.array([np.cos(angle), np.sin(angle)])
        _line(paper, np.stack([place, end]), 1)
        if length > 5:
            for _ in range(int(rng.integers(2, 4))):
                grow(end, angle + rng.normal(0, 0.6), length * rng.uniform(0.5, 0.8))

    grow(np.array([rng.uniform(20, INPUT - 20), INPUT - rng.uniform(0, 20)]), -np.pi / 2 + rng.normal(0, 0.2), rng.uniform(15, 35))


def faceless(rng: np.random.Generator) -> np.ndarray:
    """A drawing without a face, uint8 [128, 128]."""
    paper = np.zeros((INPUT, INPUT), np.uint8)
    kind = rng.random()
    if kind < 0.25:
        house(paper, rng)
    elif kind < 0.35:
        tree(paper, rng)
    elif kind < 0.65:
        for _ in range(int(rng.integers(1, 14))):
            shape(paper, rng)
    for _ in range(int(rng.integers(0, 25 if kind >= 0.65 else 6))):
        stroke(paper, rng, rng.uniform(8, 120))
    for _ in range(int(rng.integers(0, 8)) if rng.random() < 0.15 else 0):
        writing(paper, rng)
    return paper


def around(rng: np.random.Generator) -> np.ndarray:
    """What stands on the sheet beside a face, uint8 [128, 128]."""
    paper = np.zeros((INPUT, INPUT), np.uint8)
    if rng.random() < 0.5:
        for _ in range(int(rng.integers(1, 10))):
            stroke(paper, rng, rng.uniform(8, 90))
    if rng.random() < 0.2:
        frame(paper, rng)
    if rng.random() < 0.15:
        writing(paper, rng)
    for _ in range(int(rng.integers(1, 4)) if rng.random() < 0.15 else 0):
        shape(paper, rng)
    return paper
