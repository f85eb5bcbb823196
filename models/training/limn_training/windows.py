"""Cuts part windows out of line-drawing rasters; the TypeScript twin is `models/partWindows.ts`."""

from __future__ import annotations

import torch
import torch.nn.functional as F

from .parts import CANVAS, INNER, MIRROR_SHIFT, PARTS, RASTER, Part


def cut(raster: torch.Tensor, part: Part) -> torch.Tensor:
    """Window of one part.

    raster: [B, 1, 256, 256], ink 1 on 0. Returns [B, 1, input_size, input_size] in 0…1; the
    remainder is the whole raster with the four inner windows erased.
    """
    scale = CANVAS // RASTER
    if part.name == "remainder":
        window = raster.clone()
        for inner in INNER:
            x, y, s = inner.x // scale, inner.y // scale, inner.size // scale
            window[:, :, y : y + s, x : x + s] = 0
    else:
        x, y, s = part.x // scale, part.y // scale, part.size // scale
        window = raster[:, :, y : y + s, x : x + s]
    return F.adaptive_avg_pool2d(window, part.input_size)


def cut_all(raster: torch.Tensor) -> list[torch.Tensor]:
    """The five windows in the order of `PARTS`."""
    return [cut(raster, part) for part in PARTS]


def mirror(picture: torch.Tensor) -> torch.Tensor:
    """Mirrors faces about the pupils' middle. picture: [B, C, S, S] of any S dividing 512."""
    shift = MIRROR_SHIFT * picture.shape[-1] // CANVAS
    flipped = picture.flip(-1)
    return F.pad(flipped[..., shift:], (0, shift, 0, 0), mode="replicate")
