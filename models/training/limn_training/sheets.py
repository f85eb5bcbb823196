"""Sample sheets and curves: what a person looks at while training runs."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import torch
from PIL import Image

from .windows import cut_all

if TYPE_CHECKING:
    from .data import PackedFaces
    from .stage1 import ComponentEmbedding


def _tile(pictures: torch.Tensor, side: int) -> np.ndarray:
    """[B, C, H, W] in 0…1 → one row of RGB tiles, uint8 [side, B · side, 3]."""
    pictures = torch.nn.functional.interpolate(pictures.detach().float().cpu().clamp(0, 1), (side, side), mode="area")
    if pictures.shape[1] == 1:
        pictures = pictures.expand(-1, 3, -1, -1)
    return (pictures.permute(2, 0, 3, 1).reshape(side, -1, 3).numpy() * 255).astype(np.uint8)


def write_sheet(rows: list[torch.Tensor], path: Path, side: int = 160) -> None:
    """One row of tiles a tensor [B, C, H, W] in 0…1."""
    path.parent.mkdir(parents=True, exist_ok=True)
    Image.fromarray(np.concatenate([_tile(row, side) for row in rows])).save(path)


@torch.no_grad()
def auto_encoder_sheet(model: ComponentEmbedding, data: PackedFaces, path: Path) -> None:
    """Rows: part by part, input variant, its reconstruction, the areas it tells (held-out faces)."""
    device = next(model.parameters()).device
    batch = data.rows("validation")[:8]
    which = np.arange(len(batch)) % data.variant_count
    windows = cut_all(data.variant(batch, which, device))
    guesses = model.decode(model.encode(windows))
    shades = torch.linspace(0.1, 1, guesses[0][1].shape[1], device=device)[None, :, None, None]
    rows = [(1 - w, 1 - g, (areas.clamp(0, 1) * shades).sum(1, keepdim=True)) for w, (g, areas) in zip(windows, guesses)]
    write_sheet([row for part in rows for row in part], path, 112)


def plot_curves(run: Path) -> None:
    """`curves.jsonl` → `curves.png`, one panel a stage."""
    import matplotlib

    matplotlib.use("Agg")
    import matplotlib.pyplot as plt

    path = run / "curves.jsonl"
    if not path.exists():
        return
    stages: dict[str, list[dict]] = {}
    for line in path.read_text().splitlines():
        record = json.loads(line)
        stages.setdefault(record["stage"], []).append(record)
    figure, axes = plt.subplots(1, len(stages), figsize=(6 * len(stages), 4), squeeze=False)
    for axis, (stage, records) in zip(axes[0], stages.items()):
        for key in (k for k in records[-1] if k not in ("stage", "step", "seconds")):
            points = [(r["seconds"] / 60, r[key]) for r in records if isinstance(r.get(key), (int, float))]
            axis.plot(*zip(*points), label=key, linewidth=0.8)
        axis.set_title(stage)
        axis.set_xlabel("minutes")
        axis.set_yscale("symlog", linthresh=1e-3)
        axis.legend(fontsize=6)
    figure.tight_layout()
    figure.savefig(run / "curves.png", dpi=110)
    plt.close(figure)
