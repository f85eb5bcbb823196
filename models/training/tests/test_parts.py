"""The trainer's windows are the app's windows."""

from __future__ import annotations

import re
from pathlib import Path

import numpy as np
import pytest
import torch

from limn_training.parts import CANVAS, FEATURE_CANVAS, MIRROR_SHIFT, PARTS, RASTER
from limn_training.truth import AREAS, MIRRORED, cut_areas, mirror_landmarks, mirror_mask
from limn_training.windows import cut_all, mirror

SHARED = Path(__file__).parents[3] / "shared" / "parts.ts"


@pytest.mark.parametrize("part", PARTS, ids=lambda part: part.name)
def test_window_equals_shared_parts_ts(part):
    pattern = rf"{part.name}: \{{ x: (\d+), y: (\d+), width: (\d+), height: (\d+) \}}"
    x, y, width, height = map(int, re.search(pattern, SHARED.read_text()).groups())
    assert (x, y, width, height) == (part.x, part.y, part.size, part.size)


@pytest.mark.parametrize("part", PARTS, ids=lambda part: part.name)
def test_window_lies_on_the_feature_canvas_grid(part):
    cell = CANVAS // FEATURE_CANVAS
    assert part.x % cell == part.y % cell == part.size % cell == 0


def test_remainder_holds_no_ink_of_the_inner_windows():
    *_, remainder = cut_all(torch.ones(1, 1, RASTER, RASTER))
    scale = CANVAS // remainder.shape[-1]
    for part in PARTS[:4]:
        inside = remainder[0, 0, part.y // scale + 1 : (part.y + part.size) // scale - 1, part.x // scale + 1 : (part.x + part.size) // scale - 1]
        assert inside.max() == 0


def test_mirroring_swaps_the_eye_windows():
    raster = torch.zeros(1, 1, RASTER, RASTER)
    left, right = PARTS[0], PARTS[1]
    raster[:, :, left.y // 2 + 10 : left.y // 2 + 14, left.x // 2 + 4 : left.x // 2 + 20] = 1
    windows = cut_all(raster)
    mirrored = cut_all(mirror(raster))
    assert torch.equal(mirrored[1], windows[0].flip(-1))
    assert mirrored[0].sum() == 0
    assert right.x == CANVAS - (left.x + left.size) - MIRROR_SHIFT


def test_a_mirrored_landmark_lies_where_the_mirrored_picture_shows_it():
    landmarks = np.random.default_rng(1).uniform(60, 440, (1, 68, 2)).round().astype(np.float32)
    mirrored = mirror_landmarks(landmarks)
    for point in range(68):
        picture = torch.zeros(1, 1, CANVAS, CANVAS)
        x, y = landmarks[0, point].astype(int)
        picture[0, 0, y, x] = 1
        row, column = np.argwhere(mirror(picture)[0, 0].numpy() == 1)[0]
        twin = mirrored[0, int(np.flatnonzero(MIRRORED == point)[0])]
        assert abs(twin[0] - column) <= 1 and twin[1] == row


def test_mirroring_landmarks_twice_changes_nothing():
    landmarks = np.random.default_rng(2).uniform(0, 512, (2, 68, 2)).astype(np.float32)
    assert np.allclose(mirror_landmarks(mirror_landmarks(landmarks)), landmarks)


def test_a_mirrored_mask_calls_the_left_eye_right():
    mask = torch.zeros(1, 128, 128, dtype=torch.long)
    mask[0, 60, 48] = 5
    assert (mirror_mask(mask) == 4).sum() == 1


def test_areas_tell_what_lies_in_a_window():
    mask = torch.zeros(1, 128, 128, dtype=torch.long)
    mask[0, 92:95, 55:70] = 12
    areas = cut_areas(mask, PARTS[3])
    lips = next(i for i, group in enumerate(AREAS) if 12 in group)
    assert areas[0, lips].sum() > 0 and areas.sum() == areas[0, lips].sum()
