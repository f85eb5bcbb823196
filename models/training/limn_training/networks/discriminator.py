"""Patch discriminators at several scales (pix2pixHD), held by the R1 penalty (Mescheder et al., 2018)."""

from __future__ import annotations

import torch
import torch.nn.functional as F
from torch import nn

from .blocks import initialise

#: px: pictures of this size are judged by a discriminator of their own. At 512 it sees crops.
SCALES = (32, 64, 128, 256, 512)
CROP = 256
FINE = 8.0


class PatchDiscriminator(nn.Module):
    """No norms: with spectral norms, discriminators of this size told next to nothing apart in thousands of steps (RUNS.md).
    Beside the picture they see what is finer than 3 px, amplified: grain is a fiftieth of what faces differ by.

    RGB [B, 3, S, S] → list of feature maps, the last one the patch scores [B, 1, S/8, S/8]."""

    def __init__(self, width: int):
        super().__init__()
        channels = (6, width, width * 2, width * 4)
        self.layers = nn.ModuleList(
            nn.Conv2d(inputs, outputs, 4, stride=2, padding=1) for inputs, outputs in zip(channels, channels[1:])
        )
        self.score = nn.Conv2d(channels[-1], 1, 3, padding=1)
        initialise(self)

    def forward(self, picture: torch.Tensor) -> list[torch.Tensor]:
        features = []
        fine = picture - F.avg_pool2d(picture, 3, stride=1, padding=1, count_include_pad=False)
        h = torch.cat([picture, fine * FINE], 1)
        for layer in self.layers:
            h = F.leaky_relu(layer(h), 0.2)
            features.append(h)
        return [*features, self.score(h)]


class MultiScaleDiscriminator(nn.Module):
    """Three scales a picture: its own size (crops at 512), a half and a quarter."""

    def __init__(self, width: int):
        super().__init__()
        self.scales = nn.ModuleDict({str(scale): PatchDiscriminator(width) for scale in SCALES})

    def forward(self, picture: torch.Tensor, crop: tuple[int, int]) -> list[list[torch.Tensor]]:
        """crop: top-left corner of the 256-px crop at 512 px (the same for real and fake)."""
        outputs = []
        size = picture.shape[-1]
        for scale in (size, size // 2, size // 4):
            scaled = picture if scale == size else F.adaptive_avg_pool2d(picture, scale)
            if scale == 512:
                y, x = crop
                scaled = scaled[:, :, y : y + CROP, x : x + CROP]
            outputs.append(self.scales[str(scale)](scaled))
        return outputs
