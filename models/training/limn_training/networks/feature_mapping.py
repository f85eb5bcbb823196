"""FM, feature mapping: codes → one 128 × 128 feature canvas (DeepFaceDrawing, section 3.2; ours at quarter resolution)."""

from __future__ import annotations

import torch
from torch import nn

from ..parts import CODE, FEATURE_CANVAS, PARTS, PASTE_ORDER, SEAM, Part
from .blocks import PixelShuffleUp, ResidualBlock, initialise


class FeatureDecoder(nn.Module):
    """Code [B, 512] → feature maps [B, C, feature_size, feature_size] of one part."""

    def __init__(self, part: Part, top: int, channels: int):
        super().__init__()
        side, ups = part.feature_size, 0
        while side % 2 == 0 and side > 4:
            side, ups = side // 2, ups + 1
        self.side, self.top = side, top
        self.fc = nn.Linear(CODE, top * side * side)
        layers: list[nn.Module] = []
        inputs = top
        for step in range(ups):
            outputs = max(channels, top >> (step + 1))
            layers.append(PixelShuffleUp(inputs, outputs))
            # At the canvas' full size IS takes over; a block there would cost as much as all others.
            if side << (step + 1) < FEATURE_CANVAS:
                layers.append(ResidualBlock(outputs))
            inputs = outputs
        self.body = nn.Sequential(*layers, nn.LeakyReLU(0.2), nn.Conv2d(inputs, channels, 3, padding=1))
        initialise(self)

    def forward(self, code: torch.Tensor) -> torch.Tensor:
        return self.body(self.fc(code).view(-1, self.top, self.side, self.side))


def paste_mask(size: int) -> torch.Tensor:
    """Soft mask [size, size] of a part's window: min(1, (d + 0.5) / seam), d cells from the nearest edge."""
    position = torch.arange(size, dtype=torch.float32)
    edge = torch.minimum(position, size - 1 - position)
    distance = torch.minimum(edge[:, None], edge[None, :])
    return ((distance + 0.5) / SEAM).clamp(max=1)


class FeatureMapping(nn.Module):
    """Codes [B, 5, 512] in the order of `PARTS` → canvas [B, C, 128, 128]."""

    def __init__(self, top: int, channels: int):
        super().__init__()
        self.decoders = nn.ModuleDict({part.name: FeatureDecoder(part, top, channels) for part in PARTS})
        for part in PARTS:
            self.register_buffer(f"mask_{part.name}", paste_mask(part.feature_size), persistent=False)

    def forward(self, codes: torch.Tensor) -> torch.Tensor:
        order = {part.name: i for i, part in enumerate(PARTS)}
        by_name = {part.name: part for part in PARTS}
        canvas = self.decoders["remainder"](codes[:, order["remainder"]])
        for name in PASTE_ORDER:
            part = by_name[name]
            column, row = part.cell
            size = part.feature_size
            mask = getattr(self, f"mask_{name}").to(canvas.dtype)
            right, bottom = FEATURE_CANVAS - column - size, FEATURE_CANVAS - row - size
            padding = (column, right, row, bottom)
            features = nn.functional.pad(self.decoders[name](codes[:, order[name]]), padding)
            alpha = nn.functional.pad(mask, padding)
            canvas = canvas * (1 - alpha) + features * alpha
        return canvas
