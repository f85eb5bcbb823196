"""Terms of stage II that look at lines and at the way they run, whatever the colours."""

from __future__ import annotations

import torch
import torch.nn.functional as F

from . import classes as c
from .networks.face_reader import Reading
from .networks.strands import DIRECTIONS
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


#: px of a picture of 512: cells in which texture is compared, as strong and as directed as the photo's, wherever its strands lie.
TEXTURE_CELL = 32
#: Sizes of the picture in which it is: strands of 2–5, 4–10 and 8–20 px of 512.
TEXTURE_SIDES = (512, 256, 128)
#: Standard deviation (of −1…1) that a photo's own noise has; nothing weaker counts as texture.
_QUIET = 0.01


def energies(picture: torch.Tensor) -> list[torch.Tensor]:
    """[B, 3, 512, 512] → log energy of the light's finest band at each side, in four directions, a cell: [B, 4, 16, 16] each."""
    light = picture.float().mean(1, keepdim=True)
    bands = []
    for side in TEXTURE_SIDES:
        here = F.adaptive_avg_pool2d(light, side)
        fine = F.pad(here - _mean(here, 5), (0, 1, 0, 1), mode="replicate")
        at = fine[..., :-1, :-1]
        slopes = torch.cat([fine[..., :-1, 1:] - at, fine[..., 1:, :-1] - at, fine[..., 1:, 1:] - at, fine[..., 1:, :-1] - fine[..., :-1, 1:]], 1)
        bands.append((F.avg_pool2d(slopes.square(), TEXTURE_CELL * side // 512) + _QUIET**2).log())
    return bands


def texture(fake: torch.Tensor, real: torch.Tensor, hair: torch.Tensor) -> torch.Tensor:
    """Distance of the oriented energies of hair, cell by cell (statistics after Portilla & Simoncelli 2000): says how strong, how fine
    and which way, and nothing of where. hair: [B, 1, 512, 512]."""
    where = F.adaptive_avg_pool2d(hair, 512 // TEXTURE_CELL)
    apart = [((here - there).abs().mean(1, keepdim=True) * where).sum() for here, there in zip(energies(fake), energies(real))]
    return torch.stack(apart).mean() / where.sum().clamp(min=1)


#: px of 128: over squares of this side strands have one direction.
_RUN = 5


def direction(directions: torch.Tensor, real: torch.Tensor, hair: torch.Tensor) -> torch.Tensor:
    """How far the strands' directions [B, 16, 128, 128] are from those of the photo's hair: 0 (the same) … 2 (across), as much as the photo's
    has one (structure tensor, Bigün & Granlund 1987)."""
    cells = directions.shape[-1]
    light = real.float().mean(1, keepdim=True)
    x = F.pad(light[:, :, 1:-1, 2:] - light[:, :, 1:-1, :-2], (1, 1, 1, 1))
    y = F.pad(light[:, :, 2:, 1:-1] - light[:, :, :-2, 1:-1], (1, 1, 1, 1))
    mean = lambda product: _mean(F.adaptive_avg_pool2d(product, cells), _RUN)
    # Twice the angle of a strand, which runs across the slope: hence the minus. As long as it is sure.
    strength = mean(x * x + y * y) + _QUIET**2
    cosine, sine = mean(y * y - x * x) / strength, -mean(2 * x * y) / strength
    angles = torch.arange(DIRECTIONS, device=real.device) * (2 * torch.pi / DIRECTIONS)
    shown = lambda wave: (directions.float() * wave[None, :, None, None]).sum(1, keepdim=True)
    agreement = shown(angles.cos()) * cosine + shown(angles.sin()) * sine
    sure = (cosine.square() + sine.square() + 1e-8).sqrt()
    where = F.adaptive_avg_pool2d(hair, cells)
    return ((sure - agreement) * where).sum() / where.sum().clamp(min=1)


def attention_at_ink(pool: torch.Tensor, sketch: torch.Tensor, rough: torch.Tensor, known: torch.Tensor) -> torch.Tensor:
    """Mean pools [B, 1, 128, 128] against the roughness that the lines were given there; sketch [B, 1, 256, 256], known [B].

    Squared: most ink is steady, and for the mere distance "steady everywhere" is the best guess (measured).
    """
    ink = (F.max_pool2d(sketch, 2) > 0.5) & known[:, None, None, None]
    return ((pool.float() - rough).square() * ink).sum() / ink.sum().clamp(min=1)
