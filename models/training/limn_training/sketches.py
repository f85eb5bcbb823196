"""The drawings that training sees: canonical, traced, human and labelled ones, moved as unsure hands move them, and mirrored."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import torch
import torch.nn.functional as F

from .data import PackedFaces
from .labelled import kind_of
from .parts import CANVAS
from .prepare.variants import KINDS
from .truth import mirror_mask
from .windows import mirror

#: Share of samples that show the canonical drawing; the others one of the packed variants.
CANONICAL = 0.2
MIRRORED = 0.4
#: Share of samples that show a labelled drawing, where the data holds any; the labels of `UNTOLD` of them are not told.
LABELLED = 0.65
UNTOLD = 0.15
#: How far the lines of a kind of drawing are from the photo's, 0…1; kinds that are not named follow it.
DEFORMED = {"human": 0.2, "humanDeformed": 0.6, "canonicalDeformed": 0.5, "fiveLines": 0.5, "hatched": 0.2, "humanFree": 0.5}
#: Share of samples whose drawing is roughened as it comes: every point of a grid of `VERTICES` px moved by up to `ROUGHEST` px (canvas);
#: in `PARTLY` of them only where a smooth field says so: a hand is unsure here and steady there.
ROUGHENED = 0.35
PARTLY = 0.6
VERTICES = 18
NODES = CANVAS // VERTICES + 1
ROUGHEST = 14.0
#: Share of samples, steady or rough, in which every point is moved by up to `STIR` px at least, which nobody sees; and how much the contrast of
#: moved lines is raised: see `roughen`.
STIRRED = 0.5
STIR = 1.0
CRISP = 1.6
#: How far the roughest drawing counts as deformed.
ROUGH_DEFORMED = 0.6
#: From here on a kind of drawing holds roughness of its own, which nobody can tell place by place.
UNTELLABLE = 0.5


@dataclass(frozen=True)
class Sketches:
    """Drawings of one batch of faces; all but the [B] ones on the training device."""

    #: [B, 1, 256, 256]: the drawing, and the canonical drawing of the same face
    sketch: torch.Tensor
    aligned: torch.Tensor
    #: [B, 128, 128]: class of the stroke at each cell, 0 where no label is told
    classes: torch.Tensor
    #: [B]: how far the drawing's lines are from the photo's
    deformed: torch.Tensor
    #: [B, 1, 128, 128] in 0…1: how rough the lines are at each place; [B]: whether that is known
    rough: torch.Tensor
    rough_known: torch.Tensor
    #: [B]: whether all of it is seen in the mirror
    mirrored: torch.Tensor


def draw_roughness(batch: int, generator: torch.Generator) -> torch.Tensor:
    """[B, 1, N, N] in 0…1: how unsure the hand is around each point of `roughen`'s grid; nothing for most samples."""
    strength = torch.rand(batch, generator=generator) * (torch.rand(batch, generator=generator) < ROUGHENED)
    field = F.interpolate(torch.randn(batch, 1, 5, 5, generator=generator), size=(NODES, NODES), mode="bicubic", align_corners=True)
    partly = torch.rand(batch, generator=generator) < PARTLY
    where = torch.where(partly[:, None, None, None], (field * 4 + 0.5).clamp(0, 1), torch.ones(()))
    return strength[:, None, None, None] * where


def reach(rough: torch.Tensor, generator: torch.Generator) -> torch.Tensor:
    """Roughness as px that lines are moved by, `roughen`'s amplitude."""
    stirred = torch.rand(len(rough), 1, 1, 1, generator=generator) < STIRRED
    return torch.maximum(rough * ROUGHEST, stirred * STIR)


def roughen(picture: torch.Tensor, amplitude: torch.Tensor, generator: torch.Generator, copies: list[torch.Tensor]) -> list[torch.Tensor]:
    """Moves drawings as unsure hands do (DeepFacePencil's vertex deformation, for pixels): between points that lie `VERTICES` px
    apart and are moved each for itself, the place is interpolated.

    picture: [B, 1, S, S] ink; amplitude: px of the canvas, [B, 1, N, N] or what spreads to it; copies: [B, S', S'] class numbers
    that move along. Returns all of them.
    """
    moved = (torch.rand(len(picture), 2, NODES, NODES, generator=generator) * 2 - 1) * amplitude * 2 / CANVAS
    moved = moved.to(picture.device)
    turned = []
    for one in (picture, *(copy[:, None].float() for copy in copies)):
        still = F.affine_grid(torch.eye(2, 3, device=one.device).expand(len(one), 2, 3), list(one.shape), align_corners=False)
        shift = F.interpolate(moved, size=one.shape[2:], mode="bilinear", align_corners=True).permute(0, 2, 3, 1)
        mode = "bilinear" if one is picture else "nearest"
        turned.append(F.grid_sample(one, still + shift, mode=mode, align_corners=False))
    # Interpolation softens lines. Soft must not come to mean rough, nor crisp steady.
    crisp = ((turned[0] - 0.5) * CRISP + 0.5).clamp(0, 1)
    still = (amplitude.amax((1, 2, 3), keepdim=True) == 0).to(picture.device)
    return [torch.where(still, picture, crisp), *(one[:, 0].round().long() for one in turned[1:])]


def draw_sketches(data: PackedFaces, rows: np.ndarray, device: torch.device, generator: torch.Generator) -> Sketches:
    """One drawing of each of the faces `rows`."""
    batch = len(rows)
    chance = lambda share: torch.rand(batch, generator=generator) < share
    variant = torch.randint(data.variant_count, (batch,), generator=generator)
    canonical, mirrored = chance(CANONICAL), chance(MIRRORED)
    aligned = data.drawing(rows, device)
    drawn = data.variant(rows, variant.numpy(), device)
    classes = torch.zeros(batch, *data.masks.shape[1:], dtype=torch.long, device=device)
    deformed = torch.tensor([DEFORMED.get(KINDS[v % len(KINDS)], 0.0) for v in variant.tolist()])
    if data.labelled is not None:
        labelled = chance(LABELLED)
        told = labelled & ~canonical & ~chance(UNTOLD)
        which = torch.randint(data.labelled.shape[1], (batch,), generator=generator)
        ink, cells = data.labelled_drawing(rows, which.numpy(), device)
        drawn = torch.where(labelled[:, None, None, None].to(device), ink, drawn)
        classes = torch.where(told[:, None, None].to(device), cells, classes)
        kinds = [DEFORMED.get(kind_of(row, v), 0.0) for row, v in zip(rows.tolist(), which.tolist())]
        deformed = torch.where(labelled, torch.tensor(kinds), deformed)
    sketch = torch.where(canonical[:, None, None, None].to(device), aligned, drawn)
    deformed = torch.where(canonical, torch.zeros(()), deformed)
    rough_known = deformed < UNTELLABLE

    rough = draw_roughness(batch, generator)
    sketch, classes = roughen(sketch, reach(rough, generator), generator, [classes])
    deformed = torch.maximum(deformed, rough.mean((1, 2, 3)) * ROUGH_DEFORMED)
    rough = F.interpolate(rough, size=classes.shape[1:], mode="bilinear", align_corners=True).to(device)
    turned = mirrored[:, None, None, None].to(device)
    classes = torch.where(turned[:, 0], mirror_mask(classes), classes)
    sketch, aligned, rough = (torch.where(turned, mirror(picture), picture) for picture in (sketch, aligned, rough))
    return Sketches(sketch, aligned, classes, deformed, rough, rough_known, mirrored)
