"""What SAP attends to: the mean pool at each place, for lines drawn by steady and by unsure hands.

    python -m limn_training.attention --run runs/mine --data data --out attention

Writes `attention.png` (columns: faces; rows: the drawing and its mean pool, for every hand, dark the lines as drawn, bright the
widest pool) and `attention.json`, and prints the mean pool at ink, beside it and on blank paper. DeepFacePencil's claim is that
pools are wider where strokes are rougher: so a drawing with every second stroke rough is asked as well, stroke by stroke.
"""

from __future__ import annotations

import argparse
import json
from itertools import islice
from pathlib import Path

import numpy as np
import torch
import torch.nn.functional as F

from .drawings import packed_strokes
from .networks.spatial_attention_pooling import POOLS, SpatialAttentionPooling, mean_pool
from .prepare.raster import rasterize
from .prepare.strokes import Stroke, resample, smooth_curve
from .runtime import load_needed
from .sheets import write_sheet

#: canvas px: vertices are moved by U(−d, d) in x and y, as `tests/evaluate/degrade.ts` does
DEFORMATIONS = (0, 4, 8, 12)
SPACING = 18.0
#: canvas px: how far the second line of a stroke that is drawn twice strays
TWICE = 4.0
#: cells of 4 px: beside a line is what lies within so many of it
BESIDE = 2
SEED = 1


def rough(points: np.ndarray, reach: float, rng: np.random.Generator) -> np.ndarray:
    """A line as an unsure hand draws it: every vertex moved, a smooth curve through all of them."""
    if reach == 0 or len(points) < 2:
        return points
    vertices = resample(points, SPACING)
    return smooth_curve(vertices + rng.uniform(-reach, reach, vertices.shape), per_segment=4)


def raster(lines: list[np.ndarray]) -> torch.Tensor:
    """[1, 1, 256, 256], ink 1."""
    return torch.from_numpy(rasterize([Stroke(line) for line in lines])).float()[None, None] / 255


def cells(sketch: torch.Tensor) -> torch.Tensor:
    """The cells [1, 1, 128, 128] of SAP's canvas that hold ink."""
    return F.max_pool2d(sketch, 2) > 0.5


@torch.no_grad()
def pool_of(network: SpatialAttentionPooling, sketch: torch.Tensor) -> torch.Tensor:
    """Mean pool [1, 1, 128, 128] as a share: 0 the lines as drawn, 1 the widest."""
    return mean_pool(network.attention(sketch))


def in_px(share: float) -> float:
    """A share of `mean_pool` as the side of a pool in px of the raster."""
    return POOLS[0] + share * (POOLS[-1] - POOLS[0])


def pools_by_place(network: SpatialAttentionPooling, sketch: torch.Tensor) -> dict[str, float]:
    """The mean pool, px: at ink, beside it, on blank paper."""
    pool, ink = pool_of(network, sketch), cells(sketch)
    near = F.max_pool2d(ink.float(), 2 * BESIDE + 1, 1, BESIDE) > 0
    return {name: in_px(pool[where].mean().item()) for name, where in (("ink", ink), ("beside", near & ~ink), ("paper", ~near))}


def pools_of_mixed(network: SpatialAttentionPooling, lines: list[np.ndarray], reach: float, rng: np.random.Generator) -> dict[str, float]:
    """One drawing with every second stroke rough: the mean pool, px, at the ink of its rough and of its steady strokes."""
    drawn = [rough(line, reach, rng) if i % 2 else line for i, line in enumerate(lines)]
    pool = pool_of(network, raster(drawn))
    unsure, steady = cells(raster(drawn[1::2])), cells(raster(drawn[::2]))
    return {name: in_px(pool[where].mean().item()) for name, where in (("rough", unsure & ~steady), ("steady", steady & ~unsure))}


def measure(network: SpatialAttentionPooling, drawings: list[list[np.ndarray]]) -> dict[str, dict[str, float]]:
    """Means over the drawings: a row a hand."""
    rng = np.random.default_rng(SEED)
    taken: dict[str, list[dict[str, float]]] = {}
    for lines in drawings:
        for reach in DEFORMATIONS:
            taken.setdefault(f"±{reach} px", []).append(pools_by_place(network, raster([rough(line, reach, rng) for line in lines])))
        again = [rough(line, TWICE, rng) for line in lines]
        taken.setdefault("drawn twice", []).append(pools_by_place(network, raster([*lines, *again])))
        taken.setdefault(f"every second ±{DEFORMATIONS[-1]} px", []).append(pools_of_mixed(network, lines, DEFORMATIONS[-1], rng))
    return {hand: {place: float(np.nanmean([one[place] for one in rows])) for place in rows[0]} for hand, rows in taken.items()}


def write_pictures(network: SpatialAttentionPooling, drawings: list[list[np.ndarray]], path: Path) -> None:
    rng = np.random.default_rng(SEED)
    rows = []
    for reach in DEFORMATIONS:
        sketches = torch.cat([raster([rough(line, reach, rng) for line in lines]) for lines in drawings])
        rows += [1 - sketches, pool_of(network, sketches)]
    twice = torch.cat([raster([*lines, *(rough(line, TWICE, rng) for line in lines)]) for lines in drawings])
    write_sheet([*rows, 1 - twice, pool_of(network, twice)], path, 224)


def load_network(run: Path) -> SpatialAttentionPooling:
    """@raises FileNotFoundError if the run has no stage II."""
    state = load_needed(run / "stage2.pt", torch.device("cpu"))
    weights = {name.removeprefix("fidelity."): tensor for name, tensor in state["average"].items() if name.startswith("fidelity.")}
    network = SpatialAttentionPooling(len(weights["out.bias"]))
    network.load_state_dict(weights)
    return network.eval()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--run", type=Path, required=True, help="run whose SAP is looked at")
    parser.add_argument("--data", type=Path, default=Path("data"), help="folder that prepare wrote")
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--faces", type=int, default=6, help="faces on the picture")
    parser.add_argument("--measured", type=int, default=100, help="faces of the test split that the figures are means over")
    options = parser.parse_args()
    torch.set_num_threads(1)
    network = load_network(options.run)
    drawings = [lines for _, lines in islice(packed_strokes(options.data, "test"), max(options.faces, options.measured))]
    options.out.mkdir(parents=True, exist_ok=True)
    write_pictures(network, drawings[: options.faces], options.out / "attention.png")
    figures = measure(network, drawings[: options.measured])
    (options.out / "attention.json").write_text(json.dumps(figures, indent=2, ensure_ascii=False) + "\n")
    for hand, places in figures.items():
        print(f"{hand:>20}: " + ", ".join(f"{place} {pool:.2f} px" for place, pool in places.items()))


if __name__ == "__main__":
    main()
