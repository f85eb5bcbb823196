"""One face as labelled strokes, in drawing order: traced, clean, or as people draw, with what `habits.py` adds."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ..prepare import canonical as clean
from ..prepare.deform import deform
from ..prepare.human_parts import Hand, Lines, brow_lines, ear_lines, eye_lines, eye_style, face_lines, hair_lines, mouth_lines, nose_lines, place
from ..prepare.line_drawing import trace_photo
from ..prepare.shading import hatch, photocopy
from ..prepare.strokes import LEFT_EYE, RIGHT_EYE, Stroke, length, polyline, resample, smooth_curve, wobble
from ..prepare.variants import Face
from .. import classes as c
from . import habits
from .cartoons import cartoon_groups
from .truth import class_map, ear_side, majority, split_by_class

KINDS = ("human", "humanFree", "fiveLines", "clean", "traced", "photocopy", "hatched", "simple")

_SIDES = ((LEFT_EYE, c.LEFT_EYE, c.LEFT_BROW), (RIGHT_EYE, c.RIGHT_EYE, c.RIGHT_BROW))


@dataclass(frozen=True)
class Habits:
    """Probabilities of what the face itself need not have."""

    glasses: float = 0.22
    hat: float = 0.14
    scribbled_hair: float = 0.55
    jewellery: float = 0.08
    marks: float = 0.2
    clutter: float = 0.06
    merge: float = 0.12


def mouth_class(line: np.ndarray, landmarks: np.ndarray) -> int:
    """Lines of the outer lips are theirs; where lips meet, an opening, teeth and an outline around both are the mouth."""
    l = landmarks
    ends = float(np.hypot(*(line[0] - line[-1])))
    if ends < 0.25 * length(line) and length(line) > 1.4 * float(l[54, 0] - l[48, 0]):
        return c.MOUTH
    upper, lower, inner = smooth_curve(l[48:55]), smooth_curve(l[54:60]), smooth_curve(np.concatenate([l[60:65], l[64:68], l[60:61]]))
    away = [float(np.min(np.hypot(*(line[:, None] - curve[None]).transpose(2, 0, 1)), 1).mean()) for curve in (upper, lower, inner)]
    return (c.UPPER_LIP, c.LOWER_LIP, c.MOUTH)[int(np.argmin(away))]


def _mouth(landmarks: np.ndarray, hand: Hand, rng: np.random.Generator, grow: float) -> list[Stroke]:
    lines = [polyline(line) for line in mouth_lines(landmarks, hand, rng) if len(line) > 1]
    kinds = [mouth_class(line, landmarks) for line in lines]
    return [Stroke(s.points, kind) for s, kind in zip(place(lines, c.MOUTH, hand, rng, grow), kinds)]


def _labelled(lines: Lines, number: int, hand: Hand, rng: np.random.Generator) -> list[Stroke]:
    return place(lines, number, hand, rng)


def human_groups(face: Face, rng: np.random.Generator, hand: Hand, wish: Habits) -> list[list[Stroke]]:
    """Part by part, as `human_drawing` draws them, with a class a stroke."""
    l, mask, outlines = face.landmarks, face.mask, face.outlines
    outer = Hand(hand.shift * 0.6, hand.scale * 0.3, hand.rotation * 0.3, hand.wobble * 1.6, hand.keep, hand.sparse)
    groups: list[list[Stroke]] = []
    hat_y = None
    if rng.random() < wish.hat:
        lines, hat_y = habits.hat(l, rng)
        groups.append(_labelled(lines, c.HAT, outer, rng))
    elif outlines["hat"] and rng.random() < 0.9:
        groups.append(_labelled(outlines["hat"], c.HAT, outer, rng))
    if rng.random() < (0.75 if hand.sparse else 0.95):
        own = rng.random() < wish.scribbled_hair or not outlines["hair"]
        lines = habits.scribbled_hair(l, rng) if own else hair_lines(mask, outlines["hair"], hand, rng)
        groups.append(_below(_labelled(lines, c.HAIR, outer, rng), hat_y))
    if rng.random() < 0.93:
        groups.append(_labelled(face_lines(l, mask, hand, rng), c.SKIN, outer, rng))
    ears_seen = np.isin(mask, c.EARS).sum() > 60
    if not hand.sparse and rng.random() < (0.65 if ears_seen else 0.2):
        groups.append([Stroke(s.points, ear_side(s.points, l)) for s in _labelled(ear_lines(l, rng), c.LEFT_EAR, outer, rng)])
    body = 0.45 if hand.sparse else 1
    if rng.random() < 0.7 * body:
        own = rng.random() < 0.5 or not outlines["neck"]
        groups.append(_labelled(habits.neck(l, rng) if own else outlines["neck"], c.NECK, outer, rng))
    if rng.random() < 0.55 * body:
        own = rng.random() < 0.5 or not outlines["cloth"]
        groups.append(_labelled(habits.cloth(l, rng) if own else outlines["cloth"], c.CLOTH, outer, rng))
    if rng.random() < wish.glasses:
        groups.append(_labelled(habits.glasses(l, rng), c.GLASSES, outer, rng))
    elif outlines["glasses"] and rng.random() < 0.92:
        groups.append(_labelled(outlines["glasses"], c.GLASSES, outer, rng))
    if rng.random() < wish.jewellery:
        groups.append(_labelled(habits.earrings(l, rng), c.EARRING, outer, rng))
    if rng.random() < wish.jewellery:
        groups.append(_labelled(habits.necklace(l, rng), c.NECKLACE, outer, rng))
    if not hand.sparse and rng.random() < wish.marks:
        groups.append(_labelled(habits.skin_marks(l, rng), c.SKIN, outer, rng))

    style, grow = eye_style(hand, rng), float(rng.uniform(0.96, 1.28))
    eyes, brows = [], []
    for side, eye, brow in _SIDES:
        if rng.random() < hand.keep + 0.03:
            eyes.append(place(eye_lines(clean.eye_corners(l, side), side, style, rng), eye, hand, rng, grow))
        if rng.random() < hand.keep:
            brows.append(place(brow_lines(clean.brow_line(l, side), side, style.brow, rng), brow, hand, rng))
    groups += eyes + brows
    if rng.random() < hand.keep:
        groups.append(place(nose_lines(l, hand, rng), c.NOSE, hand, rng, float(rng.uniform(0.95, 1.12))))
    if rng.random() < hand.keep:
        groups.append(_mouth(l, hand, rng, float(rng.uniform(0.95, 1.12))))
    if rng.random() < wish.clutter:
        groups.append([Stroke(line, c.NOTHING) for line in habits.clutter(rng)])
    return [group for group in groups if group]


def _below(strokes: list[Stroke], y: float | None) -> list[Stroke]:
    """What of the hair a hat leaves free."""
    if y is None:
        return strokes
    kept = []
    for stroke in strokes:
        line = resample(stroke.points, 5.0)
        under = np.concatenate([[0], (line[:, 1] > y - 4).astype(np.int8), [0]])
        edges = np.flatnonzero(np.diff(under))
        kept += [Stroke(line[a:b], stroke.label) for a, b in zip(edges[::2], edges[1::2]) if b - a > 3]
    return kept


def clean_groups(face: Face) -> list[list[Stroke]]:
    """The canonical drawing, with a class a stroke."""
    l, mask = face.landmarks, face.mask
    stroke = lambda number, *lines: [Stroke(polyline(line), number) for line in lines if len(line) > 1]
    names = {"hair": c.HAIR, "hat": c.HAT, "glasses": c.GLASSES, "neck": c.NECK, "cloth": c.CLOTH}
    groups = [stroke(number, *face.outlines[name]) for name, number in names.items()]
    groups.append([Stroke(line, ear_side(line, l)) for line in face.outlines["ears"]])
    groups.append(stroke(c.SKIN, *clean.jaw_lines(l, mask)))
    for side, eye, brow in _SIDES:
        corners = clean.eye_corners(l, side)
        pupil = clean.ellipse(corners[[1, 2, 4, 5]].mean(0), 3.0, 3.0, count=9)
        groups.append(stroke(eye, *clean.lids(corners), *clean.iris(corners), pupil))
        groups.append(stroke(brow, clean.brow_outline(clean.brow_line(l, side), side)))
    sides = [draw(l, left) for left in (True, False) for draw in (clean.nose_wing, clean.nostril, clean.bridge_side)]
    groups.append(stroke(c.NOSE, *sides, clean.nose_base(l)))
    lips = smooth_curve(l[48:55]), smooth_curve(l[[54, 55, 56, 57, 58, 59, 48]])
    groups.append([*stroke(c.UPPER_LIP, lips[0]), *stroke(c.LOWER_LIP, lips[1]), *stroke(c.MOUTH, *clean.lip_line(l))])
    return [group for group in groups if group]


def labelled_lines(lines: Lines, face: Face, rng: np.random.Generator) -> list[Stroke]:
    """Traced lines with the class of what they lie on; lines that lie on several are cut, unless one has most of it."""
    found, strokes = class_map(face.landmarks, face.mask), []
    for line in lines:
        line = resample(line, 3.0)
        number, share = majority(line, found)
        pieces = [(line, number)] if share > (0.8 if rng.random() < 0.5 else 0.97) else split_by_class(line, found)
        strokes += [Stroke(piece, kind) for piece, kind in pieces if length(piece) >= 6]
    return strokes


def _traced_groups(face: Face, rng: np.random.Generator) -> list[list[Stroke]]:
    if rng.random() < 0.5:
        lines = trace_photo(face.smooth, rng.uniform(1.6, 2.8), rng.uniform(0.0025, 0.008), rng.uniform(10, 20), 10)
    else:
        lines = trace_photo(face.smooth, rng.uniform(2.0, 3.2), rng.uniform(0.008, 0.018), rng.uniform(20, 45), 16)
    strokes = labelled_lines(lines, face, rng)
    keep = rng.uniform(0, 0.8)
    strokes += [s for group in clean_groups(face) for s in group if rng.random() < keep]
    groups = [[Stroke(wobble(s.points, rng.uniform(0.0, 1.0), rng), s.label)] for s in strokes]
    # Scans come top to bottom, or in no order at all.
    groups.sort(key=lambda group: float(group[0].points[0, 1]) if rng.random() < 0.97 else rng.uniform(0, 512))
    return groups


def _hatched(face: Face, groups: list[list[Stroke]], rng: np.random.Generator) -> list[list[Stroke]]:
    for number in (c.HAIR, c.HAT, c.NECK, c.CLOTH):
        if rng.random() < 0.55:
            lines = hatch(face.mask == number, rng.uniform(0.2, np.pi - 0.2), rng.uniform(9, 24), rng)
            groups.append([Stroke(line, number) for line in lines])
    return [group for group in groups if group]


def _merged(group: list[Stroke], rng: np.random.Generator, probability: float) -> list[Stroke]:
    """Some people do not lift the pen: a line goes on with the next of its class where that begins near."""
    out: list[Stroke] = []
    for stroke in group:
        if out and out[-1].label == stroke.label and rng.random() < probability:
            before = out[-1].points
            turned = stroke.points if np.hypot(*(before[-1] - stroke.points[0])) <= np.hypot(*(before[-1] - stroke.points[-1])) else stroke.points[::-1]
            if np.hypot(*(before[-1] - turned[0])) < 45:
                out[-1] = Stroke(np.concatenate([before, turned]), stroke.label)
                continue
        out.append(stroke)
    return out


def labelled_drawing(face: Face, kind: str, rng: np.random.Generator, wish: Habits = Habits()) -> list[Stroke]:
    """A drawing of that kind: `label` is a class of `classes.py`, strokes stand in drawing order."""
    if kind in ("traced", "photocopy"):
        if kind == "traced":
            groups = _traced_groups(face, rng)
        else:
            groups = [[s] for s in labelled_lines([s.points for s in photocopy(face.smooth, face.landmarks, rng)], face, rng)]
    elif kind == "clean":
        groups = clean_groups(face)
    elif kind == "simple":
        groups = cartoon_groups(face.landmarks, rng)
    else:
        hand = {
            "human": Hand(),
            "hatched": Hand(),
            "humanFree": Hand(shift=11, scale=0.2, rotation=8, wobble=1.3, keep=0.85),
            "fiveLines": Hand(shift=9, scale=0.16, rotation=6, wobble=1.2, keep=0.88, sparse=True),
        }[kind]
        groups = human_groups(face, rng, hand, wish)
        if kind == "hatched":
            groups = _hatched(face, groups, rng)
    groups = [_merged(group, rng, wish.merge) for group in groups]
    if kind not in ("traced", "photocopy"):
        if rng.random() < 0.85:
            order = rng.permutation(len(groups))
            groups = [groups[i] for i in order]
        if kind in ("humanFree", "clean"):
            strength = rng.uniform(0.0, 1.0)
            groups = [deform(group, rng, strength, drop=0.04, double=0.05) for group in groups]
    strokes = [s for group in groups for s in group if len(s.points) > 1]
    return [s for s in strokes if float(s.points.max()) > 0 and float(s.points.min()) < 512]
