"""Photo -> traced polylines: difference of Gaussians, skeleton, trace; and outlines of the mask's classes."""

from __future__ import annotations

import cv2
import numpy as np

from ..classes import CLOTH, EARS, GLASSES, HAIR, HAT, NECK, SKIN
from .strokes import LEFT_EYE, MOUTH, NOSE, REST, RIGHT_EYE, Stroke, length, polyline, simplify, smooth_points

# The eight neighbours in turning order, so that "straight on, then ever sharper" is an index offset.
_TURNS = ((-1, 0), (-1, 1), (0, 1), (1, 1), (1, 0), (1, -1), (0, -1), (-1, -1))
_STRAIGHT_FIRST = [[(d + k) % 8 for k in (0, 1, -1, 2, -2, 3, -3, 4)] for d in range(8)]
_SIDES_FIRST = [0, 2, 4, 6, 1, 3, 5, 7]


def trace_skeleton(skeleton: np.ndarray, min_length: int = 6) -> list[np.ndarray]:
    """One-pixel-wide lines (uint8 [h, w], > 0 is line) -> ordered pixel paths float32 [P, 2] (x, y), P >= min_length.

    Walks from the loose ends, straight on through crossings; what a crossing leaves over shorter than
    min_length is a spur and is dropped.
    """
    padded = np.pad(skeleton > 0, 1)
    width = padded.shape[1]
    ones = padded.astype(np.uint8)
    neighbours = cv2.filter2D(ones, -1, np.ones((3, 3), np.float32), borderType=cv2.BORDER_CONSTANT) - ones
    flat = np.flatnonzero(padded)
    ends = flat[neighbours.ravel()[flat] == 1].tolist()
    todo = set(flat.tolist())
    offsets = [dy * width + dx for dy, dx in _TURNS]

    def walk(start: int) -> list[int]:
        path, at, order = [start], start, _SIDES_FIRST
        while True:
            for d in order:
                following = at + offsets[d]
                if following in todo:
                    todo.discard(following)
                    path.append(following)
                    at, order = following, _STRAIGHT_FIRST[d]
                    break
            else:
                return path

    paths = []
    for start in ends + flat.tolist():
        if start not in todo:
            continue
        todo.discard(start)
        path = walk(start)
        back = walk(start)  # a start in mid-line has a second side
        path = back[:0:-1] + path
        if len(path) >= min_length:
            index = np.asarray(path)
            paths.append(np.stack([index % width - 1, index // width - 1], 1).astype(np.float32))
    return paths


def smooth_photo(photo: np.ndarray) -> np.ndarray:
    """RGB uint8 -> edge-preserving smooth luminance float32 in 0..1; the part that all traced variants share."""
    grey = cv2.cvtColor(photo, cv2.COLOR_RGB2GRAY)
    return cv2.bilateralFilter(grey, 5, 30, 3).astype(np.float32) / 255


def trace_photo(smooth: np.ndarray, sigma: float, threshold: float, min_length: float, min_speck: int = 12) -> list[np.ndarray]:
    """Dark lines of the picture as polylines in 512-px coordinates.

    sigma (px at 512) is the width of the lines looked for, threshold their contrast (0..1),
    min_length (px at 512) the shortest line kept, min_speck (px of this picture) the smallest blob.
    """
    scale = 512 / smooth.shape[0]
    fine, coarse = cv2.GaussianBlur(smooth, (0, 0), sigma / scale), cv2.GaussianBlur(smooth, (0, 0), 1.6 * sigma / scale)
    dark = ((coarse - fine) > threshold).astype(np.uint8)
    _, blobs, stats, _ = cv2.connectedComponentsWithStats(dark, connectivity=8)
    keep = stats[:, cv2.CC_STAT_AREA] >= min_speck
    keep[0] = False
    skeleton = cv2.ximgproc.thinning(keep[blobs].astype(np.uint8) * 255)
    lines = []
    for path in trace_skeleton(skeleton, max(3, int(min_length / scale))):
        line = smooth_points((path + 0.5) * scale, 2)
        if length(line) >= min_length:
            lines.append(simplify(line, 1.0))
    return lines


def label_by_place(lines: list[np.ndarray], landmarks: np.ndarray) -> list[Stroke]:
    """Labels traced lines by the part whose landmark box holds most of the line."""
    boxes = []
    for label, rows in ((LEFT_EYE, [*range(17, 22), *range(36, 42)]), (RIGHT_EYE, [*range(22, 27), *range(42, 48)]), (NOSE, range(28, 36)), (MOUTH, range(48, 68))):
        part = landmarks[list(rows)]
        boxes.append((label, part.min(0) - 10, part.max(0) + 10))
    strokes = []
    for line in lines:
        inside = [(((line >= low) & (line <= high)).all(1).mean(), label) for label, low, high in boxes]
        share, label = max(inside)
        strokes.append(Stroke(line, label if share > 0.6 else REST))
    return strokes


def _split_runs(points: np.ndarray, keep: np.ndarray) -> list[np.ndarray]:
    """Runs of kept points of a closed contour; the run over the seam stays in one piece."""
    if keep.all():
        return [np.concatenate([points, points[:1]])]
    if not keep.any():
        return []
    first_gap = int(np.argmin(keep))
    points, keep = np.roll(points, -first_gap, 0), np.roll(keep, -first_gap)
    edges = np.flatnonzero(np.diff(np.concatenate([[0], keep.astype(np.int8), [0]])))
    return [points[a:b] for a, b in zip(edges[::2], edges[1::2])]


def region_outline(
    mask: np.ndarray, classes: tuple[int, ...], not_beside: tuple[int, ...] = (), min_area: int = 60, min_length: float = 24, tolerance: float = 1.0
) -> list[np.ndarray]:
    """Outlines of the union of classes (mask uint8 [256, 256]) as polylines in 512-px coordinates.

    Stretches along the picture's border, or beside the classes not_beside (their border is drawn elsewhere), are left out.
    """
    region = np.isin(mask, classes).astype(np.uint8)
    if int(region.sum()) < min_area:
        return []
    scale = 512 / mask.shape[0]
    region = (cv2.GaussianBlur(region * 255, (0, 0), 1.6) > 127).astype(np.uint8)
    contours, _ = cv2.findContours(region, cv2.RETR_CCOMP, cv2.CHAIN_APPROX_NONE)
    forbidden = np.zeros(mask.shape, np.uint8)
    if not_beside:
        forbidden = cv2.dilate(np.isin(mask, not_beside).astype(np.uint8), np.ones((5, 5), np.uint8))
    forbidden[:2], forbidden[-2:], forbidden[:, :2], forbidden[:, -2:] = 1, 1, 1, 1
    lines = []
    for contour in contours:
        points = contour.reshape(-1, 2)
        if cv2.contourArea(contour) < min_area:
            continue
        for run in _split_runs(points, forbidden[points[:, 1], points[:, 0]] == 0):
            line = smooth_points(polyline((run + 0.5) * scale), 4)
            if length(line) >= min_length:
                lines.append(simplify(line, tolerance))
    return lines


def mask_outlines(mask: np.ndarray, tolerance: float = 1.0) -> dict[str, list[np.ndarray]]:
    """Outlines by name, every shared border drawn once."""
    ears = EARS
    return {
        "hair": region_outline(mask, (HAIR,), (HAT,), 200, 40, tolerance),
        "hat": region_outline(mask, (HAT,), (), 400, 40, tolerance),
        "glasses": region_outline(mask, (GLASSES,), (), 150, 24, min(tolerance, 1.5)),
        "ears": region_outline(mask, ears, (HAIR, HAT, SKIN), 40, 20, tolerance),
        "neck": region_outline(mask, (NECK,), (SKIN, HAIR, HAT, CLOTH, *ears), 100, 24, tolerance),
        "cloth": region_outline(mask, (CLOTH,), (HAIR, HAT, SKIN), 200, 30, tolerance),
    }
