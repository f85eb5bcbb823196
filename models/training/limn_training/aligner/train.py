"""Trains the aligner: heatmaps by cross-entropy where a face is, and whether one is."""

from __future__ import annotations

import math
import time
from pathlib import Path

import numpy as np
import torch
import torch.nn.functional as F
from tqdm import tqdm

from ..data import PackedFaces
from ..runtime import Log, Stop, load, mixed_precision, pick_device, save
from .measure import HELD_OUT, measure, sheet
from .network import Aligner
from .scenes import Scene, SceneMaker
from .template import HEATMAP, INPUT

BATCH = 32
LEARNING_RATE = 2e-3
#: Cells: spread of the target around a point; wide enough that its neighbours tell where in the cell it lies.
SPREAD = 0.8
FACE_WEIGHT = 0.5
SAVE_EVERY = 200


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
    optimiser = torch.optim.AdamW(network.parameters(), LEARNING_RATE, weight_decay=1e-2)
    scenes = SceneMaker(data, data.rows("training"), seed)
    done, spent = 0, 0.0
    state = load(run / "aligner.pt", device)
    if state:
        network.load_state_dict(state["network"])
        optimiser.load_state_dict(state["optimiser"])
        done, spent = state["done"], state["spent"]
    start = time.process_time() - spent
    # Processor time: beside other work a run learns as much, only later.
    seconds = lambda: time.process_time() - start
    progress = lambda: min(1.0, max(done / steps if steps else 1.0, seconds() / (60 * minutes) if minutes else 0.0))
    keep = lambda: save(run / "aligner.pt", {"network": network.state_dict(), "optimiser": optimiser.state_dict(), "done": done, "spent": seconds()})
    log, stop = Log(run), Stop()
    bar = tqdm(total=100, desc="aligner", unit="%", mininterval=5, initial=int(progress() * 100))
    network.train()
    while progress() < 1 and not stop.asked:
        rng = np.random.default_rng([seed, done])
        ink, points, has_face = stack([scenes.make(rng) for _ in range(BATCH)], device)
        rate = LEARNING_RATE * min(1, (done + 1) / 100) * 0.5 * (1 + math.cos(math.pi * progress())) + 1e-6
        for group in optimiser.param_groups:
            group["lr"] = rate
        with mixed_precision(device, half):
            logits, face = network(ink.contiguous(memory_format=torch.channels_last))
        places, presence = loss_of(logits.float(), face.float(), points, has_face)
        optimiser.zero_grad(set_to_none=True)
        (places + FACE_WEIGHT * presence).backward()
        optimiser.step()
        done += 1
        if done % 20 == 0:
            log.write(stage="aligner", step=done, seconds=round(seconds(), 1), places=places.item(), presence=presence.item())
        if done % SAVE_EVERY == 0:
            keep()
        bar.update(int(progress() * 100) - bar.n)
        bar.set_postfix(refresh=False, places=f"{places.item():.2f}", presence=f"{presence.item():.3f}", step=done)
    bar.close()
    stop.restore()
    keep()
    if stop.asked:
        stop.leave()
    network.eval()
    held_out = SceneMaker(data, data.rows("validation"), seed)
    rng = np.random.default_rng([seed, 1_000_003])
    examples = [held_out.make(rng) for _ in range(HELD_OUT)]
    figures = measure(network, examples)
    log.write(stage="held out", step=done, seconds=round(seconds(), 1), **figures)
    sheet(network, examples[:48], run / "samples.png")
    print("aligner:", done, "steps,", round(seconds() / 60, 1), "processor minutes,", figures)
    return network
