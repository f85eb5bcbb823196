"""The loop of the networks beside the portrait's own (aligner, interpreter): processor time as budget, warm-up and cosine, resumable."""

from __future__ import annotations

import math
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import torch
from torch import nn
from tqdm import tqdm

from .runtime import Log, Stop, load, pick_device, save


@dataclass(frozen=True)
class Schedule:
    learning_rate: float
    #: steps until the rate is whole; then it falls as a cosine to the end of the budget
    warm_up: int
    log_every: int
    save_every: int
    #: norm that the gradient has at most; None: any
    clip: float | None = None


def train_side_network(
    name: str,
    network: nn.Module,
    run: Path,
    schedule: Schedule,
    steps: int,
    minutes: float,
    terms: Callable[[int], dict[str, torch.Tensor]],
    held_out: Callable[[], dict[str, float]] | None = None,
) -> tuple[int, float]:
    """Ends after `steps` steps or `minutes` minutes of processor time, whichever comes first; 0 minutes are no bound.

    Writes `NAME.pt` (resumed when called again) and curves. `terms(step)` gives the weighted terms of that step's loss and draws
    its chance from the step alone; `held_out` is logged whenever the run is saved. Returns the steps and the seconds that they took.
    """
    path = run / f"{name}.pt"
    optimiser = torch.optim.AdamW(network.parameters(), schedule.learning_rate, weight_decay=1e-2)
    done, spent = 0, 0.0
    if state := load(path, pick_device()):
        network.load_state_dict(state["network"])
        optimiser.load_state_dict(state["optimiser"])
        done, spent = state["done"], state["spent"]
    start = time.process_time() - spent
    # Processor time: beside other work a run learns as much, only later.
    seconds = lambda: time.process_time() - start
    progress = lambda: min(1.0, max(done / steps if steps else 1.0, seconds() / (60 * minutes) if minutes else 0.0))
    keep = lambda: save(path, {"network": network.state_dict(), "optimiser": optimiser.state_dict(), "done": done, "spent": seconds()})
    log, stop = Log(run), Stop()
    bar = tqdm(total=100, desc=name, unit="%", mininterval=5, initial=int(progress() * 100))
    network.train()
    while progress() < 1 and not stop.asked:
        rate = schedule.learning_rate * min(1, (done + 1) / schedule.warm_up) * 0.5 * (1 + math.cos(math.pi * progress())) + 1e-6
        for group in optimiser.param_groups:
            group["lr"] = rate
        losses = terms(done)
        optimiser.zero_grad(set_to_none=True)
        sum(losses.values()).backward()
        if schedule.clip is not None:
            nn.utils.clip_grad_norm_(network.parameters(), schedule.clip)
        optimiser.step()
        done += 1
        shown = {term: round(value.item(), 4) for term, value in losses.items()} if done % schedule.log_every == 0 else None
        if shown:
            log.write(stage=name, step=done, seconds=round(seconds(), 1), **shown)
            bar.set_postfix(refresh=False, step=done, **shown)
        if done % schedule.save_every == 0:
            keep()
            if held_out:
                network.eval()
                log.write(stage="held out", step=done, seconds=round(seconds(), 1), **held_out())
                network.train()
        bar.update(int(progress() * 100) - bar.n)
    bar.close()
    stop.restore()
    keep()
    if stop.asked:
        stop.leave()
    network.eval()
    print(f"{name}: {done} steps, {seconds() / 60:.1f} processor minutes")
    return done, seconds()
