"""Packed guide strokes come back as they were drawn, to a quarter of a pixel."""

from __future__ import annotations

import numpy as np
import pytest

from limn_training.guides import guide_strokes


def unpack(strokes):
    lines = []
    for origin, steps in strokes:
        assert steps.dtype == np.int8 and len(steps) <= 255
        lines.append(origin + np.concatenate([[[0, 0]], np.cumsum(steps.astype(int), 0)]) * 4)
    return lines


def test_points_come_back_to_a_quarter_of_a_pixel():
    points = np.random.default_rng(4).integers(0, 4096, (40, 2)).astype(np.int16)
    (line,) = unpack(guide_strokes(points))
    for point in points:
        assert np.abs(line - point).max(1).min() <= 2
    assert np.abs(line[-1] - points[-1]).max() <= 2


def test_a_stroke_of_many_points_goes_on_where_it_was_cut():
    points = np.stack([np.arange(700) * 5, np.full(700, 8)], 1).astype(np.int16)
    lines = unpack(guide_strokes(points))
    assert len(lines) == 3
    for before, after in zip(lines, lines[1:]):
        assert (before[-1] == after[0]).all()
    assert np.abs(lines[-1][-1] - points[-1]).max() <= 2


@pytest.mark.parametrize("points", [[[8, 8]], [[0, 0], [4000, 4000]]])
def test_a_dot_and_a_line_across_the_canvas_are_kept(points):
    points = np.array(points, np.int16)
    (line,) = unpack(guide_strokes(points))
    assert (line[0] == points[0]).all() and np.abs(line[-1] - points[-1]).max() <= 2
