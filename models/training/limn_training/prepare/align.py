"""Brings faces that are not aligned yet to the template: pupils and mouth at their places on the 512-px canvas."""

from __future__ import annotations

import cv2
import numpy as np

CANVAS = 512
#: Left pupil, right pupil, mouth centre; px of the canvas (means over the given faces).
TEMPLATE = np.array([[192, 239], [314, 239], [252, 371]], np.float64)
#: px: pupils closer than this to their places count as aligned; the given faces spread by 2 px.
TOLERANCE = 10.0


def anchors(landmarks: np.ndarray) -> np.ndarray:
    """68 landmarks (iBUG order) → left pupil, right pupil, mouth centre, float64 [3, 2]."""
    left, right = landmarks[36:42].mean(0), landmarks[42:48].mean(0)
    return np.stack([left, right, landmarks[[48, 54]].mean(0)]).astype(np.float64)


def similarity(source: np.ndarray, target: np.ndarray) -> np.ndarray:
    """Least-squares scale, rotation and shift from source to target points [N, 2]; returns [2, 3]."""
    x, y = source.T
    zeros, ones = np.zeros_like(x), np.ones_like(x)
    rows = np.concatenate([np.stack([x, -y, ones, zeros], 1), np.stack([y, x, zeros, ones], 1)])
    a, b, tx, ty = np.linalg.lstsq(rows, np.concatenate([target[:, 0], target[:, 1]]), rcond=None)[0]
    return np.array([[a, -b, tx], [b, a, ty]])


def align(photo: np.ndarray, mask: np.ndarray, landmarks: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """photo uint8 [S, S, 3], mask uint8 [M, M], landmarks float32 [68, 2] in px of 512 → the same, on the template.

    Faces within `TOLERANCE` are handed back as they are, so that no picture is resampled for nothing.
    """
    found = anchors(landmarks)
    if np.abs(found[:2] - TEMPLATE[:2]).max() <= TOLERANCE:
        return photo, mask, landmarks
    matrix = similarity(found, TEMPLATE)
    moved = (landmarks @ matrix[:, :2].T + matrix[:, 2]).astype(np.float32)
    return (
        _warp(photo, matrix, cv2.INTER_LINEAR, cv2.BORDER_REPLICATE),
        _warp(mask, matrix, cv2.INTER_NEAREST, cv2.BORDER_CONSTANT),
        moved,
    )


def _warp(picture: np.ndarray, matrix: np.ndarray, interpolation: int, border: int) -> np.ndarray:
    """The canvas transform on a picture of another size: its shift scales with the picture."""
    size = picture.shape[0]
    scaled = matrix * [[1, 1, size / CANVAS], [1, 1, size / CANVAS]]
    return cv2.warpAffine(picture, scaled, (size, size), flags=interpolation, borderMode=border)
