"""Teaches where eyes are open and where their irises have their middle, beside a generator that is done."""

from __future__ import annotations

from pathlib import Path

import cv2
import numpy as np
import torch
import torch.nn.functional as F

from .data import PackedFaces
from .networks.eyes import BOTTOM, FINE, LEFT, RIGHT, TOP, halves
from .parts import CANVAS
from .prepare.canonical import eye_corners, eye_middle, lids
from .prepare.strokes import LEFT_EYE, RIGHT_EYE
from .presets import Preset
from .runtime import seed_step
from .side_training import Schedule, train_side_network
from .stage2 import Stage2
from .windows import mirror

BATCH = 4
SCHEDULE = Schedule(learning_rate=2e-3, warm_up=20, log_every=10, save_every=100, clip=1.0)
#: px: how far (a standard deviation) beside an iris' middle an answer is still nearly right.
NEAR = 3.0


def eyes_of(landmarks: np.ndarray) -> np.ndarray:
    """landmarks float32 [68, 2], px of the canvas → float32 [2, 256, 256] in 0…1: what lies between the lids, and how near the middle of an iris is.

    The middle is where drawings have it (`canonical.eye_middle`): the portrait follows those.
    """
    opening, away = np.zeros((CANVAS, CANVAS), np.float32), np.full((CANVAS, CANVAS), np.inf)
    y, x = np.mgrid[:CANVAS, :CANVAS] + 0.5
    for side in (LEFT_EYE, RIGHT_EYE):
        eye = eye_corners(landmarks, side)
        cv2.fillPoly(opening, [np.concatenate(lids(eye)).round().astype(np.int32)], 1.0)
        middle = eye_middle(eye)
        away = np.minimum(away, np.hypot(x - middle[0], y - middle[1]))
    near = np.exp(-(away**2) / (2 * NEAR**2))
    fields = torch.from_numpy(np.stack([opening, near]).astype(np.float32))
    return F.avg_pool2d(fields, FINE).numpy()


def train_eyes(preset: Preset, data: PackedFaces, run: Path, seed: int, half: bool) -> None:
    """Writes `eyes.pt`, which `export` lays over the generator of stage II. Resumable."""
    stage = Stage2(preset, data, run, seed, half)
    stage.resume()
    eyes = stage.average.synthesis.eyes
    eyes.requires_grad_(True)

    def terms(step: int) -> dict[str, torch.Tensor]:
        chance = seed_step(seed, "eyes", step)
        index = torch.multinomial(stage.chances, BATCH, replacement=True, generator=chance)
        drawn, _, (_, features) = stage.worn_features(index, chance)
        truth = torch.from_numpy(np.stack([eyes_of(data.landmarks[row]) for row in stage.rows[index].tolist()])).to(stage.device)
        truth = torch.where(drawn.mirrored[:, None, None, None], mirror(truth), truth)
        rows, columns = slice(TOP // FINE, BOTTOM // FINE), slice(LEFT // FINE, RIGHT // FINE)
        wanted = halves(truth[:, :, rows, columns])
        opening, heat = eyes.read(features)
        odds = wanted[:, 1:].flatten(1)
        return {
            "opening": F.binary_cross_entropy_with_logits(opening, wanted[:, :1]),
            "middle": F.cross_entropy(heat.flatten(1), odds / odds.sum(1, keepdim=True).clamp(min=1e-6)),
        }

    train_side_network("eyes", eyes, run, SCHEDULE, preset.eyes_steps, preset.eyes_minutes, terms)
