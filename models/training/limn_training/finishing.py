"""What is laid over the portrait once stage II is done: strands, then retouching, then eyes. Each changes the finished picture alone, and is a file of its own in a run."""

from __future__ import annotations

from pathlib import Path

import torch
from torch import nn

from .runtime import load

#: Networks of IS, and stages that teach them, in the order in which they are laid on.
FINISHES = ("strands", "retouch", "eyes")


def taught(run: Path) -> dict[str, dict[str, torch.Tensor]]:
    """Name → weights of every finish that the run has taught."""
    states = {name: load(run / f"{name}.pt", torch.device("cpu")) for name in FINISHES}
    return {name: state["network"] for name, state in states.items() if state}


def lay_on(generator: nn.Module, run: Path) -> None:
    """Gives a generator what the run has taught to lay over its portraits."""
    for name, weights in taught(run).items():
        getattr(generator.synthesis, name).load_state_dict(weights)
