"""Trains the aligner and exports it.

    python -m limn_training.aligner --data data --run runs/aligner --add-to ../weights
"""

from __future__ import annotations

import argparse
from pathlib import Path

import torch

from ..data import PackedFaces
from ..sheets import plot_curves
from .export import export_aligner
from .train import train
from .weights import add_aligner


def main() -> None:
    parser = argparse.ArgumentParser(prog="limn_training.aligner", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, default=Path("data"), help="folder that prepare wrote")
    parser.add_argument("--run", type=Path, required=True, help="folder of this run: checkpoint, curves, samples, aligner.onnx")
    parser.add_argument("--steps", type=int, default=12_000, help="steps at most")
    parser.add_argument("--minutes", type=float, default=15, help="processor minutes at most; 0: as many as the steps take")
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--full-precision", action="store_true", help="fp32 instead of bf16")
    parser.add_argument("--add-to", type=Path, help="folder of weights that the aligner joins")
    options = parser.parse_args()
    torch.set_num_threads(options.threads)
    data = PackedFaces(options.data)
    network = train(data, options.run, options.seed, options.steps, options.minutes, not options.full_precision)
    path = export_aligner(network, options.run)
    plot_curves(options.run)
    print(f"{path}: {path.stat().st_size / 1e6:.2f} MB")
    if options.add_to:
        add_aligner(options.add_to, options.run)


if __name__ == "__main__":
    main()
