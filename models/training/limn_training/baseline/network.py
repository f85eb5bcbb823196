"""The direct network: pix2pixHD's plain way from the sketch, and the same IS behind it."""

from __future__ import annotations

import torch
import torch.nn.functional as F
from torch import nn

from ..networks.appearance_encoder import AppearanceEncoder
from ..networks.blocks import PixelShuffleUp, ResidualBlock, initialise
from ..networks.image_synthesis import ImageSynthesis
from ..networks.spatial_attention_pooling import POOLS
from ..presets import Preset


class DirectEncoder(nn.Module):
    """Sketch [B, 1, 256, 256], ink 1 on 0 → canvas [B, C, 128, 128]: convolutions alone, no wide pools, no attention, no codes.

    Strided convolutions down to 32², residual blocks, up again; skips as IS has them. Half of IS' work, four times SAP's.
    """

    def __init__(self, channels: int, width: int, blocks: int):
        super().__init__()
        w = width
        self.enter = nn.Conv2d(1, w, 4, stride=2, padding=1)
        self.down1 = nn.Conv2d(w, w * 2, 4, stride=2, padding=1)
        self.down2 = nn.Conv2d(w * 2, w * 4, 4, stride=2, padding=1)
        self.trunk = nn.Sequential(*(ResidualBlock(w * 4) for _ in range(blocks)))
        self.up1 = PixelShuffleUp(w * 4, w * 2)
        self.up2 = PixelShuffleUp(w * 2, w)
        self.leave = nn.Conv2d(w, channels, 3, padding=1)
        initialise(self)

    def forward(self, sketch: torch.Tensor) -> torch.Tensor:
        full = F.leaky_relu(self.enter(sketch), 0.2)
        half = F.leaky_relu(self.down1(full), 0.2)
        h = self.trunk(self.down2(half))
        h = self.up1(F.leaky_relu(h, 0.2)) + half
        h = self.up2(F.leaky_relu(h, 0.2)) + full
        return self.leave(F.leaky_relu(h, 0.2))

    def attended(self, sketch: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
        """As SAP's; all attention lies on the lines as they were drawn."""
        canvas = self(sketch)
        attention = canvas.new_zeros(len(canvas), len(POOLS), *canvas.shape[2:])
        attention[:, 0] = 1
        return canvas, attention


class DirectGenerator(nn.Module):
    """Direct encoder + IS + appearance encoder. The encoder stands where SAP stands in `stage2.Generator`: it learns as fast as a
    branch does, and ships in SAP's place."""

    def __init__(self, preset: Preset):
        super().__init__()
        self.synthesis = ImageSynthesis(preset.canvas_channels, preset.synthesis_width, preset.synthesis_blocks, preset.appearance)
        self.appearance = AppearanceEncoder(preset.appearance_width, preset.appearance)
        self.fidelity = DirectEncoder(preset.canvas_channels, preset.synthesis_width, preset.synthesis_blocks)

    def forward(self, codes: object, appearance: torch.Tensor, size: int, strokes: torch.Tensor, *_: object) -> torch.Tensor:
        """As `stage2.Generator`: strokes is the encoder's canvas; of codes, fidelity and classes it hears nothing."""
        return self.synthesis(strokes, appearance, size)
