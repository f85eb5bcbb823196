"""Drawings that shade: hatched areas, and the black-and-white look of a photocopy, as strokes."""

from __future__ import annotations

import cv2
import numpy as np

from ..classes import HAIR, HAT, NECK, NOSE, SKIN
from .line_drawing import label_by_place
from .strokes import REST, Stroke, polyline, simplify, smooth_points, wobble

#: px of the canvas: a hatch line shorter than this is left out.
SHORTEST = 7.0


def hatch(region: np.ndarray, angle: float, spacing: float, rng: np.random.Generator) -> list[np.ndarray]:
    """Parallel lines over a region as a hand sets them: uneven gaps, open ends, slight tremor.

    region: bool [S, S] over the whole canvas; angle in radians from the x axis; spacing px of the canvas.
    """
    side = region.shape[0]
    scale = 512 / side
    if not region.any():
        return []
    along, across = np.array([np.cos(angle), np.sin(angle)]), np.array([-np.sin(angle), np.cos(angle)])
    reach = np.arange(-370.0, 370.0, 3.0)
    lines, offset = [], -370.0
    while offset < 370:
        points = 256 + across * offset + reach[:, None] * along
        column, row = (points / scale).astype(int).T
        inside = (column >= 0) & (row >= 0) & (column < side) & (row < side)
        inside[inside] = region[row[inside], column[inside]]
        edges = np.flatnonzero(np.diff(np.concatenate([[0], inside.astype(np.int8), [0]])))
        for a, b in zip(edges[::2], edges[1::2]):
            # A hand starts late and ends early.
            a, b = a + int(rng.integers(0, 3)), b - int(rng.integers(0, 3))
            if (b - a) * 3 >= SHORTEST:
                lines.append(wobble(polyline(points[a:b]), rng.uniform(0.3, 1.2), rng))
        offset += spacing * rng.uniform(0.6, 1.4)
    return lines


def photocopy(smooth: np.ndarray, landmarks: np.ndarray, rng: np.random.Generator) -> list[Stroke]:
    """Dark areas of the picture by their outlines, some of them filled; smooth: luminance [S, S] in 0…1."""
    scale = 512 / smooth.shape[0]
    fine = cv2.GaussianBlur(smooth, (0, 0), rng.uniform(1.5, 3.0) / scale)
    around = cv2.GaussianBlur(smooth, (0, 0), rng.uniform(18, 50) / scale)
    dark = ((around - fine) > rng.uniform(0.03, 0.07)).astype(np.uint8)
    dark = cv2.morphologyEx(dark, cv2.MORPH_OPEN, np.ones((2, 2), np.uint8))
    lines: list[np.ndarray] = []
    for contour in cv2.findContours(dark, cv2.RETR_CCOMP, cv2.CHAIN_APPROX_NONE)[0]:
        if len(contour) * scale >= 30:
            line = (np.concatenate([contour, contour[:1]])[:, 0].astype(np.float32) + 0.5) * scale
            lines.append(simplify(smooth_points(line, 2), 1.0))
    if rng.random() < 0.5:
        filled = cv2.erode(dark, np.ones((3, 3), np.uint8)) > 0
        lines += hatch(filled, rng.uniform(0, np.pi), rng.uniform(5, 9), rng)
    return label_by_place(lines, landmarks)


def shade(strokes: list[Stroke], mask: np.ndarray, smooth: np.ndarray, rng: np.random.Generator) -> list[Stroke]:
    """A line drawing with hatched hair, neck shadow and the darker side of the face; mask uint8 [S, S]."""
    out = list(strokes)
    size = mask.shape[::-1]
    tone = cv2.resize(cv2.GaussianBlur(smooth, (0, 0), 4), size)
    skin = np.isin(mask, (SKIN, NOSE))
    shadow = skin & (tone < np.quantile(tone[skin], rng.uniform(0.1, 0.3))) if skin.any() else skin
    for region, chance in ((np.isin(mask, (HAIR, HAT)), 0.8), (mask == NECK, 0.4), (shadow, 0.5)):
        if rng.random() < chance:
            lines = hatch(region, rng.uniform(0.2, np.pi - 0.2), rng.uniform(8, 22), rng)
            out += [Stroke(line, REST) for line in lines]
    return out
