"""Teaches the strands of hair, beside a generator that is done: where hair is, which way it runs, how strong its strands are."""

from __future__ import annotations

from pathlib import Path

import torch
import torch.nn.functional as F

from . import classes as c
from .data import PackedFaces
from .losses import area
from .presets import Preset
from .runtime import seed_step
from .side_training import Schedule, train_side_network
from .stage2 import Stage2
from .structure import direction, texture

BATCH = 4
#: What a change beside hair counts.
STILL = 10.0
SCHEDULE = Schedule(learning_rate=1e-3, warm_up=20, log_every=10, save_every=100, clip=1.0)


def train_strands(preset: Preset, data: PackedFaces, run: Path, seed: int, half: bool) -> None:
    """Writes `strands.pt`, which `export` lays over the generator of stage II. Resumable."""
    stage = Stage2(preset, data, run, seed, half)
    stage.resume()
    strands = stage.average.synthesis.strands
    strands.requires_grad_(True)

    def terms(step: int) -> dict[str, torch.Tensor]:
        chance = seed_step(seed, "strands", step)
        index = torch.multinomial(stage.sharp_chances, BATCH, replacement=True, generator=chance)
        drawn = stage.sampler.sample(index, chance)
        photo, mask = stage.truth(index, drawn)
        picture, *features = stage.bare_portrait(drawn, photo)
        directions, hair, strength = strands.read(*features)
        where = area(mask, (c.HAIR,), 512)
        combed = strands.flow(picture, directions, hair, strength)
        return {
            "texture": texture(combed, photo, where),
            # Beside hair nothing changes: else the air gets streaks.
            "still": STILL * ((combed - picture).abs() * (1 - where)).mean(),
            "direction": direction(directions, photo, where),
            "hair": F.binary_cross_entropy_with_logits(hair, area(mask, (c.HAIR,), 128)),
        }

    train_side_network("strands", strands, run, SCHEDULE, preset.strands_steps, preset.strands_minutes, terms)
