"""Views of a face that stay the same person: what the face reader must not be distracted by."""

from __future__ import annotations

import torch
import torch.nn.functional as F

from . import classes as c
from .parts import CANVAS

#: Share of the views in grey, softened, and before another background.
GREY, SOFT, ELSEWHERE = 0.4, 0.5, 0.5
#: px of the canvas, share and radians: how far a view is moved, scaled and tilted.
SHIFT, SCALE, TILT = 14.0, 0.07, 0.08


def view(
    photo: torch.Tensor, mask: torch.Tensor, landmarks: torch.Tensor, generator: torch.Generator
) -> tuple[torch.Tensor, torch.Tensor]:
    """photo [B, 3, 128, 128] in −1…1, mask [B, 128, 128], landmarks [B, 68, 2] px → another view, and the landmarks there."""
    batch = len(photo)
    chance = lambda share: (torch.rand(batch, generator=generator) < share)[:, None, None, None]
    between = lambda low, high, *shape: low + (high - low) * torch.rand(batch, *shape, generator=generator)

    air = torch.isin(mask, torch.tensor((c.NOTHING, c.CLOTH)))[:, None] & chance(ELSEWHERE)
    photo = torch.where(air, between(-1, 1, 3, 1, 1), photo)
    photo = torch.where(chance(GREY), photo.mean(1, keepdim=True).expand_as(photo), photo)
    photo = photo * between(0.75, 1.25, 3, 1, 1) + between(-0.25, 0.25, 1, 1, 1)
    softer = F.interpolate(F.avg_pool2d(photo, 2), scale_factor=2, mode="bilinear", align_corners=False)
    photo = torch.where(chance(SOFT), torch.lerp(photo, softer, between(0, 1, 1, 1, 1)), photo)
    photo = photo + between(0, 0.08, 1, 1, 1) * torch.randn(photo.shape, generator=generator)

    scale, tilt, shift = between(1 - SCALE, 1 + SCALE), between(-TILT, TILT), between(-SHIFT, SHIFT, 2)
    turn = torch.stack([torch.stack([tilt.cos(), -tilt.sin()], 1), torch.stack([tilt.sin(), tilt.cos()], 1)], 1) * scale[:, None, None]
    middle = CANVAS / 2
    moved = torch.einsum("bij,blj->bli", turn, landmarks - middle) + middle + shift[:, None]
    # `affine_grid` asks where each place of the view came from, in −1…1.
    back = torch.linalg.inv(turn)
    offset = -torch.einsum("bij,bj->bi", back, shift / middle)
    grid = F.affine_grid(torch.cat([back, offset[:, :, None]], 2), list(photo.shape), align_corners=False)
    return F.grid_sample(photo, grid, padding_mode="border", align_corners=False), moved
