"""What the aligner reaches on held-out scenes, and the sheet that a person looks at."""

from __future__ import annotations

from pathlib import Path

import cv2
import numpy as np
import torch

from .network import Aligner
from .scenes import Scene
from .template import HEATMAP, INPUT, POINTS

#: Scenes of held-out faces that are measured.
HELD_OUT = 400
#: px of the canvas: a face placed within it needs no second look.
CLOSE = 20.0
#: Cells around the peak that say where in its cell a point lies.
_REACH = 2


def peaks(logits: np.ndarray) -> np.ndarray:
    """Heatmap logits [5, 32, 32] → points [5, 2] px of the sheet: the mean around each peak. The app's `aligner.ts` does the same."""
    found = np.zeros((len(logits), 2))
    for k, heatmap in enumerate(logits):
        row, column = np.unravel_index(heatmap.argmax(), heatmap.shape)
        rows, columns = (slice(max(0, at - _REACH), at + _REACH + 1) for at in (row, column))
        near = np.exp(heatmap[rows, columns] - heatmap.max())
        ys, xs = np.mgrid[rows, columns][:, : near.shape[0], : near.shape[1]]
        found[k] = (near * xs).sum() / near.sum(), (near * ys).sum() / near.sum()
    return (found + 0.5) * INPUT / HEATMAP


@torch.no_grad()
def guess(network: Aligner, scene: Scene) -> tuple[np.ndarray, float]:
    device = next(network.parameters()).device
    logits, face = network(torch.from_numpy(scene.ink)[None, None].to(device).float() / 255)
    return peaks(logits[0].float().cpu().numpy()), float(torch.sigmoid(face.float())[0, 0])


def measure(network: Aligner, scenes: list[Scene]) -> dict[str, float]:
    """Median error in px of the canvas (the face's own size), share within `CLOSE`, and how often the presence is right."""
    errors, right = [], []
    for scene in scenes:
        points, face = guess(network, scene)
        right.append((face > 0.5) == scene.has_face)
        if scene.has_face:
            width = np.linalg.norm(scene.points[1] - scene.points[0])
            size = np.linalg.norm(POINTS[1] - POINTS[0]) / width
            errors.append(np.linalg.norm(points - scene.points, axis=1).mean() * size)
    return {
        "medianError": round(float(np.median(errors)), 2) if errors else 0.0,
        "close": round(float(np.mean(np.array(errors) < CLOSE)), 3) if errors else 0.0,
        "presenceRight": round(float(np.mean(right)), 3),
    }


def sheet(network: Aligner, scenes: list[Scene], path: Path, columns: int = 12, side: int = 192) -> None:
    """Every scene with its true points (blue) and the found ones (red); the frame is green where a face was seen."""
    tiles = []
    for scene in scenes:
        points, face = guess(network, scene)
        tile = cv2.cvtColor(cv2.resize(255 - scene.ink, (side, side), interpolation=cv2.INTER_AREA), cv2.COLOR_GRAY2BGR)
        for places, colour in ((scene.points, (255, 90, 0)), (points, (0, 0, 230))):
            if scene.has_face:
                for x, y in places * side / INPUT:
                    cv2.circle(tile, (int(x), int(y)), 2, colour, -1, cv2.LINE_AA)
        cv2.rectangle(tile, (0, 0), (side - 1, side - 1), (0, 160, 0) if face > 0.5 else (0, 0, 200), 2)
        tiles.append(tile)
    tiles += [np.full_like(tiles[0], 255)] * (-len(tiles) % columns)
    rows = [np.concatenate(tiles[i : i + columns], 1) for i in range(0, len(tiles), columns)]
    cv2.imwrite(str(path), np.concatenate(rows))
