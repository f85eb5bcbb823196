"""Trains the direct network as stage II trains ours: the same drawings, discriminators and losses."""

from __future__ import annotations

import shutil
from dataclasses import replace
from pathlib import Path

import torch
import torch.nn.functional as F

from ..codes import CodeSampler, Drawn
from ..parts import CODE, NEIGHBOURS, PARTS
from ..presets import Preset
from ..runtime import mixed_precision
from ..sheets import write_sheet
from ..sketches import ROUGHEST, roughen
from ..stage2 import Stage2, at_size
from ..warm_start import warm_start
from .network import DirectGenerator


class PlainDrawings(CodeSampler):
    """The very drawings that stage II sees (the same seed, the same samples), for a network that knows no codes."""

    def encode(self, sketch: torch.Tensor) -> torch.Tensor:
        return sketch.new_zeros(len(sketch), len(PARTS), CODE)

    def project(self, codes: torch.Tensor, own: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
        return codes, torch.zeros(len(codes), len(PARTS), NEIGHBOURS, dtype=torch.long, device=codes.device)

    def sample(self, index: torch.Tensor, generator: torch.Generator) -> Drawn:
        """Nothing is refined and no fidelity asked for: every picture shall equal the photo, however its drawing is deformed."""
        drawn = super().sample(index, generator)
        return replace(drawn, closeness=torch.ones_like(drawn.closeness), fidelity=torch.ones_like(drawn.fidelity))


def begin(source: Path, run: Path, preset: Preset) -> None:
    """Takes over what `run` lacks of the run `source`, its bank too: that says which faces are learnt from.

    @raises FileNotFoundError if the source lacks something that the losses need.
    """
    warm_start(source, run, preset)
    for name in ("reader.pt", "bank.pt"):
        if not (run / name).exists():
            shutil.copy(source / name, run / name)


class DirectStage(Stage2):
    """Stage II with the direct network in the generator's place. Without `paired` and `attention`, SAP's own terms."""

    network = DirectGenerator
    sampling = PlainDrawings

    def begin_attention(self, run: Path) -> None:
        """There is none."""

    def generator_losses(self, *batch: object) -> tuple:
        losses, *others = super().generator_losses(*batch)
        del losses["paired"], losses["attention"]
        return losses, *others

    @torch.no_grad()
    def sheet(self, size: int, path: Path, faces: int = 8) -> None:
        """Rows: drawings, their portraits; roughened drawings, their portraits; with a neighbour's appearance; photo."""
        rng, _, rows, photo = self.shown(faces)
        drawing = self.data.drawing(rows, self.device)
        (rough,) = roughen(drawing, torch.full((faces, 1, 1, 1), ROUGHEST), rng, [])
        with mixed_precision(self.device, self.half):
            appearance, _ = self.average.appearance(F.adaptive_avg_pool2d(photo, 128))
            plain, roughened = (self.average(None, appearance, size, self.average.fidelity(sketch)) for sketch in (drawing, rough))
            worn = self.average(None, appearance.roll(1, 0), size, self.average.fidelity(rough))
        shown = [(p.float() + 1) / 2 for p in (plain, roughened, worn)]
        write_sheet([1 - drawing, shown[0], 1 - rough, *shown[1:], (at_size(photo, size) + 1) / 2], path, min(size, 224))
