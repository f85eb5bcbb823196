"""A run between two runs that began alike: its weights are the mean of theirs.

    python -m limn_training.blend --first runs/cpu-5 --second runs/cpu-6 --share 0.5 --run runs/cpu-6m

What two fine-tunings have in common stays, the noise of each cancels (model soups, Wortsman et al. 2022): portraits come out
cleaner than either's, and softer (RUNS.md). All else is the second's; `run --stages export` makes a set of it, `--warm-start` goes on from it.
"""

from __future__ import annotations

import argparse
import shutil
from pathlib import Path

import torch

from .finishing import FINISHES
from .runtime import load_needed, save

#: What a run consists of beside stage II.
CARRIED = ("parser.pt", "reader.pt", "attention.pt", "stage1.pt", "bank.pt", *(f"{finish}.pt" for finish in FINISHES))


def between(first: dict[str, torch.Tensor], second: dict[str, torch.Tensor], share: float) -> dict[str, torch.Tensor]:
    """(1 − share) · first + share · second, network by network; a network that differs in any shape is the second's as a whole."""
    network = lambda name: name.split(".")[0]
    fits = lambda name: name in first and first[name].shape == second[name].shape
    odd = {network(name) for name in second if not fits(name)}
    mean = lambda name, tensor: torch.lerp(first[name].float(), tensor.float(), share).to(tensor.dtype)
    return {name: tensor if network(name) in odd else mean(name, tensor) for name, tensor in second.items()}


def blend(first: Path, second: Path, share: float, run: Path) -> None:
    """@raises FileNotFoundError if one of the runs has no stage II; ValueError for a share outside 0…1."""
    if not 0 <= share <= 1:
        raise ValueError(f"the share of the second run is {share}: give 0 … 1")
    cpu = torch.device("cpu")
    one, other = (load_needed(source / "stage2.pt", cpu) for source in (first, second))
    run.mkdir(parents=True, exist_ok=True)
    for name in CARRIED:
        if (second / name).exists():
            shutil.copy(second / name, run / name)
    weights = between(one["average"], other["average"], share)
    begun = {"phase": other["phase"], "step": 0, "spent": 0.0}
    save(run / "stage2.pt", {"generator": weights, "average": weights, "discriminator": other["discriminator"], **begun})


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    for name in ("first", "second", "run"):
        parser.add_argument(f"--{name}", type=Path, required=True)
    parser.add_argument("--share", type=float, default=0.5, help="of the second run, 0 … 1")
    options = parser.parse_args()
    blend(options.first, options.second, options.share, options.run)


if __name__ == "__main__":
    main()
