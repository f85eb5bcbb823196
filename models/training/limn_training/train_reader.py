"""Trains the face reader on photos of the training split: landmarks, traits, and which views show one face."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import torch
import torch.nn.functional as F
from tqdm import tqdm

from . import classes as c
from .data import PackedFaces
from .networks.face_reader import FaceReader, Reading
from .presets import Preset
from .runtime import Budget, Log, load, mixed_precision, pick_device, save, seed_step
from .truth import LANDMARK_UNIT
from .views import view

FACES = 32
#: Temperature of NT-Xent (Chen et al. 2020).
TEMPERATURE = 0.1


def small_photos(data: PackedFaces, rows: np.ndarray) -> torch.Tensor:
    """[N, 3, 128, 128] bytes, kept in memory: 49 KB a face."""
    batches = tqdm(np.array_split(rows, max(1, len(rows) // 64)), desc="photos", mininterval=5)
    to_bytes = lambda picture: ((picture + 1) * 127.5).round().to(torch.uint8)
    return torch.cat([to_bytes(data.small_photo(batch, torch.device("cpu"))) for batch in batches])


def traits_of(data: PackedFaces, rows: np.ndarray) -> torch.Tensor:
    """[N, 3]: age in decades from 35, sex and glasses 0 or 1."""
    age = torch.tensor([(data.faces[row]["age"] - 35) / 10 for row in rows])
    male = torch.tensor([float(data.faces[row]["sex"] == "male") for row in rows])
    glasses = torch.tensor([float((data.masks[row] == c.GLASSES).sum() >= c.WORN_CELLS) for row in rows])
    return torch.stack([age, male, glasses], 1).float()


def same_face(first: torch.Tensor, second: torch.Tensor) -> torch.Tensor:
    """NT-Xent over two views of each face, identities [B, I]: one's partner among all others."""
    both = torch.cat([first, second])
    alike = (both @ both.T / TEMPERATURE).fill_diagonal_(-1e4)
    partner = torch.arange(len(both), device=both.device).roll(len(first))
    return F.cross_entropy(alike, partner)


def trait_loss(reading: Reading, traits: torch.Tensor) -> torch.Tensor:
    age = F.smooth_l1_loss(reading.traits[:, 0], traits[:, 0])
    return age + F.binary_cross_entropy_with_logits(reading.traits[:, 1:], traits[:, 1:])


def train_reader(preset: Preset, data: PackedFaces, run: Path, seed: int, half: bool) -> None:
    """Writes `reader.pt`; prints what it reads right on the validation split."""
    if (load(run / "reader.pt", torch.device("cpu")) or {}).get("finished"):
        return
    device = pick_device()
    torch.manual_seed(seed)
    reader = FaceReader(preset.reader_width).to(device, memory_format=torch.channels_last)
    optimiser = torch.optim.AdamW(reader.parameters(), 1e-3, weight_decay=0.01)
    rows = data.rows("training")
    photos, traits = small_photos(data, rows), traits_of(data, rows)
    budget, log = Budget(preset.reader_steps, preset.reader_minutes), Log(run)
    bar = tqdm(total=100, desc="face reader", unit="%", mininterval=5)
    while not budget.over:
        generator = seed_step(seed, "reader", budget.done)
        index = torch.randint(len(rows), (FACES,), generator=generator)
        photo, mask = photos[index].float() / 127.5 - 1, data.mask(rows[index], torch.device("cpu"))
        truth = torch.from_numpy(data.landmarks[rows[index]]).float()
        views = [view(photo, mask, truth, generator) for _ in range(2)]
        for group in optimiser.param_groups:
            group["lr"] = 1e-3 * (1 - budget.progress) + 1e-5
        with mixed_precision(device, half):
            readings = [reader(picture.to(device, memory_format=torch.channels_last)) for picture, _ in views]
        places = sum(((r.landmarks - where.to(device)) / LANDMARK_UNIT).abs().mean() for r, (_, where) in zip(readings, views))
        faces = same_face(readings[0].identity, readings[1].identity)
        told = sum(trait_loss(r, traits[index].to(device)) for r in readings)
        optimiser.zero_grad(set_to_none=True)
        (places + faces + 0.3 * told).backward()
        torch.nn.utils.clip_grad_norm_(reader.parameters(), 5.0)
        optimiser.step()
        budget.done += 1
        if budget.done % 20 == 1:
            log.write(stage="reader", step=budget.done, places=places.item(), faces=faces.item(), traits=told.item(), seconds=budget.seconds)
        bar.update(int(budget.progress * 100) - bar.n)
        bar.set_postfix(refresh=False, places=f"{places.item():.3f}", faces=f"{faces.item():.3f}", step=budget.done)
    bar.close()
    save(run / "reader.pt", {"reader": reader.state_dict(), "finished": True, "steps": budget.done, "seconds": budget.seconds})
    print("face reader on the validation split:", measure_reader(reader, data, seed))


@torch.no_grad()
def measure_reader(reader: FaceReader, data: PackedFaces, seed: int) -> dict[str, float]:
    """Landmark error in px of the canvas; share of the faces whose other view is the nearest of all; share of right glasses."""
    reader.eval()
    rows = data.rows("validation")[:256]
    photos, mask, traits = small_photos(data, rows).float() / 127.5 - 1, data.mask(rows, torch.device("cpu")), traits_of(data, rows)
    truth = torch.from_numpy(data.landmarks[rows]).float()
    device = next(reader.parameters()).device
    generator = seed_step(seed, "reader-validation", 0)
    read = lambda pictures: [reader(batch.to(device)) for batch in pictures.split(32)]
    plain = read(photos)
    other = read(view(photos, mask, truth, generator)[0])
    error = (torch.cat([r.landmarks for r in plain]).cpu() - truth).norm(dim=2).mean()
    alike = torch.cat([r.identity for r in plain]) @ torch.cat([r.identity for r in other]).T
    found = (alike.argmax(1).cpu() == torch.arange(len(rows))).float().mean()
    glasses = ((torch.cat([r.glasses for r in plain]).cpu() > 0) == (traits[:, 2] > 0)).float().mean()
    return {"landmarks px": round(float(error), 2), "same face": round(float(found), 3), "glasses": round(float(glasses), 3)}
