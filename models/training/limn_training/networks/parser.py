"""Face parser: labels 19 classes; its encoder is the perceptual network (no ImageNet weights, no judge's networks)."""

from __future__ import annotations

import torch
import torch.nn.functional as F
from torch import nn

CLASSES = 19


def _conv(inputs: int, outputs: int, stride: int = 1) -> nn.Sequential:
    return nn.Sequential(
        nn.Conv2d(inputs, outputs, 3, stride=stride, padding=1), nn.BatchNorm2d(outputs), nn.LeakyReLU(0.1)
    )


class FaceParser(nn.Module):
    """U-Net. Photo [B, 3, 128, 128] in −1…1 → logits [B, 19, 128, 128]."""

    def __init__(self, width: int):
        super().__init__()
        w = width
        self.e1 = nn.Sequential(_conv(3, w), _conv(w, w))
        self.e2 = nn.Sequential(_conv(w, w * 2, 2), _conv(w * 2, w * 2))
        self.e3 = nn.Sequential(_conv(w * 2, w * 4, 2), _conv(w * 4, w * 4))
        self.e4 = nn.Sequential(_conv(w * 4, w * 6, 2), _conv(w * 6, w * 6))
        self.e5 = nn.Sequential(_conv(w * 6, w * 6, 2), _conv(w * 6, w * 6))
        self.d4 = _conv(w * 12, w * 4)
        self.d3 = _conv(w * 8, w * 2)
        self.d2 = _conv(w * 4, w)
        self.d1 = _conv(w * 2, w)
        self.out = nn.Conv2d(w, CLASSES, 1)

    def features(self, photo: torch.Tensor) -> list[torch.Tensor]:
        """Encoder features of five levels, 128² to 8²: the perceptual loss compares them."""
        f1 = self.e1(photo)
        f2 = self.e2(f1)
        f3 = self.e3(f2)
        f4 = self.e4(f3)
        return [f1, f2, f3, f4, self.e5(f4)]

    def fine(self, photo: torch.Tensor) -> list[torch.Tensor]:
        """The first three levels alone: they know edges and textures at any scale."""
        f1 = self.e1(photo)
        f2 = self.e2(f1)
        return [f1, f2, self.e3(f2)]

    def decode(self, features: list[torch.Tensor]) -> torch.Tensor:
        f1, f2, f3, f4, f5 = features
        up = lambda x: F.interpolate(x, scale_factor=2, mode="nearest")
        h = self.d4(torch.cat([up(f5), f4], 1))
        h = self.d3(torch.cat([up(h), f3], 1))
        h = self.d2(torch.cat([up(h), f2], 1))
        h = self.d1(torch.cat([up(h), f1], 1))
        return self.out(h)

    def forward(self, photo: torch.Tensor) -> torch.Tensor:
        return self.decode(self.features(photo))
