"""Gives SAP of a set of weights the attention that a run has taught, and teaches the rest of it to read what it read before.

    python -m limn_training.run --preset cpu-tune --data data --run runs/mine --stages attention
    python -m limn_training.renew_attention --run runs/mine --data data --add-to ../weights --model-version mine

The canvas that IS knows stays (knowledge distillation, Hinton et al. 2015): the set's own SAP is the teacher. Of a drawing that strays from its
face's lines it wants, in part, what the teacher reads in the aligned one, as the dual generators of DeepFacePencil do. IS is never run: minutes.
"""

from __future__ import annotations

import argparse
from pathlib import Path

import numpy as np
import onnxruntime
import torch

from .data import PackedFaces
from .export import export_fidelity
from .losses import WEIGHTS
from .manifest import read_manifest, write_manifest
from .networks.spatial_attention_pooling import SpatialAttentionPooling, mean_pool
from .presets import PRESETS, Preset
from .runtime import load_needed, seed_step
from .side_training import Schedule, train_side_network
from .sketches import draw_sketches
from .structure import attention_at_ink
from .warm_start_weights import fidelity_from

BATCH = 8
SCHEDULE = Schedule(learning_rate=2e-3, warm_up=20, log_every=20, save_every=200, clip=1.0)
#: The canvas' values lie around 0.05: its distance counts so much beside the attention.
CANVAS = 100.0
#: Largest share of what the aligned drawing shows, for lines that stray by one unit of `Sketches.deformed` and more.
ALIGNED = 0.5


class Teacher:
    """The set's SAP as it ships, whatever its attention looks like: one drawing at a time."""

    def __init__(self, file: Path):
        self.session = onnxruntime.InferenceSession(str(file), providers=["CPUExecutionProvider"])

    def read(self, sketch: torch.Tensor) -> torch.Tensor:
        """[B, 1, 256, 256] → [B, C, 128, 128]."""
        canvases = [self.session.run(None, {"sketch": one[None].numpy()})[0] for one in sketch]
        return torch.from_numpy(np.concatenate(canvases))


def student_of(file: Path, run: Path, preset: Preset) -> SpatialAttentionPooling:
    """The set's SAP with the run's attention; that stays as it was taught."""
    network = fidelity_from(file, preset)
    network.attend.load_state_dict(load_needed(run / "attention.pt", torch.device("cpu"))["attend"])
    return network


def renew_attention(run: Path, data: PackedFaces, weights: Path, preset: Preset, version: str, steps: int, minutes: float, seed: int = 0) -> None:
    """Replaces the set's SAP. Resumable (`fidelity.pt` in the run). @raises FileNotFoundError without `attention.pt`."""
    manifest = read_manifest(weights)
    file = manifest["fidelity"]
    teacher, student = Teacher(weights / file), student_of(weights / file, run, preset)
    rows = data.rows("training")

    def terms(step: int) -> dict[str, torch.Tensor]:
        chance = seed_step(seed, "fidelity", step)
        drawn = draw_sketches(data, rows[torch.randint(len(rows), (BATCH,), generator=chance).numpy()], torch.device("cpu"), chance)
        straying = ALIGNED * drawn.deformed.clamp(max=1)[:, None, None, None]
        wanted = torch.lerp(teacher.read(drawn.sketch), teacher.read(drawn.aligned), straying)
        canvas, attention = student.attended(drawn.sketch)
        return {
            "canvas": CANVAS * (canvas - wanted).abs().mean(),
            "attention": WEIGHTS["attention"] * attention_at_ink(mean_pool(attention), drawn.sketch, drawn.rough, drawn.rough_known),
        }

    train_side_network("fidelity", student, run, SCHEDULE, steps, minutes, terms)
    export_fidelity(student, weights / file)
    write_manifest(weights, {**manifest, "version": version}, {file})


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--run", type=Path, required=True, help="run that has taught the attention")
    parser.add_argument("--data", type=Path, default=Path("data"), help="folder that prepare wrote")
    parser.add_argument("--add-to", type=Path, required=True, help="the set of weights; its SAP is replaced")
    parser.add_argument("--preset", choices=PRESETS, default="cpu-tune")
    parser.add_argument("--model-version", required=True)
    parser.add_argument("--steps", type=int, default=10**9)
    parser.add_argument("--minutes", type=float, default=8)
    parser.add_argument("--threads", type=int, default=0, help="CPU threads; 0 = all cores")
    options = parser.parse_args()
    if options.threads:
        torch.set_num_threads(options.threads)
    renew_attention(options.run, PackedFaces(options.data), options.add_to, PRESETS[options.preset], options.model_version, options.steps, options.minutes)


if __name__ == "__main__":
    main()
