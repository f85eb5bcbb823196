"""Appearance controls: the direction in the appearance code that moves one trait of a portrait and leaves the others.

What counts is what a *portrait* shows, not what a photo's code tells: the code tells much that IS ignores.
So traits are measured on portraits while the code is moved along the principal axes of the training codes;
a control is then the likeliest change (least Mahalanobis length) that moves its own trait by one standard
deviation of the training photos, and every other trait by nothing.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import torch
import torch.nn.functional as F

from .classes import HAIR, NOSE, NOTHING, SKIN
from .data import PackedFaces
from .networks.parser import FaceParser
from .stage2 import Generator

#: Traits with a slider, in the order of the exported rows.
CONTROLS = ("skin", "hair", "warmth", "age", "light")
TRAITS = (*CONTROLS, "sex", "background")
#: Age shows in hair that greys and skin that wrinkles: its control may move those.
FREE = {"age": ("hair", "warmth", "light")}
#: Axes of the code that are asked; on the rest the training codes hardly differ.
AXES = 12
#: Photos that age and sex are read from, and portraits that each axis is tried on.
LABELLED = 800
PORTRAITS = 8
#: Part of a trait's response (in deviations) that counts as noise: beyond it a control is as long as one that is just felt.
NOISE = 0.01
_RIDGE = 0.03
_XYZ = torch.tensor([[0.4124, 0.3576, 0.1805], [0.2126, 0.7152, 0.0722], [0.0193, 0.1192, 0.9505]])
_WHITE = torch.tensor([0.9505, 1.0, 1.089])


def cielab(picture: torch.Tensor) -> torch.Tensor:
    """sRGB [B, 3, H, W] in −1…1 → CIELAB of the same shape (D65)."""
    rgb = (picture.float().clamp(-1, 1) + 1) / 2
    linear = torch.where(rgb <= 0.04045, rgb / 12.92, ((rgb + 0.055) / 1.055) ** 2.4)
    xyz = torch.einsum("ij,bjhw->bihw", _XYZ.to(rgb), linear) / _WHITE.to(rgb)[:, None, None]
    f = torch.where(xyz > 0.008856, xyz.clamp(min=1e-6) ** (1 / 3), 7.787 * xyz + 16 / 116)
    return torch.stack([116 * f[:, 1] - 16, 500 * (f[:, 0] - f[:, 1]), 200 * (f[:, 1] - f[:, 2])], 1)


def _mean(values: torch.Tensor, chosen: torch.Tensor) -> torch.Tensor:
    """values [B, C, H, W], chosen [B, H, W] → means over the chosen pixels [B, C]; 0 where none is."""
    return (values * chosen[:, None]).flatten(2).sum(2) / chosen.flatten(1).sum(1).clamp(min=1)[:, None]


@torch.no_grad()
def parser_features(parser: FaceParser, picture: torch.Tensor) -> torch.Tensor:
    """Picture [B, 3, 128, 128] → what the parser's encoder sees, pooled [B, F]."""
    levels = parser.features(picture)
    return torch.cat([f.float().mean((2, 3)) for f in levels[1:]] + [f.float().std((2, 3)) for f in levels[3:]], 1)


@dataclass
class TraitReader:
    """Reads traits off pictures. Age and sex: linear in the parser's features, fitted on the faces' labels."""

    parser: FaceParser
    mean: torch.Tensor
    deviation: torch.Tensor
    #: [F, 2] and [2]: age in years, sex from 0 (female) to 1
    weights: torch.Tensor
    bias: torch.Tensor

    @staticmethod
    def fit(parser: FaceParser, pictures: torch.Tensor, labels: torch.Tensor) -> TraitReader:
        """pictures [N, 3, 128, 128]; labels [N, 2]: age, sex."""
        features = torch.cat([parser_features(parser, batch) for batch in pictures.split(32)])
        mean, deviation = features.mean(0), features.std(0) + 1e-6
        z, bias = (features - mean) / deviation, labels.mean(0)
        gram = z.T @ z + _RIDGE * len(z) * torch.eye(z.shape[1])
        return TraitReader(parser, mean, deviation, torch.linalg.solve(gram, z.T @ (labels - bias)), bias)

    @torch.no_grad()
    def read(self, picture: torch.Tensor, mask: torch.Tensor) -> torch.Tensor:
        """Pictures [B, 3, S, S] and where what lies [B, 128, 128] → traits [B, len(TRAITS)]."""
        small = F.adaptive_avg_pool2d(picture.float(), 128)
        lab = cielab(small)
        skin = (mask == SKIN) | (mask == NOSE)
        upper = torch.zeros_like(skin)
        upper[:, :60] = True
        skin_lab, hair_lab = _mean(lab, skin), _mean(lab, mask == HAIR)
        # Light from the front leaves even skin; light from aside or above models it.
        relief = _mean((lab[:, :1] - skin_lab[:, :1, None, None]).square(), skin)[:, 0].sqrt()
        known = (parser_features(self.parser, small) - self.mean) / self.deviation @ self.weights + self.bias
        traits = {
            "skin": skin_lab[:, 0],
            "hair": hair_lab[:, 0],
            "warmth": hair_lab[:, 1],
            "age": known[:, 0],
            "light": relief,
            "sex": known[:, 1],
            "background": _mean(lab, mask == NOTHING)[:, 0],
        }
        return torch.stack([traits[name] for name in TRAITS], 1)


def principal_axes(codes: np.ndarray, count: int = AXES) -> np.ndarray:
    """codes [N, A] → the axes of greatest variance, each as long as one deviation. [A, count]"""
    values, vectors = np.linalg.eigh(np.cov(codes.T))
    order = np.argsort(values)[::-1][:count]
    return vectors[:, order] * np.sqrt(values[order].clip(min=0))


def likeliest_change(response: np.ndarray, target: np.ndarray, noise: float = NOISE) -> np.ndarray:
    """The shortest step [K] along unit axes that changes the traits by `target` [T].

    response [K, T]: change of each trait for a step of 1 along each axis. A trait that hardly answers
    (its square ≤ `noise`) gets a short step instead of an endless one.
    """
    return response @ np.linalg.solve(response.T @ response + noise * np.eye(len(target)), target)


@torch.no_grad()
def responses(render: Callable[[torch.Tensor], torch.Tensor], codes: torch.Tensor, axes: np.ndarray, read: Callable[[torch.Tensor], torch.Tensor]) -> np.ndarray:
    """Mean change of the traits that `read` finds for a step of 1 along each axis: [K, T], from steps of ±1 around `codes` [B, A]."""
    changes = []
    for axis in torch.from_numpy(axes.T).float():
        forth, back = (read(render(codes + sign * axis)) for sign in (1, -1))
        changes.append(((forth - back) / 2).mean(0).numpy())
    return np.stack(changes)


def controls(response: np.ndarray, axes: np.ndarray) -> tuple[np.ndarray, list[float]]:
    """response [K, T] in the traits' deviations → a row a control [C, A], and how much of a deviation its trait really moves."""
    rows, reach = [], []
    for index, name in enumerate(CONTROLS):
        judged = [i for i, trait in enumerate(TRAITS) if trait not in FREE.get(name, ())]
        step = likeliest_change(response[:, judged], np.array([1.0 if i == index else 0.0 for i in judged]))
        rows.append(axes @ step)
        reach.append(float(step @ response[:, index]))
    return np.stack(rows), reach


@torch.no_grad()
def fit_directions(
    generator: Generator, parser: FaceParser, data: PackedFaces, rows: np.ndarray, drawn: torch.Tensor, codes: np.ndarray, seed: int = 0
) -> tuple[np.ndarray, list[float]]:
    """Directions of the sliders [C, A] and their reach.

    rows: the training faces; drawn [N, 5, 512]: the codes of their drawings; codes [N, A]: of their photos.
    """
    rng = np.random.default_rng(seed)
    cpu = torch.device("cpu")
    known = np.sort(rng.permutation(len(rows))[:LABELLED])
    labels = torch.tensor([[data.faces[row]["age"], _male(data.faces[row])] for row in rows[known]]).float()
    pictures = data.small_photo(rows[known], cpu)
    reader = TraitReader.fit(parser, pictures, labels)
    spread = reader.read(pictures, data.mask(rows[known], cpu)).std(0).numpy() + 1e-6
    faces, wearing = rng.integers(len(rows), size=(2, PORTRAITS))
    canvas, mask = generator.mapping(drawn[faces].float()), data.mask(rows[faces], cpu)
    axes = principal_axes(codes)
    response = responses(
        lambda code: generator.synthesis(canvas, code, 256), torch.from_numpy(codes[wearing]).float(), axes, lambda picture: reader.read(picture, mask)
    )
    return controls(response / spread, axes)


def _male(face: dict) -> float:
    """0 (surely female) … 1 (surely male)."""
    return face["sexProbability"] if face["sex"] == "male" else 1 - face["sexProbability"]
