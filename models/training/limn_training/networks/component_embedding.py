"""CE, component embedding: one auto-encoder a part (DeepFaceDrawing, section 3.1)."""

from __future__ import annotations

import torch
from torch import nn

from ..parts import CODE, Part
from .blocks import PixelShuffleUp, ResidualBlock, initialise


class ComponentEncoder(nn.Module):
    """Part sketch [B, 1, S, S] in 0…1 → code [B, 512]. Five stride-2 layers, a residual block after each."""

    def __init__(self, part: Part, channels: tuple[int, ...]):
        super().__init__()
        layers: list[nn.Module] = []
        inputs = 1
        for outputs in channels:
            layers += [nn.Conv2d(inputs, outputs, 4, stride=2, padding=1), ResidualBlock(outputs)]
            inputs = outputs
        self.body = nn.Sequential(*layers, nn.LeakyReLU(0.2))
        side = part.input_size // 2 ** len(channels)
        self.code = nn.Linear(inputs * side * side, CODE)
        initialise(self)

    def forward(self, sketch: torch.Tensor) -> torch.Tensor:
        return self.code(self.body(sketch).flatten(1))


class ComponentDecoder(nn.Module):
    """Code [B, 512] → the part's canonical drawing [B, 1, S, S] and its areas [B, A, S/2, S/2]; only stage I needs it.

    Half the encoder's channels: line art is easier to draw than to read, and the time is better
    spent on more steps.
    """

    def __init__(self, part: Part, channels: tuple[int, ...], areas: int):
        super().__init__()
        self.side = part.input_size // 2 ** len(channels)
        channels = tuple(max(8, width // 2) for width in channels)
        self.top = channels[-1]
        self.fc = nn.Linear(CODE, self.top * self.side * self.side)
        layers: list[nn.Module] = []
        inputs = self.top
        for outputs in (*reversed(channels[:-1]), channels[0]):
            layers += [PixelShuffleUp(inputs, outputs), ResidualBlock(outputs)]
            inputs = outputs
        self.body = nn.Sequential(*layers[:-2])
        self.areas = nn.Conv2d(channels[0], areas, 3, padding=1)
        self.last = nn.Sequential(*layers[-2:], nn.LeakyReLU(0.2), nn.Conv2d(inputs, 1, 3, padding=1))
        initialise(self)
        # Begins near blank paper: a loud start costs the first hundred steps (measured).
        with torch.no_grad():
            self.fc.weight.mul_(0.5)
            for head in (self.areas, self.last[-1]):
                head.weight.mul_(0.1)

    def forward(self, code: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
        h = self.body(self.fc(code).view(-1, self.top, self.side, self.side))
        return self.last(h), self.areas(h)
