"""Fields over a picture: blurred, enlarged, averaged over a region. Of plain operators, for every engine."""

from __future__ import annotations

import math

import torch
import torch.nn.functional as F

#: What a region weighs at least, so that no mean is of nothing.
NEXT_TO_NOTHING = 1e-4


def gaussian(channels: int, deviation: float) -> torch.Tensor:
    """A kernel that blurs each channel alone, as a whole convolution's: [C, C, S, S]. Few channels: engines need no groups."""
    reach = math.ceil(2.5 * deviation)
    line = torch.exp(-torch.arange(-reach, reach + 1).square() / (2 * deviation**2))
    blob = torch.outer(line, line) / line.sum().square()
    return torch.eye(channels)[:, :, None, None] * blob


def larger(field: torch.Tensor, times: int) -> torch.Tensor:
    return F.interpolate(field, scale_factor=times, mode="bilinear", align_corners=False)


def blurred(field: torch.Tensor, kernel: torch.Tensor) -> torch.Tensor:
    return F.conv2d(field, kernel, padding=kernel.shape[-1] // 2)


def blurred_whole(field: torch.Tensor, kernel: torch.Tensor) -> torch.Tensor:
    """The same with the borders repeated, which engines know as slices and their concatenation."""
    reach = kernel.shape[-1] // 2
    for axis in (2, 3):
        first, last = field.narrow(axis, 0, 1), field.narrow(axis, field.shape[axis] - 1, 1)
        field = torch.cat([first] * reach + [field] + [last] * reach, axis)
    return F.conv2d(field, kernel)


def mean_around(picture: torch.Tensor, where: torch.Tensor, kernel: torch.Tensor) -> torch.Tensor:
    """Normalised convolution: the mean of [B, 3, S, S] around each place, weighed by [B, 1, S, S]."""
    both = blurred(torch.cat([picture * where, where], 1), kernel)
    return both[:, :3] / (both[:, 3:] + NEXT_TO_NOTHING)


def bent(near: torch.Tensor, far: torch.Tensor, most: torch.Tensor | float) -> torch.Tensor:
    """`near`, nowhere farther than `most` from `far`."""
    return far + most * torch.tanh((near - far) / most)


def beyond(field: torch.Tensor, border: float) -> torch.Tensor:
    """How much what is 0 or more lies beyond a border: 0 well below it, a half at it, 1 well above it (Hill's function of second order)."""
    share = field / border
    return share * share / (share * share + 1)


def mean_over(field: torch.Tensor, where: torch.Tensor) -> torch.Tensor:
    """The mean over a region: [B, C, S, S] weighed by [B, 1, S, S] → [B, C, 1, 1]."""
    return (field * where).mean((2, 3), keepdim=True) / (where.mean((2, 3), keepdim=True) + NEXT_TO_NOTHING)


def hue(colour: torch.Tensor) -> torch.Tensor:
    """Colours of 0 and more → what each channel is of their light."""
    return colour / (colour.mean(1, keepdim=True) + NEXT_TO_NOTHING)
