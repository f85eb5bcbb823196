"""Layers that the networks share."""

from __future__ import annotations

import torch
from torch import nn


class ResidualBlock(nn.Module):
    """Two 3 × 3 convolutions around a skip. [B, C, H, W] → the same."""

    def __init__(self, channels: int):
        super().__init__()
        self.body = nn.Sequential(
            nn.LeakyReLU(0.2),
            nn.Conv2d(channels, channels, 3, padding=1),
            nn.LeakyReLU(0.2),
            nn.Conv2d(channels, channels, 3, padding=1),
        )

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return x + self.body(x)


class PixelShuffleUp(nn.Module):
    """Doubles the resolution: a 1 × 1 convolution, then depth to space (CRD order)."""

    def __init__(self, inputs: int, outputs: int):
        super().__init__()
        self.conv = nn.Conv2d(inputs, outputs * 4, 1)
        # All four sub-pixels start equal, so that no checkerboard has to be unlearned.
        with torch.no_grad():
            self.conv.weight.copy_(self.conv.weight[::4].repeat_interleave(4, 0))
            self.conv.bias.copy_(self.conv.bias[::4].repeat_interleave(4, 0))

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return nn.functional.pixel_shuffle(self.conv(x), 2)


class ModulatedBlock(nn.Module):
    """Residual block whose normalised features the appearance code scales and shifts (AdaIN).

    x: [B, C, H, W], style: [B, S] → [B, C, H, W].
    """

    def __init__(self, channels: int, style: int):
        super().__init__()
        self.first = nn.Conv2d(channels, channels, 3, padding=1)
        self.second = nn.Conv2d(channels, channels, 3, padding=1)
        self.norm = nn.InstanceNorm2d(channels, affine=False)
        self.affine = nn.Linear(style, channels * 2)
        nn.init.normal_(self.affine.weight, std=0.02)
        nn.init.zeros_(self.affine.bias)

    def forward(self, x: torch.Tensor, style: torch.Tensor) -> torch.Tensor:
        scale, shift = self.affine(style)[:, :, None, None].chunk(2, 1)
        h = self.first(nn.functional.leaky_relu(x, 0.2))
        h = self.norm(h) * (1 + scale) + shift
        return x + self.second(nn.functional.leaky_relu(h, 0.2))
