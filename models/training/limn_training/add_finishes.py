"""Gives a set of weights the finishes (strands, retouching, eyes) that a run has taught, and leaves everything else of it as it is.

    python -m limn_training.run --preset cpu-tune --data data --run runs/mine --warm-start-weights ../weights --stages reader,strands,retouch,eyes
    python -m limn_training.add_finishes --run runs/mine --add-to ../weights --model-version mine
"""

from __future__ import annotations

import argparse
from pathlib import Path

import torch

from .export import export_synthesis
from .finishing import lay_on
from .manifest import read_manifest, write_manifest
from .presets import PRESETS, Preset
from .warm_start_weights import generator_from


@torch.no_grad()
def add_finishes(run: Path, weights: Path, preset: Preset, version: str) -> None:
    """Exports IS of the set `weights` anew, with the finishes of `run`, which must have begun with that set."""
    manifest = read_manifest(weights)
    generator = generator_from(weights, manifest, preset)
    lay_on(generator, run)
    generator.eval()
    file = manifest["imageSynthesis"]["file"]
    export_synthesis(generator, preset, weights / file)
    write_manifest(weights, {**manifest, "version": version}, {file})


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--run", type=Path, required=True, help="run that has taught finishes beside the set's generator")
    parser.add_argument("--add-to", type=Path, required=True, help="the set of weights; its IS is replaced")
    parser.add_argument("--preset", choices=PRESETS, default="cpu-tune")
    parser.add_argument("--model-version", required=True)
    options = parser.parse_args()
    add_finishes(options.run, options.add_to, PRESETS[options.preset], options.model_version)


if __name__ == "__main__":
    main()
