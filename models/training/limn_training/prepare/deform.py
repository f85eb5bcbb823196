"""Deformation of strokes after DeepFacePencil: moved vertices, and strokes shifted, scaled, turned, dropped, doubled."""

from __future__ import annotations

import numpy as np

from .strokes import Stroke, length, resample, similarity, smooth_curve, smooth_points

VERTEX_SHIFT = 11.0
VERTEX_PROBABILITY = 0.5


def deform_points(points: np.ndarray, rng: np.random.Generator, strength: float = 1.0, spacing: float = 18.0) -> np.ndarray:
    """Moves each vertex by U(-11, 11) px * strength with probability one half, then redraws the line smoothly."""
    total = length(points)
    if total < 3 or strength <= 0:
        return points
    # Short strokes (lids, nostrils) need closer vertices to keep their shape, and a gentler push.
    step = min(spacing, max(4.0, total / 5))
    vertices = resample(smooth_points(points, 1), step)
    offset = rng.uniform(-VERTEX_SHIFT, VERTEX_SHIFT, vertices.shape) * (rng.random((len(vertices), 1)) < VERTEX_PROBABILITY)
    offset = smooth_points(offset, 2) * strength * min(1.0, step / spacing + 0.2)
    return smooth_curve(vertices + offset, per_segment=4)


def deform(
    strokes: list[Stroke], rng: np.random.Generator, strength: float = 1.0, drop: float = 0.08, double: float = 0.06
) -> list[Stroke]:
    """Deforms every stroke by itself. `drop` and `double` are probabilities a stroke; strength 0 moves nothing."""
    out: list[Stroke] = []
    for stroke in strokes:
        if rng.random() < drop:
            continue
        for _ in range(2 if rng.random() < double else 1):
            points = deform_points(stroke.points, rng, strength)
            if strength > 0:
                points = similarity(
                    points,
                    points.mean(0),
                    1.0 + rng.uniform(-0.08, 0.08) * strength,
                    np.radians(rng.uniform(-4, 4)) * strength,
                    rng.uniform(-4, 4, 2) * strength,
                )
            out.append(Stroke(points, stroke.label))
    return out
