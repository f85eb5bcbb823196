"""Packed drawings → batches, changed as they are taken: partly drawn, moved, bent, cut, turned round, mirrored."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np

from ..classes import MIRRORED
from .features import FEATURES, even_places, stroke_features

POINT_UNITS = 8
#: Strokes of one drawing at most while training: a larger one is thinned.
MOST = 130
CENTRE = np.array([256.0, 256.0])
#: px: shorter strokes are not cut in two
SHORTEST_CUT = 24.0


@dataclass(frozen=True)
class Batch:
    #: float32 [B, N, FEATURES]; zeros where a drawing has no more strokes
    features: np.ndarray
    #: int64 [B, N]
    labels: np.ndarray
    #: float32 [B, N] px; 0 where there is no stroke
    lengths: np.ndarray


class Drawings:
    """What `pack.py` wrote."""

    def __init__(self, path: Path):
        packed = np.load(path)
        self.points = packed["points"].astype(np.float32) / POINT_UNITS
        self.starts, self.label = packed["stroke_start"], packed["label"].astype(np.int64)
        self.drawing_start, self.kind = packed["drawing_start"], packed["kind"]

    def __len__(self) -> int:
        return len(self.kind)

    def strokes_of(self, drawing: int) -> np.ndarray:
        return np.arange(self.drawing_start[drawing], self.drawing_start[drawing + 1])

    def plain(self, drawing: int) -> Batch:
        """The drawing as it is, for measuring."""
        return self._batch([self.strokes_of(drawing)], lambda points, _: points)

    def batches(self, rng: np.random.Generator, size: int, count: int) -> list[Batch]:
        """Drawings by chance, changed by chance; those of a batch have about as many strokes, so that little of it is empty."""
        cuts = [self._cut(_chosen(self.strokes_of(int(d)), rng), rng) for d in rng.integers(0, len(self), size * count)]
        cuts.sort(key=lambda cut: len(cut[0]))
        lots = [cuts[i * size : (i + 1) * size] for i in range(count)]
        return [self._changed(lots[i], rng) for i in rng.permutation(count)]

    def _changed(self, cuts: list[tuple[np.ndarray, np.ndarray]], rng: np.random.Generator) -> Batch:
        move, mirrored = _Movement(rng, len(cuts)), rng.random(len(cuts)) < 0.5
        return self._batch([strokes for strokes, _ in cuts], move, [spans for _, spans in cuts], mirrored, rng)

    def _cut(self, strokes: np.ndarray, rng: np.random.Generator) -> tuple[np.ndarray, np.ndarray]:
        """Some people lift the pen more often: strokes in pieces, as repeated indices with the stretch of each, 0…1."""
        probability = rng.choice([0.0, 0.0, 0.12, 0.4])
        spans = np.tile([0.0, 1.0], (len(strokes), 1))
        if probability == 0:
            return strokes, spans
        first, last = self.points[self.starts[strokes]], self.points[self.starts[strokes + 1] - 1]
        long = (np.abs(first - last).sum(1) > SHORTEST_CUT) & (rng.random(len(strokes)) < probability)
        at = rng.uniform(0.25, 0.75, len(strokes))
        out, stretches = [], []
        for stroke, span, cut, place in zip(strokes, spans, long, at):
            pieces = [(span[0], place), (place, span[1])] if cut else [tuple(span)]
            out += [stroke] * len(pieces)
            stretches += pieces
        return np.array(out), np.array(stretches)

    def _batch(self, drawings, move, spans=None, mirrored=None, rng=None) -> Batch:
        strokes = np.concatenate(drawings)
        counts = np.array([len(d) for d in drawings])
        owner = np.repeat(np.arange(len(drawings)), counts)
        sizes = self.starts[strokes + 1] - self.starts[strokes]
        starts = np.concatenate([[0], np.cumsum(sizes)])
        at = np.arange(starts[-1]) - np.repeat(starts[:-1] - self.starts[strokes], sizes)
        points = move(self.points[at].astype(np.float64), np.repeat(owner, sizes))
        labels = self.label[strokes]
        if mirrored is not None:
            flip = np.repeat(mirrored[owner], sizes)
            points[flip, 0] = 510 - points[flip, 0]
            labels = np.where(mirrored[owner], MIRRORED[labels], labels)
        places, lengths = even_places(points, starts, None if spans is None else np.concatenate(spans))
        if rng is not None:
            places = places + rng.normal(0, 2.0, (len(places), 1, 2))
            turned = rng.random(len(places)) < 0.4
            places[turned] = places[turned, ::-1]
        column = np.concatenate([np.arange(n) for n in counts])
        order = column / np.maximum(counts[owner] - 1, 1)
        features = stroke_features(places, lengths, order, counts[owner])
        most = int(counts.max())
        batch = Batch(np.zeros((len(drawings), most, FEATURES), np.float32), np.zeros((len(drawings), most), np.int64), np.zeros((len(drawings), most), np.float32))
        batch.features[owner, column] = features
        batch.labels[owner, column] = labels
        batch.lengths[owner, column] = np.maximum(lengths, 1.0)
        return batch


def _chosen(strokes: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """Drawings are looked at while they grow, and after things were erased."""
    if rng.random() < 0.3:
        strokes = strokes[: int(rng.integers(1, len(strokes) + 1))]
    if rng.random() < 0.3:
        kept = strokes[rng.random(len(strokes)) > rng.uniform(0, 0.6)]
        strokes = kept if len(kept) else strokes[:1]
    if len(strokes) > MOST:
        strokes = strokes[np.sort(rng.choice(len(strokes), MOST, replace=False))]
    if rng.random() < 0.15:
        strokes = rng.permutation(strokes)
    return strokes


class _Movement:
    """A similarity and a gentle bend for each drawing of a batch; most stay near the template, some lie elsewhere."""

    def __init__(self, rng: np.random.Generator, size: int):
        far = rng.random(size) < 0.2
        pick = lambda near, wide: np.where(far, rng.uniform(-wide, wide, size), rng.uniform(-near, near, size))
        angle = np.radians(pick(4, 14))
        grow = np.exp(np.where(far, rng.uniform(-0.75, 0.3, size), rng.uniform(-0.1, 0.1, size)))
        self.wide = np.exp(rng.normal(0, 0.05, size))
        self.turn = np.stack([grow * np.cos(angle), grow * np.sin(angle)], 1)
        self.shift = np.stack([pick(14, 110), pick(14, 110)], 1)
        self.waves = rng.normal(0, 1 / 90, (size, 3, 2))
        self.phase = rng.uniform(0, 2 * np.pi, (size, 3, 2))
        self.bend = rng.normal(0, 1, (size, 3, 2)) * rng.choice([0.0, 2.0, 4.0, 7.0], (size, 1, 1))

    def __call__(self, points: np.ndarray, owner: np.ndarray) -> np.ndarray:
        local = (points - CENTRE) * np.stack([self.wide, 1 / self.wide], 1)[owner]
        angle = np.einsum("pk,pwk->pw", local, self.waves[owner])
        local = local + (np.sin(angle[..., None] + self.phase[owner]) * self.bend[owner]).sum(1)
        c, s = self.turn[owner].T
        turned = np.stack([c * local[:, 0] - s * local[:, 1], s * local[:, 0] + c * local[:, 1]], 1)
        return turned + CENTRE + self.shift[owner]
