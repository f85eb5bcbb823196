"""Makes what the aligner is trained on: a face's drawing somewhere on a sheet, or a sheet without a face."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np

from ..data import PackedFaces
from ..parts import CANVAS
from ..classes import HAIR
from . import clutter
from .template import INPUT, MIRROR, POINTS, apply, invert, similarity_matrix
from .textures import SIDE, hatching, soft_patch

#: How large the canvas of the template lies on the sheet: 1 fills it.
SCALES = (0.35, 1.6)
#: Degrees: most drawings are nearly upright, some are turned far.
USUAL_TILT, LARGEST_TILT = 25.0, 75.0
#: px of the canvas: brows to chin, cheek to cheek; the part that must be on the sheet.
FACE_CENTRE, FACE_RADIUS = np.array([253.0, 330.0]), 115.0
#: Share of sheets without a face.
FACELESS = 0.25
TEXTURES = 96


@dataclass(frozen=True)
class Scene:
    #: uint8 [128, 128], 255 ink
    ink: np.ndarray
    #: float32 [5, 2] px of the sheet; anything where no face is
    points: np.ndarray
    has_face: bool


class SceneMaker:
    """Draws scenes of one split; the same generator gives the same scenes."""

    def __init__(self, data: PackedFaces, rows: np.ndarray, seed: int = 0):
        self.data, self.rows = data, rows
        rng = np.random.default_rng([seed, 77])
        self.textures = np.stack([hatching(rng) for _ in range(TEXTURES)])
        cv2.setNumThreads(1)

    def make(self, rng: np.random.Generator) -> Scene:
        if rng.random() >= FACELESS:
            return self._face(rng)
        return Scene(self._pen(self._faceless(rng), rng), np.zeros_like(POINTS), False)

    def _face(self, rng: np.random.Generator) -> Scene:
        drawing = self._drawing(rng)
        scale = float(np.exp(rng.uniform(*np.log(SCALES))))
        tilt = rng.normal(0, USUAL_TILT / 2) if rng.random() < 0.7 else rng.uniform(-LARGEST_TILT, LARGEST_TILT)
        side = scale * INPUT / CANVAS
        # Large faces may be cut by the sheet's edge a little, never to less than most of the face.
        margin = min(INPUT / 2, FACE_RADIUS * side * rng.uniform(0.75, 1.15))
        target = rng.uniform(margin, INPUT - margin, 2)
        matrix = similarity_matrix(side, tilt, FACE_CENTRE, target)
        ink = np.maximum(self._warp(drawing, matrix, scale, rng), clutter.around(rng))
        return Scene(self._pen(ink, rng), apply(matrix, POINTS).astype(np.float32), True)

    def _drawing(self, rng: np.random.Generator) -> np.ndarray:
        """One face's drawing at its place on the canvas, some with shaded hair and cheeks; uint8 [256, 256]."""
        row = int(rng.choice(self.rows))
        which = int(rng.integers(self.data.variant_count + 1))
        drawing = np.array(self.data.canonical[row] if which == self.data.variant_count else self.data.variants[row, which])
        if rng.random() < 0.4:
            hair = (self.data.masks[row] == HAIR).astype(np.uint8) * 255
            hair = cv2.resize(hair, (SIDE, SIDE), interpolation=cv2.INTER_LINEAR)
            drawing = np.maximum(drawing, cv2.min(self._texture(rng), hair))
        if rng.random() < 0.3:
            drawing = np.maximum(drawing, (self._texture(rng) * soft_patch(rng)).astype(np.uint8))
        if rng.random() < 0.25:
            drawing = (drawing * (1 - soft_patch(rng) * rng.uniform(0.4, 1))).astype(np.uint8)
        return drawing

    def _faceless(self, rng: np.random.Generator) -> np.ndarray:
        if rng.random() < 0.65:
            paper = clutter.faceless(rng)
            if rng.random() < 0.3:
                patch = (self._texture(rng) * soft_patch(rng)).astype(np.uint8)
                paper = np.maximum(paper, cv2.resize(patch, (INPUT, INPUT), interpolation=cv2.INTER_AREA))
            return paper
        # A face taken to pieces has a face's lines but not their order.
        tiles = int(rng.choice([3, 4, 5]))
        side = SIDE // tiles
        drawing = self._drawing(rng)
        pieces = [drawing[y * side : (y + 1) * side, x * side : (x + 1) * side] for y in range(tiles) for x in range(tiles)]
        pieces = [np.rot90(pieces[i], int(rng.integers(4))) for i in rng.permutation(len(pieces))]
        mixed = np.concatenate([np.concatenate(pieces[y * tiles : (y + 1) * tiles], 1) for y in range(tiles)])
        scale = rng.uniform(0.5, 1.3)
        matrix = similarity_matrix(scale * INPUT / CANVAS, rng.uniform(-40, 40), np.array([256.0, 256.0]), rng.uniform(50, 78, 2))
        return np.maximum(self._warp(mixed, matrix, scale, rng), clutter.around(rng))

    def _texture(self, rng: np.random.Generator) -> np.ndarray:
        texture = self.textures[rng.integers(TEXTURES)]
        return texture[:, ::-1] if rng.random() < 0.5 else texture

    def _warp(self, drawing: np.ndarray, matrix: np.ndarray, scale: float, rng: np.random.Generator) -> np.ndarray:
        """The drawing on the sheet, bent a little as a free hand bends it; lines keep about the pen's width."""
        if rng.random() < 0.5:
            # Mirrored faces are faces: the template's points stay where they are.
            mirror = np.array([[-1.0, 0, MIRROR], [0, 1, 0]])
            matrix = np.column_stack([matrix[:, :2] @ mirror[:, :2], matrix[:, :2] @ mirror[:, 2] + matrix[:, 2]])
        small = max(64, int(min(SIDE, SIDE * scale)))
        if small < SIDE:
            shrunk = cv2.resize(drawing, (small, small), interpolation=cv2.INTER_AREA)
            drawing = cv2.convertScaleAbs(shrunk, alpha=min(3.0, SIDE / small))
        back = invert(matrix)
        y, x = np.mgrid[0:INPUT, 0:INPUT].astype(np.float32) + 0.5
        bent = [rng.normal(0, rng.uniform(0, 9), (5, 5)).astype(np.float32) for _ in range(2)]
        bent = [cv2.resize(field, (INPUT, INPUT), interpolation=cv2.INTER_CUBIC) for field in bent]
        # Nobody hits the proportions: wider or longer faces are placed by the same points.
        stretch = np.exp(rng.normal(0, 0.06, 2))
        u, v = (back[i, 0] * x + back[i, 1] * y + back[i, 2] for i in range(2))
        u, v = ((place - centre) / wide + centre + bend for place, centre, wide, bend in zip((u, v), FACE_CENTRE, stretch, bent))
        factor = small / CANVAS
        return cv2.remap(drawing, (u * factor - 0.5).astype(np.float32), (v * factor - 0.5).astype(np.float32), cv2.INTER_LINEAR)

    def _pen(self, ink: np.ndarray, rng: np.random.Generator) -> np.ndarray:
        """Thick and thin, faint and broken lines."""
        chance = rng.random()
        if chance < 0.2:
            ink = cv2.dilate(ink, np.ones((2, 2), np.uint8))
        ink = cv2.convertScaleAbs(ink, alpha=float(rng.uniform(1.0, 2.2)))
        if rng.random() < 0.25:
            broken = cv2.resize(rng.random((48, 48)).astype(np.float32), (INPUT, INPUT), interpolation=cv2.INTER_LINEAR)
            ink = (ink * np.clip((broken - rng.uniform(0.1, 0.35)) * 6, 0, 1)).astype(np.uint8)
        if rng.random() < 0.15:
            specks = (rng.random((INPUT, INPUT)) < rng.uniform(0, 0.02)) * rng.integers(40, 255)
            ink = np.maximum(ink, specks.astype(np.uint8))
        return ink
