"""What share of the drawn length is understood, class by class, and what is taken for what."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import torch

from .batches import Drawings
from ..classes import COUNT, NAMES
from .drawings import KINDS
from .network import Interpreter


@torch.no_grad()
def confusion(network: Interpreter, drawings: Drawings, chosen: np.ndarray) -> np.ndarray:
    """px of stroke of each class (rows) taken for each class (columns), float64 [COUNT, COUNT]."""
    network.eval()
    found = np.zeros((COUNT, COUNT))
    for drawing in chosen:
        batch = drawings.plain(int(drawing))
        answers = network(torch.from_numpy(batch.features)).argmax(-1).numpy()
        np.add.at(found, (batch.labels[0], answers[0]), batch.lengths[0])
    return found


def accuracy(network: Interpreter, drawings: Drawings, most: int) -> float:
    """Share of the drawn length that is understood in at most so many drawings."""
    found = confusion(network, drawings, np.linspace(0, len(drawings) - 1, min(most, len(drawings))).astype(int))
    return round(float(np.trace(found) / found.sum()), 4)


def report(network: Interpreter, drawings: Drawings) -> tuple[str, np.ndarray]:
    """A table in Markdown, a column a kind of drawing, and the confusion of all."""
    columns = {kind: confusion(network, drawings, np.flatnonzero(drawings.kind == k)) for k, kind in enumerate(KINDS) if (drawings.kind == k).any()}
    everything = sum(columns.values())
    columns["all"] = everything
    share = lambda found, k: f"{100 * found[k, k] / found[k].sum():.1f}" if found[k].sum() > 0 else "–"
    lines = ["| class | " + " | ".join(columns) + " | share of length |", "|---" * (len(columns) + 2) + "|"]
    for k, name in enumerate(NAMES):
        cells = [share(found, k) for found in columns.values()]
        lines.append(f"| {name} | " + " | ".join(cells) + f" | {100 * everything[k].sum() / everything.sum():.1f} % |")
    lines.append("| all | " + " | ".join(f"{100 * np.trace(found) / found.sum():.1f}" for found in columns.values()) + " | |")
    return "\n".join(lines), everything


def draw_confusion(found: np.ndarray, path: Path) -> None:
    """The confusion as a picture: rows are the truth, each row's shares in percent."""
    import matplotlib

    matplotlib.use("Agg")
    import matplotlib.pyplot as plt

    shares = 100 * found / np.maximum(found.sum(1, keepdims=True), 1e-9)
    figure, axes = plt.subplots(figsize=(10, 9))
    axes.imshow(shares, cmap="Blues", vmin=0, vmax=100)
    axes.set_xticks(range(COUNT), NAMES, rotation=60, ha="right")
    axes.set_yticks(range(COUNT), NAMES)
    for row in range(COUNT):
        for column in range(COUNT):
            if shares[row, column] >= 0.5:
                axes.text(column, row, f"{shares[row, column]:.0f}", ha="center", va="center", fontsize=7, color="white" if shares[row, column] > 60 else "black")
    axes.set_xlabel("understood as")
    axes.set_ylabel("drawn")
    figure.tight_layout()
    figure.savefig(path, dpi=110)
    plt.close(figure)
