"""What stage II is fed: drawings and their codes as the app will hand them over, projected, mixed and with parts missing."""

from __future__ import annotations

from dataclasses import dataclass, fields

import torch
import torch.nn.functional as F

from .data import PackedFaces
from .manifold import SearchSpace, locally_linear_weights, nearest_faces
from .networks.semantic_canvas import CLASSES
from .parts import CANVAS, INNER, NEIGHBOURS, PARTS, RASTER
from .runtime import mixed_precision
from .sketches import draw_sketches
from .stage1 import ComponentEmbedding
from .windows import cut_all

#: Share of samples whose codes move towards the manifold.
PROJECTED = 0.6
#: Chance a part that its code comes from faces which are near elsewhere (an empty part).
MISSING = 0.1
#: Chance that the label of a class is passed over: the interpreter is not always right.
OVERHEARD = 0.08
#: Share of samples with the same fidelity everywhere; the others draw it part by part.
UNIFORM = 0.6
#: What refinement still takes away where the strokes themselves are told (fidelity 1).
TOLD = 0.3
LEAST_CLOSENESS = 0.15


@dataclass(frozen=True)
class Drawn:
    """One batch, on the training device."""

    #: [B, 5, 512], refined and with parts missing
    codes: torch.Tensor
    #: [B, 1, 256, 256]: the drawing, missing parts erased, and the canonical drawing of the same face alike
    sketch: torch.Tensor
    aligned: torch.Tensor
    #: [B, 18, 128, 128] in 0…1: the drawing's ink by class; empty where no labels are told
    classes: torch.Tensor
    #: [B]: how far the drawing's lines are from the photo's
    deformed: torch.Tensor
    #: [B, 5] in 0…1, a part
    fidelity: torch.Tensor
    #: [B, 1, 128, 128] in 0…1: how rough the lines are at each place; [B]: whether that is known
    rough: torch.Tensor
    rough_known: torch.Tensor
    #: [B] in 0…1: how much the picture should equal the photo
    closeness: torch.Tensor
    #: [B]: whether all of it is seen in the mirror
    mirrored: torch.Tensor

    def repeated(self) -> Drawn:
        """Every drawing once more, behind the others."""
        return Drawn(*(torch.cat([getattr(self, field.name)] * 2) for field in fields(self)))


def draw_fidelity(batch: int, generator: torch.Generator) -> torch.Tensor:
    """[B, 5]: 0, 1 or between, a third each; for `UNIFORM` of the samples the same in all parts."""
    kind = torch.randint(3, (batch, len(PARTS)), generator=generator)
    between = torch.rand(batch, len(PARTS), generator=generator)
    fidelity = torch.where(kind == 0, torch.zeros(()), torch.where(kind == 1, torch.ones(()), between))
    uniform = torch.rand(batch, 1, generator=generator) < UNIFORM
    return torch.where(uniform, fidelity[:, :1].expand_as(fidelity), fidelity)


def erase(sketch: torch.Tensor, missing: torch.Tensor) -> torch.Tensor:
    """Takes away the ink of missing parts. sketch: [B, 1, 256, 256]; missing: [B, 5]."""
    scale = CANVAS // RASTER
    remainder = torch.ones(RASTER, RASTER, dtype=torch.bool)
    gone = torch.zeros(len(sketch), 1, RASTER, RASTER, dtype=torch.bool)
    for i, part in enumerate(PARTS):
        x, y, s = part.x // scale, part.y // scale, part.size // scale
        if part in INNER:
            gone[:, :, y : y + s, x : x + s] |= missing[:, i, None, None, None]
            remainder[y : y + s, x : x + s] = False
    gone |= missing[:, len(INNER), None, None, None] & remainder
    return sketch.masked_fill(gone.to(sketch.device), 0)


def ink_by_class(sketch: torch.Tensor, classes: torch.Tensor) -> torch.Tensor:
    """Ink [B, 1, 256, 256] and the class at each cell [B, 128, 128] → ink a class [B, 18, 128, 128]: what `models/` hands to the network."""
    return F.one_hot(classes, CLASSES + 1)[..., 1:].permute(0, 3, 1, 2).to(sketch.dtype) * F.max_pool2d(sketch, 2)


class CodeSampler:
    """Draws samples of training faces: drawings are encoded and projected as they come, as the app does."""

    def __init__(self, bank: dict, embedding: ComponentEmbedding, data: PackedFaces, device: torch.device, half: bool):
        """bank: what `bank.pt` holds."""
        self.data, self.device, self.half = data, device, half
        self.embedding = embedding.eval().requires_grad_(False)
        self.rows = bank["rows"]
        self.bank = bank["codes"].to(device)
        self.spaces = [SearchSpace(s["mean"].to(device), s["projection"].to(device)) for s in bank["spaces"]]
        self.searched = [space(self.bank[:, p].float()) for p, space in enumerate(self.spaces)]
        self.faces = torch.arange(len(self.bank), device=device)

    @torch.no_grad()
    def encode(self, sketch: torch.Tensor) -> torch.Tensor:
        """Drawings [B, 1, 256, 256] → codes [B, 5, 512]."""
        with mixed_precision(self.device, self.half):
            return self.embedding.encode([w.contiguous(memory_format=torch.channels_last) for w in cut_all(sketch)]).float()

    @torch.no_grad()
    def project(self, codes: torch.Tensor, own: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
        """Codes [B, 5, 512] of the faces `own` [B] → their projections, and the neighbours [B, 5, K]; a face has no vote on itself."""
        projected, near = [], []
        for p, space in enumerate(self.spaces):
            k = min(NEIGHBOURS, len(self.bank) - 1)
            rows, _ = nearest_faces(space(codes[:, p]), self.searched[p], self.faces, own.to(self.device), k)
            chosen = self.bank[rows, p].float()
            projected.append(torch.einsum("bk,bkc->bc", locally_linear_weights(codes[:, p], chosen), chosen))
            near.append(rows)
        return torch.stack(projected, 1), torch.stack(near, 1)

    def sample(self, index: torch.Tensor, generator: torch.Generator) -> Drawn:
        """index: [B] training faces.

        Closeness is 1 where the drawing tells the photo's shapes. It falls with refinement and missing parts, less so where
        the strokes are told beside the codes, and with the drawing's own deformation where they are not.
        """
        batch, rows = len(index), self.rows[index].numpy()
        sketches = draw_sketches(self.data, rows, self.device, generator)
        missing = torch.rand(batch, len(PARTS), generator=generator) < MISSING
        fidelity = draw_fidelity(batch, generator)

        own = self.encode(sketches.sketch)
        projected, near = self.project(own, index)
        refined = (torch.rand(batch, 1, generator=generator) < PROJECTED).float()
        r = torch.rand(batch, len(PARTS), generator=generator) * refined
        codes = own + r.to(self.device)[:, :, None] * (projected - own)

        # An empty part takes the blend of faces near by another part: the app's shadow guide does so.
        witness = torch.randint(len(PARTS), (batch,), generator=generator)
        others = near[torch.arange(batch), witness]
        share = torch.rand(batch, others.shape[1], generator=generator).to(self.device) + 0.1
        share = share / share.sum(1, keepdim=True)
        prior = torch.einsum("bk,bkpc->bpc", share, self.bank[others].float())
        codes = torch.where(missing.to(self.device)[:, :, None], prior, codes)

        away = torch.where(missing, torch.ones_like(r), 0.6 * r * (1 - (1 - TOLD) * fidelity)).mean(1)
        closeness = (1 - away) * (1 - sketches.deformed * (1 - 0.5 * fidelity.mean(1)))
        sketch = erase(sketches.sketch, missing)
        heard = (torch.rand(batch, CLASSES, generator=generator) >= OVERHEARD)[:, :, None, None].to(self.device)
        return Drawn(
            codes,
            sketch,
            erase(sketches.aligned, missing),
            ink_by_class(sketch, sketches.classes) * heard,
            sketches.deformed.to(self.device),
            fidelity.to(self.device),
            sketches.rough,
            sketches.rough_known.to(self.device),
            closeness.clamp(min=LEAST_CLOSENESS).to(self.device),
            sketches.mirrored.to(self.device),
        )
