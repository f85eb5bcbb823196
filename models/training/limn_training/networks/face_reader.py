"""Face reader: where 68 landmarks lie, which face it is, whether it wears glasses. Our own teacher of likeness (no judge's networks)."""

from __future__ import annotations

from dataclasses import dataclass

import torch
import torch.nn.functional as F
from torch import nn

from ..parts import CANVAS
from .blocks import ResidualBlock, initialise

LANDMARKS = 68
#: What is read beside: age in decades, sex (logit, male), glasses (logit).
TRAITS = ("age", "sex", "glasses")
_IDENTITY = 96


@dataclass(frozen=True)
class Reading:
    """landmarks [B, 68, 2] px of the canvas; identity [B, 96], unit length; traits [B, 3]; features: two maps, [B, C, 16, 16] and [B, C, 8, 8]."""

    landmarks: torch.Tensor
    identity: torch.Tensor
    traits: torch.Tensor
    features: list[torch.Tensor]

    @property
    def glasses(self) -> torch.Tensor:
        """Logit [B]."""
        return self.traits[:, TRAITS.index("glasses")]


class FaceReader(nn.Module):
    """Photo [B, 3, 128, 128] in −1…1 → `Reading`.

    Landmarks are means of heat maps (integral regression, Sun et al. 2018): they slide with the picture, so that they have a slope
    everywhere. The identity is what views of one face have in common and other faces have not (NT-Xent, `train_reader.py`).
    """

    def __init__(self, width: int):
        super().__init__()
        w = width
        down = lambda inputs, outputs: nn.Sequential(nn.Conv2d(inputs, outputs, 4, stride=2, padding=1), ResidualBlock(outputs), nn.LeakyReLU(0.2))
        self.d64 = nn.Sequential(nn.Conv2d(3, w, 4, stride=2, padding=1), nn.LeakyReLU(0.2))
        self.d32, self.d16, self.d8 = down(w, w * 2), down(w * 2, w * 4), down(w * 4, w * 6)
        self.u16 = nn.Sequential(nn.Conv2d(w * 10, w * 3, 3, padding=1), nn.LeakyReLU(0.2))
        self.u32 = nn.Sequential(nn.Conv2d(w * 5, w * 3, 3, padding=1), nn.LeakyReLU(0.2))
        self.heat = nn.Conv2d(w * 3, LANDMARKS, 1)
        self.identity = nn.Sequential(nn.Linear(w * 12, 256), nn.LeakyReLU(0.2), nn.Linear(256, _IDENTITY))
        self.traits = nn.Linear(w * 12, len(TRAITS))
        initialise(self)

    def forward(self, photo: torch.Tensor) -> Reading:
        d32 = self.d32(self.d64(photo))
        d16 = self.d16(d32)
        d8 = self.d8(d16)
        up = lambda x: F.interpolate(x, scale_factor=2, mode="nearest")
        h = self.u16(torch.cat([up(d8), d16], 1))
        heat = self.heat(self.u32(torch.cat([up(h), d32], 1))).float()
        pooled = torch.cat([d8.float().mean((2, 3)), d8.float().amax((2, 3))], 1)
        with torch.autocast(photo.device.type, enabled=False):
            identity = F.normalize(self.identity(pooled), dim=1)
            traits = self.traits(pooled)
        return Reading(_centres(heat), identity, traits, [d16, d8])


def _centres(heat: torch.Tensor) -> torch.Tensor:
    """Heat maps [B, L, S, S] → expected places [B, L, 2] (x, y), px of the canvas."""
    side = heat.shape[-1]
    chance = heat.flatten(2).softmax(2).unflatten(2, (side, side))
    middles = (torch.arange(side, device=heat.device, dtype=torch.float32) + 0.5) * CANVAS / side
    return torch.stack([(chance.sum(2) * middles).sum(2), (chance.sum(3) * middles).sum(2)], 2)
