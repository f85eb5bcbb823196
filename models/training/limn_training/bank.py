"""The part banks: codes of the training faces, and every training drawing's projection onto them."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import torch
from tqdm import tqdm

from .data import PackedFaces
from .manifold import SearchSpace, locally_linear_weights, nearest_faces
from .parts import NEIGHBOURS, PARTS
from .presets import Preset
from .runtime import load, mixed_precision, pick_device, save
from .stage1 import ComponentEmbedding
from .windows import cut_all, mirror

#: Variant that joins the canonical drawing in the bank: drawn as people draw (see prepare/variants).
BANK_VARIANT = 2


def load_embedding(preset: Preset, run: Path) -> ComponentEmbedding:
    """@raises FileNotFoundError if stage I has not run."""
    device = pick_device()
    state = load(run / "stage1.pt", device)
    if state is None:
        raise FileNotFoundError(f"{run}/stage1.pt is missing: run stage I first")
    model = ComponentEmbedding(preset).to(device, memory_format=torch.channels_last)
    model.load_state_dict(state["model"])
    return model.eval()


@torch.no_grad()
def _encode(model: ComponentEmbedding, drawings, count: int, half: bool, label: str) -> torch.Tensor:
    device = next(model.parameters()).device
    codes = []
    for start in tqdm(range(0, count, 128), desc=label):
        rows = np.arange(start, min(start + 128, count))
        with mixed_precision(device, half):
            codes.append(model.encode([w.contiguous(memory_format=torch.channels_last) for w in cut_all(drawings(rows))]).float())
    return torch.cat(codes)


def views(variants: int) -> list[tuple[int, bool]]:
    """(variant, mirrored) of every view that is encoded; variant −1 is the canonical drawing.

    All of them as they are, then canonical, human and one traced drawing in the mirror.
    """
    straight = [*range(variants), -1]
    return [(v, False) for v in straight] + [(v, True) for v in sorted({-1, 0, min(BANK_VARIANT, variants - 1)})]


@torch.no_grad()
def build_bank(preset: Preset, data: PackedFaces, run: Path, half: bool) -> None:
    """Writes `bank.pt`: codes of every training drawing, bank rows, search spaces, projections.

    codes [N, W, 5, 512] fp16 (the W `views`; N training faces); mirrored [W];
    neighbours [N, W, 5, 10] rows of the bank, weights alike; the face itself is excluded.
    """
    model = load_embedding(preset, run)
    device = next(model.parameters()).device
    rows = data.rows("training")
    variants = data.variant_count
    second = min(BANK_VARIANT, variants - 1)
    seen = views(variants)
    layers = []
    for number, (variant, mirrored) in enumerate(seen, 1):
        def drawings(r: np.ndarray) -> torch.Tensor:
            drawing = data.drawing(rows[r], device) if variant < 0 else data.variant(rows[r], np.full(len(r), variant), device)
            return mirror(drawing) if mirrored else drawing

        # Half precision moves a code by half a per cent: noise to stage II, but what ships stays fp32.
        ships = not mirrored and variant in (second, -1)
        layers.append(_encode(model, drawings, len(rows), half and not ships, f"codes {number}/{len(seen)}"))
    codes = torch.stack(layers, 1)
    bank = torch.cat([codes[:, seen.index((-1, False))], codes[:, seen.index((second, False))]])
    faces = torch.arange(len(rows), device=device).repeat(2)
    k = min(NEIGHBOURS, len(rows) - 1)
    neighbours = torch.zeros(len(rows), len(seen), len(PARTS), k, dtype=torch.int32)
    weights = torch.zeros(len(rows), len(seen), len(PARTS), k)
    spaces = []
    for p, part in enumerate(PARTS):
        space = SearchSpace.fit(bank[:, p])
        spaces.append({"mean": space.mean, "projection": space.projection})
        searched = space(bank[:, p])
        for v in tqdm(range(len(seen)), desc=f"neighbours {part.name}"):
            for start in range(0, len(rows), 512):
                block = slice(start, start + 512)
                own = torch.arange(len(rows), device=device)[block]
                f = codes[block, v, p]
                near, _ = nearest_faces(space(f), searched, faces, own, k)
                neighbours[block, v, p] = near.int().cpu()
                weights[block, v, p] = locally_linear_weights(f, bank[near, p]).cpu()
    save(
        run / "bank.pt",
        {
            "codes": codes.half(), "mirrored": torch.tensor([m for _, m in seen]), "bank": bank.half(), "faces": faces, "rows": torch.from_numpy(rows),
            "spaces": spaces, "neighbours": neighbours, "weights": weights,
        },
    )
