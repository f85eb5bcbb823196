"""Teaches retouching, beside a generator that is done: what shows where."""

from __future__ import annotations

from pathlib import Path

import torch
import torch.nn.functional as F

from . import classes as c
from .data import PackedFaces
from .networks.retouch import AIR, CLOTH, EAR, ELSE, HAIR
from .presets import Preset
from .runtime import seed_step
from .side_training import Schedule, train_side_network
from .stage2 import Stage2

BATCH = 4
SCHEDULE = Schedule(learning_rate=2e-3, warm_up=20, log_every=10, save_every=100, clip=1.0)
#: Class of a mask → region.
REGION = torch.full((c.COUNT,), ELSE)
REGION[[c.NOTHING, c.CLOTH, c.HAIR, *c.EARS]] = torch.tensor([AIR, CLOTH, HAIR, *[EAR] * len(c.EARS)])


def train_retouch(preset: Preset, data: PackedFaces, run: Path, seed: int, half: bool) -> None:
    """Writes `retouch.pt`, which `export` lays over the generator of stage II. Resumable."""
    stage = Stage2(preset, data, run, seed, half)
    stage.resume()
    retouch = stage.average.synthesis.retouch
    retouch.requires_grad_(True)
    region = REGION.to(stage.device)

    def terms(step: int) -> dict[str, torch.Tensor]:
        chance = seed_step(seed, "retouch", step)
        index = torch.multinomial(stage.sharp_chances, BATCH, replacement=True, generator=chance)
        _, mask, features = stage.worn_features(index, chance)
        return {"regions": F.cross_entropy(retouch.read(*features), region[mask])}

    train_side_network("retouch", retouch, run, SCHEDULE, preset.retouch_steps, preset.retouch_minutes, terms)
