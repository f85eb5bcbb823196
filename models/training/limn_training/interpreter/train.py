"""Trains the interpreter: cross-entropy of each stroke's class, long strokes counting more."""

from __future__ import annotations

import math
import time
from pathlib import Path

import numpy as np
import torch
import torch.nn.functional as F
from tqdm import tqdm

from ..runtime import Log, Stop, load, save
from .batches import Batch, Drawings
from .measure import accuracy
from .network import Interpreter

BATCH = 24
#: Batches that are made at once; sorted by how much is drawn.
POOL = 12
LEARNING_RATE = 2e-3
SMOOTHING = 0.03
SAVE_EVERY = 500


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
    optimiser = torch.optim.AdamW(network.parameters(), LEARNING_RATE, weight_decay=1e-2)
    drawings, held_out = Drawings(folder / "training.npz"), Drawings(folder / "validation.npz")
    done, spent = 0, 0.0
    state = load(run / "interpreter.pt", torch.device("cpu"))
    if state:
        network.load_state_dict(state["network"])
        optimiser.load_state_dict(state["optimiser"])
        done, spent = state["done"], state["spent"]
    start = time.process_time() - spent
    # Processor time: beside other work a run learns as much, only later.
    seconds = lambda: time.process_time() - start
    progress = lambda: min(1.0, max(done / steps if steps else 1.0, seconds() / (60 * minutes) if minutes else 0.0))
    keep = lambda: save(run / "interpreter.pt", {"network": network.state_dict(), "optimiser": optimiser.state_dict(), "done": done, "spent": seconds()})
    log, stop = Log(run), Stop()
    bar = tqdm(total=100, desc="interpreter", unit="%", mininterval=5, initial=int(progress() * 100))
    pool: list[Batch] = []
    network.train()
    while progress() < 1 and not stop.asked:
        if done % POOL == 0 or not pool:
            pool = drawings.batches(np.random.default_rng([seed, done // POOL]), BATCH, POOL)
        features, labels, lengths = tensors(pool[done % POOL])
        rate = LEARNING_RATE * min(1, (done + 1) / 200) * 0.5 * (1 + math.cos(math.pi * progress())) + 1e-6
        for group in optimiser.param_groups:
            group["lr"] = rate
        loss = loss_of(network(features, lengths > 0), labels, lengths)
        optimiser.zero_grad(set_to_none=True)
        loss.backward()
        torch.nn.utils.clip_grad_norm_(network.parameters(), 1.0)
        optimiser.step()
        done += 1
        if done % 25 == 0:
            log.write(stage="interpreter", step=done, seconds=round(seconds(), 1), loss=round(loss.item(), 4))
        if done % SAVE_EVERY == 0:
            keep()
            log.write(stage="held out", step=done, seconds=round(seconds(), 1), accuracy=accuracy(network, held_out, most=150))
            network.train()
        bar.update(int(progress() * 100) - bar.n)
        bar.set_postfix(refresh=False, loss=f"{loss.item():.3f}", step=done)
    bar.close()
    stop.restore()
    keep()
    if stop.asked:
        stop.leave()
    network.eval()
    print("interpreter:", done, "steps,", round(seconds() / 60, 1), "processor minutes")
    return network
