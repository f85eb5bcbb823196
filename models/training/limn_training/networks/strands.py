"""Strands: a portrait's hair flows along the way that it runs, so that it need not be invented pixel by pixel."""

from __future__ import annotations

import math

import torch
import torch.nn.functional as F
from torch import nn

#: Directions of half a turn.
DIRECTIONS = 16
#: px: half the side of a line kernel, its length along and its width across (standard deviations).
_REACH = 5
_LONG = 3.5
_THIN = 0.5
#: So often a picture flows on by one kernel: a streamline bends from one to the next, and is √3 times as long.
_PASSES = 3
#: What is left of white noise after all passes, as a share of its standard deviation (measured): it is made as much stronger before.
_LEFT = 0.14
#: Sides of the picture at which it flows: locks at the first, single strands at the second.
_SIDES = (128, 256)
#: Standard deviation (of −1…1) of the strongest locks and strands.
_STRONGEST = 0.4
#: Channels that look at the trunk.
_SEEN = 48


def line_kernels() -> torch.Tensor:
    """Lines in all directions, [16, 1, 11, 11], each of sum 1. Direction k: k · π/16 from the x axis, y downwards."""
    steps = torch.arange(-_REACH, _REACH + 1, dtype=torch.float32)
    y, x = torch.meshgrid(steps, steps, indexing="ij")
    kernels = []
    for index in range(DIRECTIONS):
        angle = math.pi * index / DIRECTIONS
        along, across = x * math.cos(angle) + y * math.sin(angle), y * math.cos(angle) - x * math.sin(angle)
        kernel = torch.exp(-along.square() / (2 * _LONG**2) - across.square() / (2 * _THIN**2))
        kernels.append(kernel / kernel.sum())
    return torch.stack(kernels)[:, None]


class Strands(nn.Module):
    """Lets the light of hair flow along an orientation field, and noise with it: a line integral convolution (Cabral & Leedom 1993),
    its kernels mixed of fixed directions as steerable filters are (Freeman & Adelson 1991).

    What the generator paints as scales and lumps becomes locks, noise makes more of them and single strands. Where hair is, which way it runs
    and how strong its strands are is read from IS' features: the way it runs from those of the trunk alone, which see far around, so that
    the field is smooth. All three are taught after stage II (`train_strands.py`). An untrained one leaves the picture nearly as it is. The noise stands
    still, as that of `Grain` in what ships.
    """

    def __init__(self, trunk: int, features: int):
        super().__init__()
        self.look = nn.Sequential(nn.LeakyReLU(0.2), nn.Conv2d(trunk, _SEEN, 3, padding=1), nn.LeakyReLU(0.2))
        self.steer = nn.Sequential(nn.Conv2d(_SEEN, _SEEN, 3, padding=1), nn.LeakyReLU(0.2), nn.Conv2d(_SEEN, DIRECTIONS, 3, padding=1))
        self.find = nn.Conv2d(_SEEN, features, 3, padding=1)
        #: logits of hair, of the strength of locks and of strands, and of how much of the finest detail stays
        self.locate = nn.Sequential(nn.LeakyReLU(0.2), nn.Conv2d(features, features, 3, padding=1), nn.LeakyReLU(0.2), nn.Conv2d(features, 4, 3, padding=1))
        for side in _SIDES:
            noise = torch.randn(1, 1, side, side, generator=torch.Generator().manual_seed(side + 1))
            self.register_buffer(f"noise{side}", noise, persistent=False)
        self.register_buffer("strongest", torch.tensor([_STRONGEST, _STRONGEST, 1.0])[None, :, None, None], persistent=False)
        # Times 16: the mean over the directions is then their sum, and every engine knows means.
        self.register_buffer("kernels", line_kernels() * DIRECTIONS, persistent=False)

    def start(self) -> None:
        with torch.no_grad():
            self.steer[-1].weight.mul_(0.2)
            self.locate[-1].weight.mul_(0.1)
            self.locate[-1].bias.copy_(torch.tensor([-6.0, -2.0, -2.0, 2.0]))

    def read(self, trunk: torch.Tensor, features: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor, torch.Tensor]:
        """Trunk [B, C, 32, 32] and features [B, C, 128, 128] → directions [B, 16, 128, 128] that sum to 1, the logit of hair [B, 1, …], and
        [B, 3, …] how strong locks and strands are (standard deviations) and which share of the finest detail stays."""
        seen = self.look(trunk)
        larger = lambda field: F.interpolate(field, scale_factor=4, mode="bilinear", align_corners=False)
        located = self.locate(features + larger(self.find(seen)))
        return larger(self.steer(seen)).softmax(1), located[:, :1], located[:, 1:].sigmoid() * self.strongest

    def flow(self, picture: torch.Tensor, directions: torch.Tensor, hair: torch.Tensor, strength: torch.Tensor) -> torch.Tensor:
        """picture [B, 3, 512, 512] → the same with strands; beyond −1…1 where they are strongest."""
        larger = lambda field: F.interpolate(field, scale_factor=2, mode="bilinear", align_corners=False)
        light = F.avg_pool2d(picture, 2).mean(1, keepdim=True)
        coarse = F.avg_pool2d(light, 2)
        locks = self._flowing(coarse, directions, strength[:, :1], self.noise128)
        combed = light + larger(locks - coarse)
        strands = self._flowing(combed, larger(directions), larger(strength[:, 1:2]), self.noise256)
        # Odds squared: where hair is unlikely, air would be combed too.
        hair, fading = larger((2 * hair).sigmoid()), larger(1 - strength[:, 2:])
        finest = picture.mean(1, keepdim=True) - larger(light)
        return picture + larger(hair * (strands - light)) - larger(hair * fading) * finest

    def _flowing(self, light: torch.Tensor, directions: torch.Tensor, strength: torch.Tensor, noise: torch.Tensor) -> torch.Tensor:
        flowing = light + strength / _LEFT * noise
        for _ in range(_PASSES):
            flowing = (directions * F.conv2d(flowing, self.kernels, padding=_REACH)).mean(1, keepdim=True)
        return flowing

    def forward(self, picture: torch.Tensor, trunk: torch.Tensor, features: torch.Tensor) -> torch.Tensor:
        return self.flow(picture, *self.read(trunk, features))
