"""Variational appearance encoder: what a sketch does not say (skin, hair colour, light)."""

from __future__ import annotations

import torch
from torch import nn


class AppearanceEncoder(nn.Module):
    """Photo [B, 3, 128, 128] in −1…1 → mean, log variance, each [B, A]."""

    def __init__(self, width: int, appearance: int):
        super().__init__()
        channels = (3, width, width * 2, width * 4, width * 4, width * 4)
        layers: list[nn.Module] = []
        for inputs, outputs in zip(channels, channels[1:]):
            layers += [nn.Conv2d(inputs, outputs, 4, stride=2, padding=1), nn.LeakyReLU(0.2)]
        self.body = nn.Sequential(*layers)
        self.head = nn.Linear(width * 4, appearance * 2)

    def forward(self, photo: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
        features = self.body(photo).float().mean((2, 3))
        mean, log_variance = self.head(features).float().chunk(2, 1)
        return mean, log_variance.clamp(-8, 4)
