"""The part banks: codes of the training faces' canonical drawings, and the spaces that they are searched in."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import torch
from tqdm import tqdm

from .data import PackedFaces
from .manifold import SearchSpace
from .parts import PARTS
from .presets import Preset
from .runtime import load, load_needed, pick_device, save
from .stage1 import ComponentEmbedding
from .windows import cut_all


def load_embedding(preset: Preset, run: Path) -> ComponentEmbedding:
    """@raises FileNotFoundError if stage I has not run."""
    device = pick_device()
    state = load_needed(run / "stage1.pt", device)
    model = ComponentEmbedding(preset).to(device, memory_format=torch.channels_last)
    model.load_state_dict(state["model"])
    return model.eval()


@torch.no_grad()
def build_bank(preset: Preset, data: PackedFaces, run: Path) -> None:
    """Writes `bank.pt`: codes [N, 5, 512] fp16 of the N training faces, their rows in the data, a search space a part.

    In full precision: what ships must be what the app's encoders say. A run that began with a shipped set's
    encoders keeps that set's bank.
    """
    if (state := load(run / "bank.pt", torch.device("cpu"))) and state.get("shipped"):
        return
    model = load_embedding(preset, run)
    device = next(model.parameters()).device
    rows = data.rows("training")
    codes = []
    for start in tqdm(range(0, len(rows), 128), desc="codes"):
        windows = cut_all(data.drawing(rows[start : start + 128], device))
        codes.append(model.encode([w.contiguous(memory_format=torch.channels_last) for w in windows]).float())
    codes = torch.cat(codes)
    spaces = [SearchSpace.fit(codes[:, p]) for p in range(len(PARTS))]
    save(
        run / "bank.pt",
        {
            "codes": codes.half().cpu(),
            "rows": torch.from_numpy(np.asarray(rows)),
            "spaces": [{"mean": space.mean.cpu(), "projection": space.projection.cpu()} for space in spaces],
        },
    )
