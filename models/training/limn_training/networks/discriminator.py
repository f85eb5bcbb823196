"""Patch discriminators at several scales (pix2pixHD), hinge loss, spectral norm."""

from __future__ import annotations

import torch
import torch.nn.functional as F
from torch import nn
from torch.nn.utils.parametrizations import spectral_norm

#: px: pictures of this size are judged by a discriminator of their own. At 512 it sees crops.
SCALES = (32, 64, 128, 256, 512)
CROP = 256
#: What each layer gives after its norm. With 1, fine texture moved the scores so little that fresh discriminators had
#: told nothing apart after 550 steps (hinge loss 1.95 of 2).
GAIN = 2.0


class PatchDiscriminator(nn.Module):
    """RGB [B, 3, S, S] → list of feature maps, the last one the patch scores [B, 1, S/8, S/8]."""

    def __init__(self, width: int):
        super().__init__()
        channels = (3, width, width * 2, width * 4)
        self.layers = nn.ModuleList(
            spectral_norm(nn.Conv2d(inputs, outputs, 4, stride=2, padding=1)) for inputs, outputs in zip(channels, channels[1:])
        )
        self.score = spectral_norm(nn.Conv2d(channels[-1], 1, 3, padding=1))

    def forward(self, picture: torch.Tensor) -> list[torch.Tensor]:
        features = []
        h = picture
        for layer in self.layers:
            h = F.leaky_relu(layer(h), 0.2) * GAIN
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
