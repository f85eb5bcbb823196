"""Layers that the networks share."""

from __future__ import annotations

import torch
from torch import nn


def initialise(network: nn.Module) -> None:
    """He initialisation for leaky ReLUs; in place.

    PyTorch's default shrinks the signal by √3 a layer: through CE's or FM's dozen layers nothing of
    the code is left and training stands still for hundreds of steps.
    """
    for module in network.modules():
        if isinstance(module, (nn.Conv2d, nn.Linear)):
            nn.init.kaiming_normal_(module.weight, a=0.2)
            if module.bias is not None:
                nn.init.zeros_(module.bias)
    for module in network.modules():
        if isinstance(module, (ResidualBlock, ModulatedBlock, PixelShuffleUp)):
            module.start()


class ResidualBlock(nn.Module):
    """Two 3 × 3 convolutions around a skip. [B, C, H, W] → the same."""

    def __init__(self, channels: int):
        super().__init__()
        self.body = nn.Sequential(
            nn.LeakyReLU(0.2),
            nn.Conv2d(channels, channels, 3, padding=1),
            nn.LeakyReLU(0.2),
            nn.Conv2d(channels, channels, 3, padding=1),
        )

    def start(self) -> None:
        """Begins close to the identity."""
        with torch.no_grad():
            self.body[3].weight.mul_(0.2)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return x + self.body(x)


class PixelShuffleUp(nn.Module):
    """Doubles the resolution: a 1 × 1 convolution, then depth to space (CRD order)."""

    def __init__(self, inputs: int, outputs: int):
        super().__init__()
        self.conv = nn.Conv2d(inputs, outputs * 4, 1)

    def start(self) -> None:
        """All four sub-pixels begin equal, so that no checkerboard has to be unlearned."""
        with torch.no_grad():
            self.conv.weight.copy_(self.conv.weight[::4].repeat_interleave(4, 0))
            self.conv.bias.copy_(self.conv.bias[::4].repeat_interleave(4, 0))

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return nn.functional.pixel_shuffle(self.conv(x), 2)


class Grain(nn.Module):
    """Adds noise, scaled a channel (StyleGAN, section 3.2): hair and skin take their grain from it.

    Without a source of chance, a network that must look sharp repeats a pattern, and the eye sees a grid.
    Training draws fresh noise; what ships holds one fixed pattern, so that a room's portrait stands still.
    """

    def __init__(self, size: int, channels: int):
        super().__init__()
        self.scale = nn.Parameter(torch.zeros(1, channels, 1, 1))
        self.register_buffer("pattern", torch.randn(1, 1, size, size, generator=torch.Generator().manual_seed(size)), persistent=False)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        noise = torch.randn(x.shape[0], 1, *x.shape[2:], device=x.device) if self.training else self.pattern
        # A convolution where a product would do: exporters fold a product of constants into a far larger constant.
        return x + nn.functional.conv2d(noise.to(x.dtype), self.scale.transpose(0, 1).to(x.dtype))


class ModulatedBlock(nn.Module):
    """Residual block whose normalised features the appearance code scales and shifts (AdaIN).

    x: [B, C, H, W], style: [B, S] → [B, C, H, W].
    """

    def __init__(self, channels: int, style: int):
        super().__init__()
        self.first = nn.Conv2d(channels, channels, 3, padding=1)
        self.second = nn.Conv2d(channels, channels, 3, padding=1)
        self.norm = nn.InstanceNorm2d(channels, affine=False)
        self.affine = nn.Linear(style, channels * 2)

    def start(self) -> None:
        """Begins close to the identity, hardly modulated."""
        with torch.no_grad():
            nn.init.normal_(self.affine.weight, std=0.02)
            self.second.weight.mul_(0.2)

    def forward(self, x: torch.Tensor, style: torch.Tensor) -> torch.Tensor:
        scale, shift = self.affine(style)[:, :, None, None].chunk(2, 1)
        h = self.first(nn.functional.leaky_relu(x, 0.2))
        h = self.norm(h) * (1 + scale) + shift
        return x + self.second(nn.functional.leaky_relu(h, 0.2))
