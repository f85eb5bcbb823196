"""The packed data set (`prepare`) as tensors on the training device."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import torch
import torch.nn.functional as F


class PackedFaces:
    """Row i of every array is face i of `faces.json`; arrays stay memory-mapped until sampled."""

    def __init__(self, folder: Path):
        self.folder = folder
        if not (folder / "faces.json").exists():
            raise FileNotFoundError(f"{folder} holds no packed faces: run `python -m limn_training.prepare` first")
        self.faces: list[dict] = json.loads((folder / "faces.json").read_text())
        load = lambda name: np.load(folder / name, mmap_mode="r")
        self.photos = load("photos.npy")
        self.masks = load("masks.npy")
        self.canonical = load("canonical.npy")
        self.variants = load("variants.npy")
        self.landmarks = load("landmarks.npy")
        #: what `labelled` adds; None in data without it
        self.labelled, self.classes = (load(name) if (folder / name).exists() else None for name in ("labelled.npy", "classes.npy"))

    def rows(self, split: str) -> np.ndarray:
        return np.array([i for i, face in enumerate(self.faces) if face["split"] == split], dtype=np.int64)

    @property
    def variant_count(self) -> int:
        return self.variants.shape[1]

    def photo(self, rows: np.ndarray, device: torch.device) -> torch.Tensor:
        """[B, 3, S, S] in −1…1."""
        picture = torch.from_numpy(self.photos[np.asarray(rows)]).to(device)
        return picture.permute(0, 3, 1, 2).float() / 127.5 - 1

    def small_photo(self, rows: np.ndarray, device: torch.device) -> torch.Tensor:
        """[B, 3, 128, 128] in −1…1: what parser, face reader and appearance encoder see."""
        return F.adaptive_avg_pool2d(self.photo(rows, device), 128)

    def mask(self, rows: np.ndarray, device: torch.device) -> torch.Tensor:
        """[B, 128, 128] class numbers."""
        return torch.from_numpy(self.masks[np.asarray(rows)]).to(device).long()

    def drawing(self, rows: np.ndarray, device: torch.device) -> torch.Tensor:
        """Canonical drawings [B, 1, 256, 256] in 0…1."""
        return torch.from_numpy(self.canonical[np.asarray(rows)]).to(device).float()[:, None] / 255

    def variant(self, rows: np.ndarray, which: np.ndarray, device: torch.device) -> torch.Tensor:
        """Variants [B, 1, 256, 256] in 0…1; which: index of the variant a face."""
        picture = self.variants[np.asarray(rows), np.asarray(which)]
        return torch.from_numpy(picture).to(device).float()[:, None] / 255

    def labelled_drawing(self, rows: np.ndarray, which: np.ndarray, device: torch.device) -> tuple[torch.Tensor, torch.Tensor]:
        """Labelled drawings [B, 1, 256, 256] in 0…1, and the class of the stroke at each cell [B, 128, 128]."""
        rows, which = np.asarray(rows), np.asarray(which)
        ink, classes = (torch.from_numpy(array[rows, which]).to(device) for array in (self.labelled, self.classes))
        return ink.float()[:, None] / 255, classes.long()
