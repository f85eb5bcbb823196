"""Terms of stage II that look at lines and at the way they run, whatever the colours."""

from __future__ import annotations

import torch
import torch.nn.functional as F

from . import classes as c
from .networks.face_reader import Reading
from .truth import LANDMARK_UNIT

#: px: lines are looked at in pictures of this size, two px of the canvas to one.
SIDE = 256
#: px of it: surroundings within which a line must stand out, and what stands out by less than `FAINT` (of −1…1) counts little.
AROUND = 33
FAINT = 0.02
#: px of the raster: width of the band around a line of the clean drawing in which both are compared.
BAND = 7


def relief(picture: torch.Tensor) -> torch.Tensor:
    """[B, 3, S, S] → lines of the light, freed of contrast and colour: [B, 1, 256, 256] in −1…1 (a difference of means over its local strength)."""
    light = picture.float().mean(1, keepdim=True)
    light = F.adaptive_avg_pool2d(light, SIDE) if light.shape[-1] > SIDE else F.interpolate(light, size=SIDE, mode="bilinear", align_corners=False)
    line = _mean(light, 3) - _mean(light, 9)
    strength = (_mean(line.square(), AROUND) + FAINT**2).sqrt()
    return torch.tanh(line / strength)


def _mean(picture: torch.Tensor, side: int) -> torch.Tensor:
    """Mean over squares, borders repeated."""
    half = side // 2
    picture = F.pad(picture, (half, half, half, half), mode="replicate")
    return F.avg_pool2d(F.avg_pool2d(picture, (1, side), 1), (side, 1), 1)


def band(aligned: torch.Tensor) -> torch.Tensor:
    """The clean drawing [B, 1, 256, 256] → where its lines run, 0…1."""
    return F.max_pool2d(aligned, BAND, 1, BAND // 2)


def _within(difference: torch.Tensor, where: torch.Tensor) -> torch.Tensor:
    """Mean of `difference` over `where`, a sample: [B]."""
    return (difference * where).sum((1, 2, 3)) / where.sum((1, 2, 3)).clamp(min=1)


def lines(fake: torch.Tensor, real: torch.Tensor, where: torch.Tensor, closeness: torch.Tensor) -> torch.Tensor:
    """Whether the portrait shows the lines that were meant, where the photo has them. Reliefs [B, 1, 256, 256], closeness [B]."""
    return (_within((fake - real).abs(), where) * closeness).mean()


def steady(fake: torch.Tensor, read: Reading, where: torch.Tensor, twins: bool) -> torch.Tensor:
    """What moves between two portraits of one drawing that differ in looks: lines and landmarks.

    Reliefs [B, 1, 256, 256]; twins: the second half of the batch holds the drawings of the first once more. Else nothing is asked.
    """
    half = len(fake) // 2
    moved = _within((fake[:half] - fake[half : 2 * half]).abs(), where[:half])
    away = (read.landmarks[:half] - read.landmarks[half : 2 * half]).abs().mean((1, 2)) / LANDMARK_UNIT
    return ((moved + away) * float(twins)).mean()


#: px of a picture of 256: over squares of this size strands have one direction.
STRAND_CELL = 8
#: Cells of hair below which nothing is asked.
LEAST_HAIR = 12


def along(picture: torch.Tensor) -> torch.Tensor:
    """[B, 3, S, S] → how much of the light's slopes a cell has one direction, 0 (scales, curls, grain) … 1 (strands): [B, 1, n, n].

    Coherence of the structure tensor (Bigün & Granlund, 1987).
    """
    light = picture.float().mean(1, keepdim=True)
    x = light[:, :, 1:-1, 2:] - light[:, :, 1:-1, :-2]
    y = light[:, :, 2:, 1:-1] - light[:, :, :-2, 1:-1]
    mean = lambda product: F.avg_pool2d(F.pad(product, (1, 1, 1, 1)), STRAND_CELL)
    xx, yy, xy = mean(x * x), mean(y * y), mean(x * y)
    return ((xx - yy).square() + 4 * xy.square() + 1e-10).sqrt() / (xx + yy + 1e-4)


def strands(fake: torch.Tensor, real: torch.Tensor, mask: torch.Tensor) -> torch.Tensor:
    """How much less of the hair runs along strands than in the photo; which strand lies where does not matter. mask: [B, 128, 128]."""
    hair = (mask == c.HAIR)[:, None].float()
    lacks = []
    for side in {min(fake.shape[-1], 512), min(fake.shape[-1], 256)}:
        there, here = (along(F.adaptive_avg_pool2d(picture, side)) for picture in (real, fake))
        where = (F.adaptive_avg_pool2d(hair, there.shape[-1]) > 0.99).float()
        cells = where.sum((1, 2, 3))
        lack = F.relu((there * where).sum((1, 2, 3)) - (here * where).sum((1, 2, 3))) / cells.clamp(min=1)
        lacks.append((lack * (cells >= LEAST_HAIR)).mean())
    return torch.stack(lacks).mean()


def attention_at_ink(pool: torch.Tensor, sketch: torch.Tensor, rough: torch.Tensor, known: torch.Tensor) -> torch.Tensor:
    """Mean pools [B, 1, 128, 128] against the roughness that the lines were given there; sketch [B, 1, 256, 256], known [B].

    Squared: most ink is steady, and for the mere distance "steady everywhere" is the best guess (measured).
    """
    ink = (F.max_pool2d(sketch, 2) > 0.5) & known[:, None, None, None]
    return ((pool.float() - rough).square() * ink).sum() / ink.sum().clamp(min=1)
