"""What the network is told of a stroke; the twin of `models/interpretation/strokeFeatures.ts`."""

from __future__ import annotations

import numpy as np

PLACES = 20
FEATURES = 4 * PLACES + 8
CANVAS, UNIT, SMALLEST, LENGTH_UNIT, COUNT_UNIT = 512.0, 128.0, 2.0, 16.0, 8.0


def even_places(points: np.ndarray, starts: np.ndarray, spans: np.ndarray | None = None) -> tuple[np.ndarray, np.ndarray]:
    """Places evenly apart along many strokes at once.

    points float [P, 2], starts int [S + 1] into it; spans float [S, 2]: which stretch of each stroke, 0…1 of its length.
    Returns [S, PLACES, 2] and the stretches' lengths [S].
    """
    first, last = starts[:-1], starts[1:] - 1
    steps = np.hypot(*np.diff(points, axis=0).T) if len(points) > 1 else np.zeros(0)
    arc = np.concatenate([[0.0], np.cumsum(steps)])
    # One px between two strokes, so that no place lies on the way from one to the next.
    stroke = np.repeat(np.arange(len(first)), np.diff(starts))
    arc = arc + stroke
    begin, lengths = arc[first], arc[last] - arc[first]
    if spans is not None:
        begin, lengths = begin + lengths * spans[:, 0], lengths * (spans[:, 1] - spans[:, 0])
    at = begin[:, None] + lengths[:, None] * np.linspace(0, 1, PLACES)
    return np.stack([np.interp(at, arc, points[:, k]) for k in (0, 1)], -1), lengths


def stroke_features(places: np.ndarray, lengths: np.ndarray, order: np.ndarray, count: int | np.ndarray) -> np.ndarray:
    """places [S, PLACES, 2] px of the canvas, lengths [S] px, order [S] in 0…1, strokes of the drawing → float32 [S, FEATURES]."""
    low, high = places.min(1), places.max(1)
    middle, size = 0.5 * (low + high), high - low
    half = np.maximum(size.max(1), SMALLEST) / 2
    gap = np.hypot(*(places[:, -1] - places[:, 0]).T)
    own = np.stack([gap / np.maximum(lengths, SMALLEST), order], 1)
    return np.concatenate(
        [
            ((places - CANVAS / 2) / UNIT).reshape(len(places), -1),
            ((places - middle[:, None]) / half[:, None, None]).reshape(len(places), -1),
            (middle - CANVAS / 2) / UNIT,
            size / UNIT,
            np.log1p(lengths / LENGTH_UNIT)[:, None],
            own,
            np.broadcast_to(np.log1p(np.asarray(count) / COUNT_UNIT), (len(places),))[:, None],
        ],
        1,
    ).astype(np.float32)
