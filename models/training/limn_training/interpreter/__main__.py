"""Draws the given faces as labelled strokes, trains the interpreter on them, measures it and exports it.

    python -m limn_training.interpreter --faces FACES --run runs/interpreter --add-to ../weights

Drawings that the run's folder holds already are taken as they are.
"""

from __future__ import annotations

import argparse
from pathlib import Path

import torch

from ..sheets import plot_curves
from .batches import Drawings
from .drawings import KINDS
from .export import export_interpreter
from .measure import draw_confusion, report
from .pack import PLAIN, pack
from .train import train
from .weights import add_interpreter

#: Each test face is drawn in every kind: as it is, and with what people add.
EVERY_KIND = tuple((kind,) for kind in KINDS)


def draw(faces: Path, run: Path, limit: int, test_limit: int | None) -> None:
    wanted = {
        "training": dict(split="training", limit=limit),
        "validation": dict(split="validation", limit=120, seed=1),
        "test": dict(split="test", limit=test_limit, seed=2, rounds=EVERY_KIND),
        "test-plain": dict(split="test", limit=test_limit, seed=2, rounds=EVERY_KIND, wish=PLAIN),
    }
    for name, what in wanted.items():
        if not (run / f"{name}.npz").exists():
            print(name, pack(faces, run / f"{name}.npz", **what), "drawings")


def main() -> None:
    parser = argparse.ArgumentParser(prog="limn_training.interpreter", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--faces", type=Path, required=True, help="folder with faces.jsonl, faces-N.tar and masks.tar")
    parser.add_argument("--run", type=Path, required=True, help="folder of this run: drawings, checkpoint, curves, tables, interpreter.onnx")
    parser.add_argument("--limit", type=int, default=2_800, help="faces to train on")
    parser.add_argument("--test-limit", type=int, default=None, help="test faces to measure on; default: all")
    parser.add_argument("--steps", type=int, default=40_000, help="steps at most")
    parser.add_argument("--minutes", type=float, default=25, help="processor minutes at most; 0: as many as the steps take")
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--add-to", type=Path, help="folder of weights that the interpreter joins")
    options = parser.parse_args()
    torch.set_num_threads(options.threads)
    draw(options.faces, options.run, options.limit, options.test_limit)
    network = train(options.run, options.run, options.seed, options.steps, options.minutes)
    plot_curves(options.run)
    for name in ("test", "test-plain"):
        table, found = report(network, Drawings(options.run / f"{name}.npz"))
        (options.run / f"{name}.md").write_text(table + "\n")
        draw_confusion(found, options.run / f"{name}.png")
        print(f"{name}\n{table}")
    path = export_interpreter(network, options.run)
    print(f"{path}: {path.stat().st_size / 1e6:.2f} MB")
    if options.add_to:
        add_interpreter(options.add_to, options.run)


if __name__ == "__main__":
    main()
