"""How often each face is drawn in stage II: groups of sex, age and skin tone come closer to equal shares, glasses and hats are seen often enough."""

from __future__ import annotations

from collections import Counter

import numpy as np

from . import classes as c
from .data import PackedFaces

#: Predicted years at which an age group ends; the predictions tend low.
AGE_EDGES = (20.0, 30.0, 45.0)
#: Individual typology angle (degrees) at which a skin group ends: light, intermediate, tan to dark.
TONE_EDGES = (10.0, 35.0)
#: 0 leaves the set as it is, 1 gives every group the same share: rare faces would be learned by heart.
STRENGTH = 0.5
#: A face counts at most this many times the mean.
CEILING = 4.0
#: Share that faces with something rare shall have at least.
RARE = {c.GLASSES: 0.22, c.HAT: 0.1}


def typology_angle(pixels: np.ndarray) -> float:
    """Individual typology angle of sRGB pixels [N, 3] uint8, degrees: above 41 light, below 10 dark (Chardon 1991)."""
    linear = pixels.astype(np.float64) / 255
    linear = np.where(linear <= 0.04045, linear / 12.92, ((linear + 0.055) / 1.055) ** 2.4)
    xyz = linear @ np.array([[0.4124, 0.2126, 0.0193], [0.3576, 0.7152, 0.1192], [0.1805, 0.0722, 0.9505]]) / [0.9505, 1.0, 1.089]
    f = np.where(xyz > 0.008856, np.cbrt(xyz), 7.787 * xyz + 16 / 116)
    lightness, b = 116 * f[:, 1] - 16, 200 * (f[:, 1] - f[:, 2])
    return float(np.degrees(np.arctan2(np.median(lightness) - 50, max(float(np.median(b)), 1e-6))))


def skin_tones(data: PackedFaces) -> np.ndarray:
    """Typology angle of every packed face, [N] degrees; computed once, kept beside the data."""
    path = data.folder / "tones.npy"
    if path.exists() and len(tones := np.load(path)) == len(data.faces):
        return tones
    tones = np.zeros(len(data.faces), np.float32)
    for row in range(len(tones)):
        mask = data.masks[row]
        photo = data.photos[row]
        step = photo.shape[0] // mask.shape[0]
        pixels = photo[::step, ::step][mask == c.SKIN]
        tones[row] = typology_angle(pixels) if len(pixels) > 50 else np.mean(TONE_EDGES)
    np.save(path, tones)
    return tones


def group_of(face: dict, tone: float) -> tuple[str, int, int]:
    """(sex, age group, skin group) of one face."""
    return face["sex"], int(np.searchsorted(AGE_EDGES, face["age"])), int(np.searchsorted(TONE_EDGES, tone))


def sampling_weights(data: PackedFaces, rows: np.ndarray) -> np.ndarray:
    """Chance of each row, [len(rows)], sum 1."""
    tones = skin_tones(data)
    groups = [group_of(data.faces[row], tones[row]) for row in rows.tolist()]
    counts = Counter(groups)
    weights = np.array([counts[group] ** -STRENGTH for group in groups])
    weights = np.minimum(weights / weights.mean(), CEILING)
    for number, share in RARE.items():
        has = np.array([(data.masks[row] == number).sum() > c.WORN_CELLS for row in rows.tolist()])
        now = weights[has].sum() / weights.sum()
        if 0 < now < share:
            weights[has] *= share * (1 - now) / (now * (1 - share))
    return weights / weights.sum()
