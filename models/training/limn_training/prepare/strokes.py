"""Strokes and the small geometry shared by everything that draws them.

Coordinates are continuous pixels on the 512 x 512 canvas: origin top left, y down, pixel i covers [i, i + 1).
"""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np

CANVAS = 512
LABELS = ("leftEye", "rightEye", "nose", "mouth", "rest")
LEFT_EYE, RIGHT_EYE, NOSE, MOUTH, REST = range(5)


@dataclass(frozen=True)
class Stroke:
    """One pen line: points float32 [P, 2] in canvas pixels, label an index into LABELS ("left" is the image's)."""

    points: np.ndarray
    label: int = REST


def polyline(points) -> np.ndarray:
    return np.asarray(points, dtype=np.float32).reshape(-1, 2)


def length(points: np.ndarray) -> float:
    """Arc length in pixels."""
    return float(np.hypot(*np.diff(points, axis=0).T).sum()) if len(points) > 1 else 0.0


def resample(points: np.ndarray, spacing: float) -> np.ndarray:
    """Evenly spaced points (about `spacing` px apart) along the polyline; both ends are kept."""
    points = polyline(points)
    if len(points) < 2:
        return points
    steps = np.hypot(*np.diff(points, axis=0).T)
    arc = np.concatenate([[0.0], np.cumsum(steps)])
    count = max(2, int(round(arc[-1] / spacing)) + 1)
    at = np.linspace(0.0, arc[-1], count)
    return np.stack([np.interp(at, arc, points[:, 0]), np.interp(at, arc, points[:, 1])], 1).astype(np.float32)


def smooth_curve(points, closed: bool = False, per_segment: int = 6) -> np.ndarray:
    """Catmull-Rom spline through the control points: [P, 2] -> about [P * per_segment, 2]."""
    p = polyline(points)
    if len(p) < 3:
        return p
    padded = np.concatenate([p[-1:], p, p[:2]]) if closed else np.concatenate([2 * p[:1] - p[1:2], p, 2 * p[-1:] - p[-2:-1]])
    p0, p1, p2, p3 = padded[:-3, None], padded[1:-2, None], padded[2:-1, None], padded[3:, None]
    t = (np.arange(per_segment, dtype=np.float32) / per_segment)[None, :, None]
    curve = 0.5 * (2 * p1 + (p2 - p0) * t + (2 * p0 - 5 * p1 + 4 * p2 - p3) * t**2 + (3 * p1 - p0 - 3 * p2 + p3) * t**3)
    return np.concatenate([curve.reshape(-1, 2), p[:1] if closed else p[-1:]]).astype(np.float32)


def smooth_points(points: np.ndarray, rounds: int = 2) -> np.ndarray:
    """Binomial smoothing along the line; the ends stay (and a closed line stays closed)."""
    p = points.astype(np.float32).copy()
    for _ in range(rounds):
        if len(p) > 2:
            p[1:-1] = 0.25 * p[:-2] + 0.5 * p[1:-1] + 0.25 * p[2:]
    return p


def simplify(points: np.ndarray, tolerance: float = 1.0) -> np.ndarray:
    """Douglas-Peucker: fewer points, never further than `tolerance` px from the line."""
    if len(points) < 3:
        return polyline(points)
    points = polyline(points)
    if len(points) > 4 and np.array_equal(points[0], points[-1]):
        # OpenCV opens a gap in an open curve that ends where it starts.
        middle = int(np.argmax(np.hypot(*(points - points[0]).T)))
        if 0 < middle < len(points) - 1:
            return np.concatenate([simplify(points[: middle + 1], tolerance), simplify(points[middle:], tolerance)[1:]])
    return cv2.approxPolyDP(points.reshape(-1, 1, 2), tolerance, False).reshape(-1, 2)


def ellipse(centre, rx: float, ry: float, start: float = 0.0, end: float = 2 * np.pi, count: int = 20) -> np.ndarray:
    """An elliptic arc, angles in radians from the x axis, clockwise on screen (y is down)."""
    angle = np.linspace(start, end, count)
    return polyline(np.stack([centre[0] + rx * np.cos(angle), centre[1] + ry * np.sin(angle)], 1))


def spiral(centre, radius: float, gap: float = 2.0) -> np.ndarray:
    """A pen-filled disc: a spiral whose turns lie `gap` px apart."""
    turns = max(1.0, radius / gap)
    angle = np.linspace(0.0, turns * 2 * np.pi, int(turns * 10) + 4)
    r = radius * angle / angle[-1]
    return polyline(np.stack([centre[0] + r * np.cos(angle), centre[1] + r * np.sin(angle)], 1))


def similarity(points: np.ndarray, centre, scale=1.0, rotation: float = 0.0, shift=(0.0, 0.0)) -> np.ndarray:
    """Scale (number or pair), rotate (radians) about `centre`, then shift (px)."""
    c, s = np.cos(rotation), np.sin(rotation)
    local = (points - np.asarray(centre, np.float32)) * np.asarray(scale, np.float32)
    turned = local @ np.array([[c, s], [-s, c]], np.float32)
    return (turned + np.asarray(centre, np.float32) + np.asarray(shift, np.float32)).astype(np.float32)


def wobble(points: np.ndarray, amplitude: float, rng: np.random.Generator, wavelength: float = 28.0) -> np.ndarray:
    """Redraws the line with smooth hand tremor of about `amplitude` px."""
    total = length(points)
    if total < 6 or amplitude <= 0:
        return polyline(points)
    line = resample(points, 5.0)
    knots = max(3, int(total / wavelength) + 2)
    noise = rng.normal(0.0, amplitude, (knots, 2))
    at = np.linspace(0, knots - 1, len(line))
    offset = np.stack([np.interp(at, np.arange(knots), noise[:, k]) for k in (0, 1)], 1)
    return smooth_points(line + smooth_points(offset, 2), 1)
