"""Trains the interpreter: cross-entropy of each stroke's class, long strokes counting more."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import torch
import torch.nn.functional as F

from ..side_training import Schedule, train_side_network
from .batches import Batch, Drawings
from .measure import accuracy
from .network import Interpreter

BATCH = 24
#: Batches that are made at once; sorted by how much is drawn.
POOL = 12
SCHEDULE = Schedule(learning_rate=2e-3, warm_up=200, log_every=25, save_every=500, clip=1.0)
SMOOTHING = 0.03


def tensors(batch: Batch) -> tuple[torch.Tensor, torch.Tensor, torch.Tensor]:
    return torch.from_numpy(batch.features), torch.from_numpy(batch.labels), torch.from_numpy(batch.lengths)


def loss_of(logits: torch.Tensor, labels: torch.Tensor, lengths: torch.Tensor) -> torch.Tensor:
    """A stroke counts by the root of its length; every drawing counts alike."""
    weights = torch.sqrt(lengths.clamp(max=400))
    missed = F.cross_entropy(logits.flatten(0, 1), labels.flatten(), reduction="none", label_smoothing=SMOOTHING).view_as(weights)
    return ((missed * weights).sum(1) / weights.sum(1)).mean()


def train(folder: Path, run: Path, seed: int, steps: int, minutes: float) -> Interpreter:
    """Ends after `steps` steps or `minutes` minutes of processor time; reads `training.npz` and `validation.npz` of the folder."""
    run.mkdir(parents=True, exist_ok=True)
    torch.manual_seed(seed)
    network = Interpreter()
    drawings, held_out = Drawings(folder / "training.npz"), Drawings(folder / "validation.npz")
    pool: list[Batch] = []

    def terms(step: int) -> dict[str, torch.Tensor]:
        if step % POOL == 0 or not pool:
            pool[:] = drawings.batches(np.random.default_rng([seed, step // POOL]), BATCH, POOL)
        features, labels, lengths = tensors(pool[step % POOL])
        return {"loss": loss_of(network(features, lengths > 0), labels, lengths)}

    validation = lambda: {"accuracy": accuracy(network, held_out, most=150)}
    train_side_network("interpreter", network, run, SCHEDULE, steps, minutes, terms, validation)
    return network
