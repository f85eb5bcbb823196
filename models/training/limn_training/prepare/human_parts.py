"""Imitates how people draw each part of a face, from its 68 landmarks and its mask: styles, not contours.

Every part is drawn in a style drawn at random, then shifted, scaled, turned and redrawn with a hand's wobble.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from . import canonical as clean
from ..classes import EARS, HAIR
from .line_drawing import mask_outlines
from .strokes import (
    LEFT_EYE,
    MOUTH,
    NOSE,
    REST,
    RIGHT_EYE,
    Stroke,
    ellipse,
    length,
    polyline,
    resample,
    similarity,
    simplify,
    smooth_curve,
    spiral,
    wobble,
)

Lines = list[np.ndarray]


@dataclass(frozen=True)
class Hand:
    """How freely this drawing treats the face; px of 512, degrees, probabilities."""

    shift: float = 6.0
    scale: float = 0.10
    rotation: float = 5.0
    wobble: float = 0.9
    keep: float = 0.93  # probability that an inner part is drawn at all
    sparse: bool = False  # "five lines": one line a part


def _pick(rng: np.random.Generator, weights: dict[str, float]) -> str:
    names, p = list(weights), np.array(list(weights.values()))
    return names[int(rng.choice(len(names), p=p / p.sum()))]


def place(lines: Lines, label: int, hand: Hand, rng: np.random.Generator, grow: float = 1.0) -> list[Stroke]:
    """Moves a part as one thing and redraws each of its lines by hand."""
    lines = [polyline(line) for line in lines if len(line) > 1]
    if not lines:
        return []
    everything = np.concatenate(lines)
    centre = 0.5 * (everything.min(0) + everything.max(0))
    # People draw width and height wrong independently, and parts rather too large than too small.
    scale = grow * (1 + rng.uniform(-hand.scale, hand.scale)) * (1 + rng.uniform(-0.5, 0.5, 2) * hand.scale)
    turn, shift = np.radians(rng.uniform(-hand.rotation, hand.rotation)), rng.uniform(-hand.shift, hand.shift, 2)
    strokes = []
    for line in lines:
        moved = similarity(line, centre, scale, turn, shift)
        # Small marks must not be shaken to pieces.
        strokes.append(Stroke(wobble(moved, hand.wobble * min(1.0, 0.3 + length(moved) / 120), rng), label))
    return strokes


# -- eyes and brows --------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class EyeStyle:
    """Both eyes of one drawing share it."""

    shape: str
    pupil: str
    open: float
    radius: float
    crease: bool
    lashes: bool
    brow: str


def eye_style(hand: Hand, rng: np.random.Generator) -> EyeStyle:
    if hand.sparse:
        shapes = {"almond": 2, "upper": 2, "dot": 1.5, "closed": 0.7, "oval": 1}
        pupils = {"none": 2, "dot": 2, "disc": 1}
        brows = {"none": 2, "stroke": 3}
    else:
        shapes = {"almond": 6, "openAlmond": 2.5, "upper": 1, "oval": 1, "closed": 0.3, "dot": 0.3}
        pupils = {"ring": 2.5, "ringDot": 2.5, "disc": 2.5, "spiral": 0.7, "dot": 1.5, "ringDisc": 1.5, "none": 0.5}
        brows = {"stroke": 3.5, "double": 1, "outline": 2.5, "hatching": 2, "none": 0.6}
    return EyeStyle(
        _pick(rng, shapes), _pick(rng, pupils), float(rng.uniform(0.95, 1.5)), float(rng.uniform(6.5, 12.5)),
        not hand.sparse and rng.random() < 0.35, not hand.sparse and rng.random() < 0.25, _pick(rng, brows),
    )


def _pupil(centre: np.ndarray, half_height: float, style: EyeStyle) -> Lines:
    r = min(style.radius, max(4.0, half_height * 1.15))
    ring = ellipse(centre, r, r, -1.6, -1.6 + 2 * np.pi * 1.03, 22)
    return {
        "none": [],
        "dot": [spiral(centre, 2.8)],
        "ring": [ring],
        "ringDot": [ring, spiral(centre, 2.2)],
        "ringDisc": [ring, spiral(centre, 0.5 * r)],
        "disc": [spiral(centre, 0.8 * r)],
        "spiral": [spiral(centre, r, 4.5)],
    }[style.pupil]


def eye_lines(eye: np.ndarray, side: int, style: EyeStyle, rng: np.random.Generator) -> Lines:
    """eye float32 [6, 2] as canonical.eye_corners gives it."""
    middle = eye.mean(0)
    opened = eye.copy()
    opened[[1, 2, 4, 5], 1] = middle[1] + (eye[[1, 2, 4, 5], 1] - middle[1]) * style.open
    upper, lower = clean.lids(opened)
    half = 0.5 * float(opened[[4, 5], 1].mean() - opened[[1, 2], 1].mean())
    width = float(eye[3, 0] - eye[0, 0])
    out = -1 if side == LEFT_EYE else 1
    if style.shape == "dot":
        return [spiral(middle, rng.uniform(2.5, 6))]
    if style.shape == "closed":
        lines: Lines = [lower if rng.random() < 0.6 else upper]
    elif style.shape == "upper":
        lines = [upper, *(_pupil(middle, half, style) if rng.random() < 0.6 else [])]
    elif style.shape == "oval":
        lines = [ellipse(middle, width * 0.5, max(half, width * 0.22), count=28), *_pupil(middle, half, style)]
    elif style.shape == "openAlmond":
        cut = int(len(lower) * rng.uniform(0.2, 0.45))
        lines = [upper, lower[cut:] if side == RIGHT_EYE else lower[:-cut], *_pupil(middle, half, style)]
    else:
        closed = np.concatenate([upper, lower[1:]])
        lines = [[closed], [upper, lower], [upper, lower[::-1]]][int(rng.integers(3))] + _pupil(middle, half, style)
    if style.crease:
        lines.append(upper[2:-2] + [0.0, -rng.uniform(5, 10)])
    if style.lashes:
        for at in np.linspace(0.15, 0.9, int(rng.integers(3, 8))):
            base = upper[int(at * (len(upper) - 1))]
            lean = (base[0] - middle[0]) / width * 10 + out * 2
            lines.append(np.stack([base, base + [lean, -rng.uniform(5, 10)]]))
    return lines


def brow_lines(brow: np.ndarray, side: int, kind: str, rng: np.random.Generator) -> Lines:
    """brow float32 [5, 2], the image's left to right."""
    if kind == "none":
        return []
    line = smooth_curve(brow)
    if kind == "stroke":
        return [line if rng.random() < 0.6 else smooth_curve(brow[[0, 2, 4]])]
    if kind == "double":
        return [line, line + rng.uniform([-2, 3], [2, 6])]
    if kind == "outline":
        return [clean.brow_outline(brow, side, rng.uniform(7, 13))]
    lean = (-1 if side == LEFT_EYE else 1) * rng.uniform(3, 8)
    height = rng.uniform(6, 12)
    spacing = rng.uniform(4, 8)
    return [np.stack([p + [-lean / 2, height / 2], p + [lean / 2, -height / 2]]) for p in resample(line, spacing)]


# -- nose, mouth -----------------------------------------------------------------------------------------------


def nose_lines(landmarks: np.ndarray, hand: Hand, rng: np.random.Generator) -> Lines:
    l = landmarks
    width = float(l[35, 0] - l[31, 0])
    styles = {"base": 2, "dots": 2, "ell": 3, "triangle": 0.7, "u": 1.2} if hand.sparse else {
        "ell": 4, "dots": 1.2, "commas": 1.5, "wings": 2, "bridgeBase": 1.5, "triangle": 0.7, "u": 1.2, "full": 3, "base": 1,
    }
    kind = _pick(rng, styles)
    left = bool(rng.random() < 0.5)
    out = -1.0 if left else 1.0
    near, far = (l[31], l[35]) if left else (l[35], l[31])
    dots = [spiral(0.5 * (l[31] + l[32]) + [0, -2], rng.uniform(1.5, 3.5)), spiral(0.5 * (l[34] + l[35]) + [0, -2], rng.uniform(1.5, 3.5))]
    if kind == "dots":
        return dots
    if kind == "ell":  # one long line: inner brow or bridge, down one side, round the tip, along the base
        top = l[21] * 0.5 + l[27] * 0.5 if left else l[22] * 0.5 + l[27] * 0.5
        top = top if rng.random() < 0.5 else l[27] + [out * 0.25 * width, 4]
        ends = [near + [out * 0.15 * width, -3], l[33] + [0, 3]] + ([far + [0, 0]] if rng.random() < 0.5 else [])
        line = smooth_curve(np.stack([top, l[28] + [out * 0.2 * width, 0], l[29] + [out * 0.28 * width, 0], *ends]))
        return [line, *(dots if rng.random() < 0.2 else [])]
    if kind == "triangle":
        return [polyline([l[27] + [0, 6], l[31] + [-4, 2], l[35] + [4, 2], *([l[27] + [0, 6]] if rng.random() < 0.6 else [])])]
    if kind == "u":
        up = rng.uniform(0.2, 0.6) * width
        return [smooth_curve(np.stack([l[31] + [-2, -up], l[31] + [0, 0], l[33] + [0, 4], l[35] + [0, 0], l[35] + [2, -up]]))]
    if kind == "base":
        return [smooth_curve(l[31:36])]
    if kind == "commas":
        return [smooth_curve(np.stack([p + [-s * 4, -3], p + [0, -1], p + [s * 5, -1], p + [s * 7, -6]])) for p, s in ((0.5 * (l[31] + l[32]), -1), (0.5 * (l[34] + l[35]), 1))]
    if kind == "wings":
        base = [smooth_curve(l[32:35])] if rng.random() < 0.6 else dots
        return [clean.nose_wing(l, True), clean.nose_wing(l, False), *base]
    if kind == "bridgeBase":
        sides = [True, False] if rng.random() < 0.4 else [left]
        long = [smooth_curve(np.stack([l[27] + [(-1 if s else 1) * 0.28 * width, 0], l[28] + [(-1 if s else 1) * 0.2 * width, 0], (l[31] if s else l[35]) + [0, -0.4 * width]])) for s in sides]
        return [*long, smooth_curve(l[31:36])]
    lines = [clean.nose_wing(l, True), clean.nose_wing(l, False), smooth_curve(l[32:35])]
    lines += [clean.nostril(l, True), clean.nostril(l, False)] if rng.random() < 0.6 else dots
    lines += [clean.bridge_side(l, s) for s in (True, False) if rng.random() < 0.5]
    return lines


def mouth_lines(landmarks: np.ndarray, hand: Hand, rng: np.random.Generator) -> Lines:
    l = landmarks
    between = clean.lip_line(l)
    middle = smooth_curve(0.5 * (l[[48, 60, 61, 62, 63, 64, 54]] + l[[48, 60, 67, 66, 65, 64, 54]]))
    upper, lower = smooth_curve(l[48:55]), smooth_curve(l[[54, 55, 56, 57, 58, 59, 48]])
    outline = smooth_curve(l[48:60], closed=True)
    styles = {"one": 4, "smile": 1.5, "two": 2, "outline": 1} if hand.sparse else {
        "one": 1.5, "two": 2, "three": 4, "outline": 1.2, "outlineLine": 3.5, "open": 1.2, "smile": 0.8, "teeth": 0.6,
    }
    kind = _pick(rng, styles)
    third = len(lower) // 4
    if kind == "one":
        return [middle]
    if kind == "smile":
        bend = rng.uniform(-4, 12)
        return [smooth_curve(np.stack([l[48], l[[62, 66]].mean(0) + [0, bend], l[54]]))]
    if kind == "two":
        return [middle, lower[third:-third]]
    if kind == "three":
        return [upper, *between, lower if rng.random() < 0.6 else lower[third:-third]]
    if kind == "outline":
        return [outline]
    if kind == "outlineLine":
        return [outline, *between]
    gap = rng.uniform(2, 8)
    inner_up, inner_low = smooth_curve(l[[60, 61, 62, 63, 64]]), smooth_curve(l[[60, 67, 66, 65, 64]] + [0, gap])
    lines = [outline, inner_up, inner_low]
    if kind == "teeth":
        for at in np.linspace(0.2, 0.8, int(rng.integers(3, 7))):
            lines.append(np.stack([inner_up[int(at * (len(inner_up) - 1))], inner_low[int(at * (len(inner_low) - 1))]]))
    return lines


# -- outer parts -----------------------------------------------------------------------------------------------


def face_lines(landmarks: np.ndarray, mask: np.ndarray, hand: Hand, rng: np.random.Generator) -> Lines:
    """Jaw, as seen, from ear to ear, the chin alone, or a whole oval."""
    jaw = landmarks[0:17]
    kind = _pick(rng, {"visible": 4, "whole": 3, "chin": 1, "oval": 1.2, "none": 0.5})
    if kind == "none":
        return []
    if kind == "visible":
        return clean.jaw_lines(landmarks, mask)
    if kind == "whole":
        return [smooth_curve(jaw[::2], per_segment=8)]
    if kind == "chin":
        k = int(rng.integers(2, 5))
        return [smooth_curve(jaw[k : 17 - k])]
    centre = 0.5 * (jaw[0] + jaw[16])
    rise = rng.uniform(0.42, 0.62) * float(jaw[16, 0] - jaw[0, 0])
    half = 0.5 * float(jaw[16, 0] - jaw[0, 0])
    top = ellipse(centre, half, rise, 0.0, -np.pi, 12)[1:-1]
    return [smooth_curve(np.concatenate([jaw[::2], top]), closed=True)]


def ear_lines(landmarks: np.ndarray, rng: np.random.Generator) -> Lines:
    """C curves beside the eyes' height."""
    lines = []
    size = float(np.linalg.norm(landmarks[3] - landmarks[0])) * rng.uniform(0.7, 1.0)
    wide = rng.uniform(12, 22)
    for base, out in ((landmarks[1], -1.0), (landmarks[15], 1.0)):
        rows = ((0, -0.5), (0.8, -0.6), (1.0, -0.2), (0.75, 0.2), (0.2, 0.5))
        lines.append(smooth_curve(np.stack([base + [out * wide * x, size * y] for x, y in rows])))
        if rng.random() < 0.25:
            lines.append(smooth_curve(np.stack([base + [out * wide * 0.6 * x + out * 2, size * 0.55 * y] for x, y in rows])))
    return lines


def hair_lines(mask: np.ndarray, outlines: Lines, hand: Hand, rng: np.random.Generator) -> Lines:
    """The hair's outline, coarser than the mask's, and a few strands that run along it."""
    kept = sorted(outlines, key=length, reverse=True)
    if hand.sparse:
        kept = kept[: int(rng.integers(1, 3))]
    coarse = rng.uniform(2.0, 9.0)
    lines = [smooth_curve(simplify(line, coarse), per_segment=5) for line in kept if rng.random() < 0.95]
    if hand.sparse or rng.random() < 0.45 or not kept:
        return lines
    inside = np.argwhere(mask == HAIR)
    if len(inside) == 0:
        return lines
    centre = np.array([256.0, 230.0], np.float32)
    for _ in range(int(rng.integers(2, 16))):
        source = kept[int(rng.integers(min(2, len(kept))))]
        line = resample(source, 8.0)
        span = int(rng.integers(5, 22))
        start = int(rng.integers(max(1, len(line) - span)))
        strand = similarity(line[start : start + span], centre, rng.uniform(0.72, 1.06))
        at = np.clip(strand / 2, 0, 255).astype(int)
        strand = strand[mask[at[:, 1], at[:, 0]] == HAIR]
        # A strand that left the hair and came back would jump across the face.
        if len(strand) > 3 and float(np.hypot(*np.diff(strand, axis=0).T).max()) < 16:
            lines.append(smooth_curve(strand[::2], per_segment=4))
    return lines


def human_drawing(
    landmarks: np.ndarray,
    mask: np.ndarray,
    rng: np.random.Generator,
    hand: Hand = Hand(),
    outlines: dict[str, Lines] | None = None,
) -> list[Stroke]:
    """One face as a person might draw it: landmarks float32 [68, 2] px of 512, mask uint8 [256, 256]."""
    outlines = mask_outlines(mask) if outlines is None else outlines
    strokes: list[Stroke] = []
    outer = Hand(hand.shift * 0.6, hand.scale * 0.3, hand.rotation * 0.3, hand.wobble * 1.6, hand.keep, hand.sparse)

    hair = [*outlines["hair"], *outlines["hat"]]
    if rng.random() < (0.7 if hand.sparse else 0.95):
        strokes += place(hair_lines(mask, hair, hand, rng), REST, outer, rng)
    if rng.random() < 0.93:
        strokes += place(face_lines(landmarks, mask, hand, rng), REST, outer, rng)
    ears_seen = np.isin(mask, EARS).sum() > 60
    if not hand.sparse and rng.random() < (0.65 if ears_seen else 0.06):
        strokes += place(ear_lines(landmarks, rng), REST, outer, rng)
    for name, probability in (("neck", 0.7), ("cloth", 0.55), ("glasses", 0.92)):
        if outlines[name] and rng.random() < probability * (0.45 if hand.sparse and name != "glasses" else 1):
            strokes += place(outlines[name], REST, outer, rng)

    style = eye_style(hand, rng)
    grow = float(rng.uniform(0.96, 1.28))
    for side in (LEFT_EYE, RIGHT_EYE):
        if rng.random() < hand.keep + 0.03:
            strokes += place(eye_lines(clean.eye_corners(landmarks, side), side, style, rng), side, hand, rng, grow)
        if rng.random() < hand.keep:
            strokes += place(brow_lines(clean.brow_line(landmarks, side), side, style.brow, rng), side, hand, rng)
    if rng.random() < hand.keep:
        strokes += place(nose_lines(landmarks, hand, rng), NOSE, hand, rng, float(rng.uniform(0.95, 1.12)))
    if rng.random() < hand.keep:
        strokes += place(mouth_lines(landmarks, hand, rng), MOUTH, hand, rng, float(rng.uniform(0.95, 1.12)))
    return strokes
