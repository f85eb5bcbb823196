"""IS, image synthesis: feature canvas + appearance code → portrait (DeepFaceDrawing, section 3.3; ours modulated)."""

from __future__ import annotations

import torch
from torch import nn

from .blocks import Grain, ModulatedBlock, PixelShuffleUp, ResidualBlock, initialise
from .eyes import Eyes
from .retouch import Retouch
from .strands import Strands


class ImageSynthesis(nn.Module):
    """canvas [B, C, 128, 128], appearance [B, A] → RGB in −1…1.

    `size` chooses the head: 128, 256 or 512 px. Training climbs; what ships is the 512 head, which
    starts as a copy of the 256 one (each of the four sub-pixels), so that climbing never restarts.

    Every modulated layer has a style code of its own (the idea of W⁺, Abdal et al. 2019; Semantics-Preserving Sketch Embedding
    gives coarse layers the sketch, fine ones the looks): the fine layer hears the appearance alone, the coarse ones also what the
    canvas holds as a whole (sketch and semantics). Those additions begin at zero.
    """

    def __init__(self, canvas: int, width: int, blocks: int, appearance: int):
        super().__init__()
        w = width
        style = max(64, width * 2)
        self.mapping = nn.Sequential(nn.Linear(appearance, style), nn.LeakyReLU(0.2), nn.Linear(style, style), nn.LeakyReLU(0.2))
        self.stem = nn.Conv2d(canvas, w, 3, padding=1)
        self.down1 = nn.Conv2d(w, w * 2, 4, stride=2, padding=1)
        self.down2 = nn.Conv2d(w * 2, w * 4, 4, stride=2, padding=1)
        self.trunk = nn.ModuleList(ModulatedBlock(w * 4, style) for _ in range(blocks))
        #: One a coarse layer: the trunk's blocks, then block1.
        self.coarse = nn.ModuleList(nn.Linear(w * 4, style) for _ in range(blocks + 1))
        self.up1 = PixelShuffleUp(w * 4, w * 2)
        self.block1 = ModulatedBlock(w * 2, style)
        self.up2 = PixelShuffleUp(w * 2, w)
        self.grain128 = Grain(128, w)
        self.block2 = ModulatedBlock(w, style)
        self.up3 = PixelShuffleUp(w, w // 2)
        self.grain256 = Grain(256, w // 2)
        # No modulation at 256²: colour is settled by then, and a norm there costs more than the convolutions.
        self.block3 = ResidualBlock(w // 2)
        self.head128 = nn.Conv2d(w, 3, 3, padding=1)
        self.head256 = nn.Conv2d(w // 2, 3, 3, padding=1)
        self.head512 = nn.Conv2d(w // 2, 12, 3, padding=1)
        self.strands = Strands(w * 4, w)
        self.retouch = Retouch(w * 4, w)
        self.eyes = Eyes(w)
        initialise(self)
        for head in (self.head128, self.head256, self.head512):
            nn.init.normal_(head.weight, std=0.02)
        self.strands.start()
        self.retouch.start()
        self.eyes.start()
        with torch.no_grad():
            for layer in self.coarse:
                layer.weight.zero_()

    def climb(self) -> None:
        """Starts the 512 head as the 256 head, one copy a sub-pixel."""
        with torch.no_grad():
            self.head512.weight.copy_(self.head256.weight.repeat_interleave(4, 0))
            self.head512.bias.copy_(self.head256.bias.repeat_interleave(4, 0))

    def forward(self, canvas: torch.Tensor, appearance: torch.Tensor, size: int = 512) -> torch.Tensor:
        """What ships has strands, is retouched, and has its eyes put in order; stage II trains without (`finishing.py`)."""
        picture, trunk, features = self.painted(canvas, appearance, size)
        if self.training or size < 512:
            return picture
        return self.eyes(self.retouch(self.strands(picture, trunk, features), trunk, features, self.strands.noise256), features)

    def painted(self, canvas: torch.Tensor, appearance: torch.Tensor, size: int = 512) -> tuple[torch.Tensor, torch.Tensor, torch.Tensor]:
        """The portrait without its finishes, and what it is painted from: the trunk's features (32 × 32) and the last ones of 128 × 128."""
        looks = self.mapping(appearance)
        full = self.stem(canvas)
        half = self.down1(nn.functional.leaky_relu(full, 0.2))
        h = self.down2(nn.functional.leaky_relu(half, 0.2))
        whole = nn.functional.avg_pool2d(h, h.shape[-1]).flatten(1)
        *styles, style1 = [looks + layer(whole) for layer in self.coarse]
        for block, style in zip(self.trunk, styles):
            h = block(h, style)
        trunk = h
        h = self.block1(self.up1(h) + half, style1)
        h = self.block2(self.grain128(self.up2(h) + full), looks)
        if size == 128:
            return torch.tanh(self.head128(nn.functional.leaky_relu(h, 0.2))), trunk, h
        fine = nn.functional.leaky_relu(self.block3(self.grain256(self.up3(h))), 0.2)
        if size == 256:
            return torch.tanh(self.head256(fine)), trunk, h
        return torch.tanh(nn.functional.pixel_shuffle(self.head512(fine), 2)), trunk, h
