"""The aligner's network: heatmaps of the face's points and whether there is a face."""

from __future__ import annotations

import torch
import torch.nn.functional as F
from torch import nn

from .template import POINTS


def _conv(inputs: int, outputs: int, stride: int = 1) -> nn.Sequential:
    return nn.Sequential(nn.Conv2d(inputs, outputs, 3, stride, 1, bias=False), nn.BatchNorm2d(outputs), nn.LeakyReLU(0.1))


class _Block(nn.Module):
    def __init__(self, channels: int):
        super().__init__()
        self.first = _conv(channels, channels)
        self.second = nn.Sequential(nn.Conv2d(channels, channels, 3, 1, 1, bias=False), nn.BatchNorm2d(channels))

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return F.leaky_relu(x + self.second(self.first(x)), 0.1)


class Aligner(nn.Module):
    """An hourglass: sheet [B, 1, 128, 128] in 0…1 (ink 1) → heatmap logits [B, 5, 32, 32], face logit [B, 1].

    650 thousand weights, 60 million multiplications: half a megabyte and a few milliseconds more than nothing.
    """

    def __init__(self) -> None:
        super().__init__()
        self.to64 = _conv(1, 16, 2)
        self.to32 = nn.Sequential(_conv(16, 32, 2), _Block(32))
        self.to16 = nn.Sequential(_conv(32, 56, 2), _Block(56))
        self.to8 = nn.Sequential(_conv(56, 96, 2), _Block(96), _Block(96))
        self.at16 = nn.Conv2d(96, 56, 1)
        self.back16 = _Block(56)
        self.at32 = nn.Conv2d(56, 32, 1)
        self.back32 = _Block(32)
        self.heatmaps = nn.Conv2d(32, len(POINTS), 1)
        self.face = nn.Sequential(nn.Linear(192, 48), nn.LeakyReLU(0.1), nn.Linear(48, 1))

    def forward(self, sheet: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
        x32 = self.to32(self.to64(sheet))
        x16 = self.to16(x32)
        x8 = self.to8(x16)
        up = lambda x: F.interpolate(x, scale_factor=2, mode="nearest")
        h = self.back16(x16 + up(self.at16(x8)))
        h = self.back32(x32 + up(self.at32(h)))
        summary = torch.cat([F.avg_pool2d(x8, 8).flatten(1), F.max_pool2d(x8, 8).flatten(1)], 1)
        return self.heatmaps(h), self.face(summary)
