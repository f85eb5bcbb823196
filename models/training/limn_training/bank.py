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
from .windows import cut_all

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


@torch.no_grad()
def build_bank(preset: Preset, data: PackedFaces, run: Path, half: bool) -> None:
    """Writes `bank.pt`: codes of every training drawing, bank rows, search spaces, projections.

    codes [N, V + 1, 5, 512] fp16 (the last variant is the canonical drawing; N training faces);
    neighbours [N, V + 1, 5, 10] rows of the bank, weights alike; the face itself is excluded.
    """
    model = load_embedding(preset, run)
    device = next(model.parameters()).device
    rows = data.rows("training")
    variants = data.variant_count
    second = min(BANK_VARIANT, variants - 1)
    layers = []
    for v in range(variants + 1):
        drawings = (lambda r: data.drawing(rows[r], device)) if v == variants else (lambda r, v=v: data.variant(rows[r], np.full(len(r), v), device))
        # Half precision moves a code by half a per cent: noise to stage II, but what ships stays fp32.
        ships = v in (second, variants)
        layers.append(_encode(model, drawings, len(rows), half and not ships, f"codes {v + 1}/{variants + 1}"))
    codes = torch.stack(layers, 1)
    bank = torch.cat([codes[:, -1], codes[:, second]])
    faces = torch.arange(len(rows), device=device).repeat(2)
    k = min(NEIGHBOURS, len(rows) - 1)
    neighbours = torch.zeros(len(rows), variants + 1, len(PARTS), k, dtype=torch.int32)
    weights = torch.zeros(len(rows), variants + 1, len(PARTS), k)
    spaces = []
    for p, part in enumerate(PARTS):
        space = SearchSpace.fit(bank[:, p])
        spaces.append({"mean": space.mean, "projection": space.projection})
        searched = space(bank[:, p])
        for v in tqdm(range(variants + 1), desc=f"neighbours {part.name}"):
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
            "codes": codes.half(), "bank": bank.half(), "faces": faces, "rows": torch.from_numpy(rows),
            "spaces": spaces, "neighbours": neighbours, "weights": weights,
        },
    )
