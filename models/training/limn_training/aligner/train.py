"""Trains the aligner: heatmaps by cross-entropy where a face is, and whether one is."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import torch
import torch.nn.functional as F

from ..data import PackedFaces
from ..runtime import Log, mixed_precision, pick_device
from ..side_training import Schedule, train_side_network
from .measure import HELD_OUT, measure, sheet
from .network import Aligner
from .scenes import Scene, SceneMaker
from .template import HEATMAP, INPUT

BATCH = 32
SCHEDULE = Schedule(learning_rate=2e-3, warm_up=100, log_every=20, save_every=200)
#: Cells: spread of the target around a point; wide enough that its neighbours tell where in the cell it lies.
SPREAD = 0.8
FACE_WEIGHT = 0.5


def stack(scenes: list[Scene], device: torch.device) -> tuple[torch.Tensor, torch.Tensor, torch.Tensor]:
    """Sheets [B, 1, 128, 128] in 0…1, points [B, 5, 2] px of the sheet, faces [B]."""
    ink = torch.from_numpy(np.stack([scene.ink for scene in scenes])).to(device).float()[:, None] / 255
    points = torch.from_numpy(np.stack([scene.points for scene in scenes])).to(device)
    return ink, points, torch.tensor([float(scene.has_face) for scene in scenes], device=device)


def loss_of(logits: torch.Tensor, face: torch.Tensor, points: torch.Tensor, has_face: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
    """Cross-entropy of the heatmaps against a bell around each point on the sheet, and of the face's presence."""
    cells = (torch.arange(HEATMAP, device=points.device) + 0.5) * (INPUT / HEATMAP)
    spread = SPREAD * INPUT / HEATMAP
    bell = lambda at: torch.softmax(-((cells - at[..., None]) ** 2) / (2 * spread**2), -1)
    target = bell(points[..., 1])[..., :, None] * bell(points[..., 0])[..., None, :]
    told = has_face[:, None] * ((points >= 0) & (points < INPUT)).all(-1)
    missed = -(target.flatten(2) * F.log_softmax(logits.flatten(2), -1)).sum(-1)
    places = (missed * told).sum() / told.sum().clamp(min=1)
    return places, F.binary_cross_entropy_with_logits(face[:, 0], has_face)


def train(data: PackedFaces, run: Path, seed: int, steps: int, minutes: float, half: bool) -> Aligner:
    """Ends after `steps` steps or `minutes` minutes of processor time; writes `aligner.pt`, curves and a sheet."""
    run.mkdir(parents=True, exist_ok=True)
    device = pick_device()
    torch.manual_seed(seed)
    network = Aligner().to(device, memory_format=torch.channels_last)
    scenes = SceneMaker(data, data.rows("training"), seed)

    def terms(step: int) -> dict[str, torch.Tensor]:
        rng = np.random.default_rng([seed, step])
        ink, points, has_face = stack([scenes.make(rng) for _ in range(BATCH)], device)
        with mixed_precision(device, half):
            logits, face = network(ink.contiguous(memory_format=torch.channels_last))
        places, presence = loss_of(logits.float(), face.float(), points, has_face)
        return {"places": places, "presence": FACE_WEIGHT * presence}

    done, seconds = train_side_network("aligner", network, run, SCHEDULE, steps, minutes, terms)
    held_out = SceneMaker(data, data.rows("validation"), seed)
    rng = np.random.default_rng([seed, 1_000_003])
    examples = [held_out.make(rng) for _ in range(HELD_OUT)]
    figures = measure(network, examples)
    Log(run).write(stage="held out", step=done, seconds=round(seconds, 1), **figures)
    sheet(network, examples[:48], run / "samples.png")
    print("aligner, held out:", figures)
    return network
