"""What the strokes mean, as a third canvas (Semantics-Preserving Sketch Embedding; ours adds to FM's)."""

from __future__ import annotations

import torch
import torch.nn.functional as F
from torch import nn

from .. import classes as c
from .blocks import initialise

CLASSES = c.COUNT - 1
#: Classes that CE's codes hardly tell. Only these are read where they were drawn.
EXACT = (c.GLASSES, c.HAT, c.EARRING, c.NECKLACE)
#: Cells of the canvas (32 px): the other classes are told on a grid so coarse, or refinement of rough lines would be passed by.
#: Wide max-pools would not do: the borders of the band that they make of a line tell exactly where it ran.
GRID = 8
#: What a line makes of the squares that it crosses, times this, is about 1.
_GAIN = 4.0
_WIDTH = 16


class SemanticCanvas(nn.Module):
    """Ink a class [B, 18, 128, 128] in 0…1 → canvas [B, C, 128, 128] that is added to FM's; class c in channel c − 1.

    The last layer begins at zero: a set without it goes on unchanged.
    """

    def __init__(self, channels: int):
        super().__init__()
        exact = torch.zeros(1, CLASSES, 1, 1)
        exact[:, [number - 1 for number in EXACT]] = 1
        self.register_buffer("exact", exact, persistent=False)
        self.read = nn.Conv2d(CLASSES, _WIDTH, 3, padding=1)
        self.near = nn.Conv2d(_WIDTH, _WIDTH, 3, padding=2, dilation=2)
        self.far = nn.Conv2d(_WIDTH, _WIDTH, 3, padding=4, dilation=4)
        self.out = nn.Conv2d(_WIDTH, channels, 3, padding=1)
        initialise(self)
        with torch.no_grad():
            self.out.weight.zero_()

    def forward(self, classes: torch.Tensor) -> torch.Tensor:
        rough = F.avg_pool2d(classes, GRID) * _GAIN
        rough = F.interpolate(rough, scale_factor=GRID, mode="bilinear", align_corners=False)
        h = classes * self.exact + rough * (1 - self.exact)
        h = F.leaky_relu(self.read(h), 0.2)
        h = h + F.leaky_relu(self.near(h), 0.2)
        h = h + F.leaky_relu(self.far(h), 0.2)
        return self.out(h)
