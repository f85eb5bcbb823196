"""Unaligned faces come to the template; aligned ones stay untouched."""

from __future__ import annotations

import cv2
import numpy as np

from limn_training.prepare.align import TEMPLATE, TOLERANCE, align, anchors, similarity
from prepare_folder import drawn_landmarks, drawn_mask, drawn_photo


def tilted(scale: float, degrees: float, shift: tuple[float, float]):
    """A drawn face, turned and moved, with its mask and landmarks."""
    landmarks, mask = drawn_landmarks(), drawn_mask()
    matrix = cv2.getRotationMatrix2D((256, 256), degrees, scale)
    matrix[:, 2] += shift
    half = matrix * [[1, 1, 0.5], [1, 1, 0.5]]
    photo = cv2.cvtColor(drawn_photo(landmarks, mask), cv2.COLOR_BGR2RGB)
    moved = (landmarks @ matrix[:, :2].T + matrix[:, 2]).astype(np.float32)
    return cv2.warpAffine(photo, matrix, (512, 512)), cv2.warpAffine(mask, half, (256, 256), flags=cv2.INTER_NEAREST), moved


def test_aligned_face_is_handed_back_as_it_is():
    landmarks, mask = drawn_landmarks(), drawn_mask()
    photo = drawn_photo(landmarks, mask)
    same = align(photo, mask, landmarks)
    assert same[0] is photo and same[1] is mask and same[2] is landmarks


def test_tilted_small_face_comes_to_the_template():
    photo, mask, landmarks = align(*tilted(0.7, 20, (30, -25)))
    assert np.abs(anchors(landmarks) - TEMPLATE).max() < TOLERANCE
    assert photo.shape == (512, 512, 3) and mask.shape == (256, 256)
    # The picture moved with its landmarks: the pupils' surroundings are skin in the mask again.
    for x, y in anchors(landmarks)[:2]:
        assert mask[int(y / 2), int(x / 2)] == 1


def test_similarity_is_exact_for_similar_points():
    rng = np.random.default_rng(3)
    source = rng.normal(0, 100, (5, 2))
    angle, scale = 0.3, 1.4
    matrix = scale * np.array([[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]])
    found = similarity(source, source @ matrix.T + [12, -7])
    assert np.allclose(found, np.c_[matrix, [12, -7]])
