"""Begins a run with another run's networks: weights travel, budgets and optimisers start afresh."""

from __future__ import annotations

import shutil
from pathlib import Path

import torch
from torch import nn

from .finishing import taught
from .presets import Preset
from .runtime import load, save


def warm_start(source: Path, run: Path, preset: Preset) -> None:
    """Copies what `run` lacks of `source`'s parser, face reader, attention, CE, stage II networks and shipped bank. Does nothing to a run that has begun.

    Stage II goes on in the preset's last phase: the earlier ones only grow the picture.

    @raises FileNotFoundError if the source has no parser.
    """
    if not (source / "parser.pt").exists():
        raise FileNotFoundError(f"{source} holds no run to begin with: parser.pt is missing")
    run.mkdir(parents=True, exist_ok=True)
    if not (run / "parser.pt").exists():
        shutil.copy(source / "parser.pt", run / "parser.pt")
    for name in ("reader.pt", "attention.pt"):
        if (source / name).exists() and not (run / name).exists():
            shutil.copy(source / name, run / name)
    cpu = torch.device("cpu")
    # A shipped set's bank fits its encoders as long as those stay; any other is built anew.
    keeps_encoders = preset.stage1_steps == 0 and not (run / "bank.pt").exists()
    if keeps_encoders and (load(source / "bank.pt", cpu) or {}).get("shipped"):
        shutil.copy(source / "bank.pt", run / "bank.pt")
    if not (run / "stage1.pt").exists() and (state := load(source / "stage1.pt", cpu)):
        save(run / "stage1.pt", {"model": state["model"], "steps": 0, "seconds": 0.0})
    if not (run / "stage2.pt").exists() and (state := load(source / "stage2.pt", cpu)):
        kept = {name: state[name] for name in ("generator", "discriminator", "average")}
        # They fit the generator as it was: the stages that teach them go on from them.
        for finish, weights in taught(source).items():
            laid_on = {f"synthesis.{finish}.{name}": tensor for name, tensor in weights.items()}
            kept |= {name: kept[name] | laid_on for name in ("generator", "average")}
        save(run / "stage2.pt", {**kept, "phase": len(preset.phases) - 1, "step": 0, "spent": 0.0})


def take_over(module: nn.Module, weights: dict[str, torch.Tensor]) -> list[str]:
    """Loads every tensor whose name and shape fit; returns the names of those that begin anew."""
    own = module.state_dict()
    fitting = {name: tensor for name, tensor in weights.items() if name in own and own[name].shape == tensor.shape}
    module.load_state_dict({**own, **fitting})
    return sorted(set(own) - set(fitting))
