"""What a face's truth says beside its drawing: landmarks and areas a part. Stage I learns codes that tell them.

Thin lines alone make slow teachers: for hundreds of steps the mean drawing is the best guess. Areas and
landmark places give every pixel of difference a slope (measured: README).
"""

from __future__ import annotations

import numpy as np
import torch
import torch.nn.functional as F

from .classes import COUNT, MIRRORED as MIRRORED_CLASS
from .parts import CANVAS, MIRROR_SHIFT, PART_NAMES, Part
from .windows import mirror

#: Classes of the masks, grouped: what lies where in a part.
AREAS = ((1, 8, 9), (2,), (3,), (4, 5), (6, 7), (10,), (11, 12), (13, 14), (17,), (18,))
_GROUP = torch.tensor([next((i for i, group in enumerate(AREAS, 1) if c in group), 0) for c in range(COUNT)])
#: Landmarks (iBUG 68) that a part's code must tell.
PART_LANDMARKS = {
    "leftEye": (*range(17, 22), *range(36, 42)),
    "rightEye": (*range(22, 27), *range(42, 48)),
    "nose": tuple(range(27, 36)),
    "mouth": tuple(range(48, 68)),
    "remainder": tuple(range(17)),
}
#: px of the canvas that count as one in the landmark loss: about the spread between faces.
LANDMARK_UNIT = 8.0
#: The landmark that each one becomes in the mirror.
MIRRORED = np.array([
    *range(16, -1, -1), *range(26, 16, -1), *range(27, 31), *range(35, 30, -1),
    45, 44, 43, 42, 47, 46, 39, 38, 37, 36, 41, 40,
    *range(54, 47, -1), *range(59, 54, -1), *range(64, 59, -1), *range(67, 64, -1),
])  # fmt: skip


_MIRRORED_CLASS = torch.from_numpy(MIRRORED_CLASS)


def mirror_mask(mask: torch.Tensor) -> torch.Tensor:
    """[B, S, S] class numbers → those of the faces that `windows.mirror` makes."""
    return _MIRRORED_CLASS.to(mask.device)[mirror(mask[:, None].float())[:, 0].long()]


def mirror_landmarks(landmarks: np.ndarray) -> np.ndarray:
    """[B, 68, 2] px of the canvas → those of the faces that `windows.mirror` makes."""
    mirrored = landmarks[:, MIRRORED].copy()
    mirrored[..., 0] = CANVAS - MIRROR_SHIFT - mirrored[..., 0]
    return mirrored


def part_landmarks(landmarks: torch.Tensor, mean: torch.Tensor) -> list[torch.Tensor]:
    """[B, 68, 2] px → per part [B, 2n], distance from the mean face in `LANDMARK_UNIT`s."""
    away = (landmarks - mean) / LANDMARK_UNIT
    return [away[:, list(PART_LANDMARKS[name])].flatten(1) for name in PART_NAMES]


def cut_areas(mask: torch.Tensor, part: Part) -> torch.Tensor:
    """Mask [B, 128, 128] of class numbers → [B, len(AREAS), input_size / 2, input_size / 2] in 0…1; the remainder sees all."""
    scale = CANVAS // mask.shape[-1]
    x, y, s = part.x // scale, part.y // scale, part.size // scale
    group = _GROUP.to(mask.device)[mask[:, y : y + s, x : x + s]]
    areas = F.one_hot(group, len(AREAS) + 1)[..., 1:].permute(0, 3, 1, 2).float()
    return F.interpolate(areas, size=(part.input_size // 2, part.input_size // 2), mode="area")
