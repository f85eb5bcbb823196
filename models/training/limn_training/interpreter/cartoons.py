"""Faces as they are drawn in a minute, from the landmarks alone: ovals for heads, circles for eyes, tufts at the sides, an open smile."""

from __future__ import annotations

import numpy as np

from ..prepare.human_parts import Hand, eye_lines, eye_style, nose_lines, place
from ..prepare.strokes import LEFT_EYE, RIGHT_EYE, Stroke, ellipse, polyline, smooth_curve, spiral
from ..prepare.canonical import eye_corners
from .. import classes as c
from . import habits
from .habits import Head, Lines

HAND = Hand(shift=6, scale=0.12, rotation=4, wobble=1.1)


def head_lines(landmarks: np.ndarray, rng: np.random.Generator) -> Lines:
    """An oval, an egg, a circle, a bowl open above, a box; begun anywhere."""
    head = Head.of(landmarks)
    kind = rng.choice(["oval", "egg", "circle", "bowl", "box"], p=[0.38, 0.15, 0.12, 0.27, 0.08])
    top = head.top + rng.uniform(-0.1, 0.45) * (head.centre[1] - head.top)
    middle, ry = 0.5 * (top + head.chin), 0.5 * (head.chin - top)
    rx = head.half_width * rng.uniform(0.92, 1.35)
    if kind == "circle":
        rx = ry = 0.5 * (rx + ry)
    x = head.centre[0] + rng.uniform(-5, 5)
    if kind == "bowl":
        reach = rng.uniform(0.0, 0.9)
        return [ellipse((x, middle), rx, ry, -reach, np.pi + reach, 30)]
    loop = habits.closed_loop((x, middle), rx, ry, 5.0 if kind == "box" else 2.0, rng)
    if kind == "egg":
        below = np.clip((loop[:, 1] - middle) / ry, 0, 1)
        loop[:, 0] = x + (loop[:, 0] - x) * (1 - rng.uniform(0.15, 0.4) * below**2)
    return [loop]


def cartoon_eye(landmarks: np.ndarray, side: int, style: tuple[str, float, float], rng: np.random.Generator) -> Lines:
    """Circles, ovals, dots, arcs; both eyes of a drawing share the style (kind, radius, height)."""
    kind, r, tall = style
    centre = eye_corners(landmarks, side).mean(0)
    if kind == "dot":
        return [spiral(centre, min(r, 9.0))]
    if kind == "happy":
        return [smooth_curve(np.stack([centre + [-r, 5], centre + [0, -0.5 * r], centre + [r, 5]]))]
    if kind == "line":
        return [np.stack([centre + [-r, 0], centre + [r, rng.uniform(-2, 2)]])]
    lines = [habits.closed_loop(centre, r, r * tall, 2.0, rng)]
    look = centre + rng.uniform(-0.15, 0.15, 2) * r
    if kind == "big":
        lines += [habits.closed_loop(look, 0.6 * r, 0.6 * r * tall, 2.0, rng), spiral(look, 0.28 * r)]
        lines += [ellipse(look + [0.25 * r, -0.3 * r * tall], 0.18 * r, 0.18 * r, 0, 6.4, 10)] if rng.random() < 0.5 else []
    elif kind == "ring":
        lines.append(habits.closed_loop(look, 0.45 * r, 0.45 * r, 2.0, rng))
    elif kind == "pupil":
        lines.append(spiral(look, max(2.5, 0.3 * r)))
    if rng.random() < 0.2:
        for lean in np.linspace(-0.8, 0.8, int(rng.integers(2, 6))):
            start = centre + [lean * r, -r * tall * np.sqrt(1 - lean**2)]
            lines.append(np.stack([start, start + [lean * 8, -rng.uniform(4, 11)]]))
    if rng.random() < 0.3:  # a lid above, an upper line drawn twice
        lines.append(smooth_curve(np.stack([centre + [-1.2 * r, -0.2 * r], centre + [0, -1.15 * r * tall], centre + [1.2 * r, -0.2 * r]])))
    return lines


def cartoon_brow(landmarks: np.ndarray, side: int, style: tuple[str, float, float], rng: np.random.Generator) -> Lines:
    """A line, an arc, a zigzag, a bar above the eye."""
    kind, half, rise = style
    centre = eye_corners(landmarks, side).mean(0) - [0, rise]
    tilt = rng.uniform(-4, 4)
    ends = centre + [-half, tilt], centre + [half, -tilt]
    if kind == "line":
        return [np.stack(ends)]
    if kind == "arc":
        return [smooth_curve(np.stack([ends[0], centre - [0, rng.uniform(4, 12)], ends[1]]))]
    if kind == "zigzag":
        xs = np.linspace(-half, half, int(rng.integers(6, 16)))
        return [polyline(np.stack([centre[0] + xs, centre[1] + np.where(np.arange(len(xs)) % 2, 5.0, -5.0)], 1))]
    thick = rng.uniform(5, 11)
    return [polyline(np.stack([ends[0], ends[1], ends[1] + [0, thick], ends[0] + [0, thick], ends[0]]))]


def cartoon_nose(landmarks: np.ndarray, rng: np.random.Generator) -> Lines:
    tip = landmarks[30:34].mean(0)
    size = rng.uniform(5, 20)
    kind = rng.choice(["round", "tick", "curve", "long"])
    if kind == "round":
        return [habits.closed_loop(tip, size, size * rng.uniform(0.6, 1.0), 2.0, rng)]
    if kind == "tick":
        out = rng.choice([-1.0, 1.0])
        return [polyline(np.stack([tip + [0, -size], tip + [out * 0.7 * size, 0.4 * size], tip + [-out * 0.2 * size, 0.6 * size]]))]
    if kind == "curve":
        return [smooth_curve(np.stack([tip + [-size, -3], tip + [0, 0.5 * size], tip + [size, -3]]))]
    return [np.stack([landmarks[27], tip]), smooth_curve(np.stack([tip + [-size, 0], tip + [0, 5], tip + [size, 0]]))]


def cartoon_mouth(landmarks: np.ndarray, rng: np.random.Generator) -> Lines:
    """One thing, so all of it is the mouth: a smile, an open one with teeth, a circle, a wave."""
    l = landmarks
    centre = l[[48, 54]].mean(0) + [0, rng.uniform(-4, 8)]
    half = 0.5 * float(l[54, 0] - l[48, 0]) * rng.uniform(0.5, 1.9)
    bend = rng.uniform(-0.25, 0.7) * half
    kind = rng.choice(["smile", "open", "circle", "wave", "corners"], p=[0.45, 0.25, 0.1, 0.08, 0.12])
    arc = smooth_curve(np.stack([centre + [-half, 0], centre + [-0.5 * half, 0.75 * bend], centre + [0, bend], centre + [0.5 * half, 0.75 * bend], centre + [half, 0]]))
    if kind == "circle":
        return [habits.closed_loop(centre, 0.35 * half, 0.4 * half, 2.0, rng)]
    if kind == "wave":
        x = np.linspace(-half, half, 24)
        return [polyline(np.stack([centre[0] + x, centre[1] + 4 * np.sin(x / 7)], 1))]
    if kind == "corners":
        return [arc, *(np.stack([p + [0, -6], p + [0, 5]]) for p in (arc[0], arc[-1]))]
    if kind == "open":
        deep = max(10.0, abs(bend)) * 1.3
        lower = smooth_curve(np.stack([centre + [half, 0], centre + [0, deep], centre + [-half, 0]]))
        upper = np.stack([centre + [-half, 0], centre + [half, 0]])
        lines = [np.concatenate([upper, lower])] if rng.random() < 0.5 else [upper, lower]
        if rng.random() < 0.4:
            lines += [np.stack([centre + [x, 0], centre + [x, 0.4 * deep]]) for x in np.linspace(-0.7, 0.7, int(rng.integers(2, 7))) * half]
        if rng.random() < 0.2:
            lines.append(ellipse(centre + [0, 0.8 * deep], 0.35 * half, 0.3 * deep, np.pi, 2 * np.pi, 12))
        return lines
    return [arc]


def cartoon_ears(landmarks: np.ndarray, rng: np.random.Generator) -> list[Stroke]:
    head = Head.of(landmarks)
    tall, wide = rng.uniform(16, 38), rng.uniform(8, 24)
    strokes: list[Stroke] = []
    for out, number in ((-1.0, c.LEFT_EAR), (1.0, c.RIGHT_EAR)):
        base = np.array([head.centre[0] + out * head.half_width * rng.uniform(0.98, 1.2), head.centre[1] + rng.uniform(0, 34)])
        outer = np.stack([base + [0, -tall], base + [out * wide, -0.7 * tall], base + [out * wide * 1.1, 0], base + [out * 0.7 * wide, 0.7 * tall], base + [0, tall]])
        strokes += place([smooth_curve(outer)], number, HAND, rng)
        if rng.random() < 0.3:
            strokes += place([smooth_curve(base + 0.5 * (outer - base) + [out * 2, 0])], number, HAND, rng)
    return strokes


def side_hair(landmarks: np.ndarray, rng: np.random.Generator) -> Lines:
    """Tufts where ears begin, for the bald; a few hairs on top."""
    head = Head.of(landmarks)
    lines: Lines = []
    deep, out_by = rng.uniform(40, 120), rng.uniform(6, 34)
    for out in (-1.0, 1.0):
        x, y = head.centre[0] + out * head.half_width, head.centre[1] - rng.uniform(10, 60)
        for k in range(int(rng.integers(1, 4))):
            grow = 1 - 0.3 * k
            lines.append(smooth_curve(np.array([[x, y], [x + out * out_by * grow, y + 0.3 * deep], [x + out * out_by * grow * 0.8, y + 0.7 * deep], [x, y + deep]])))
    if rng.random() < 0.4:
        lines += [smooth_curve(np.array([[head.centre[0] + d, head.top + 6], [head.centre[0] + 1.4 * d, head.top - 14], [head.centre[0] + 2.2 * d + 8, head.top - rng.uniform(10, 34)]])) for d in np.linspace(-16, 16, int(rng.integers(1, 6)))]
    return lines


def cartoon_groups(landmarks: np.ndarray, rng: np.random.Generator) -> list[list[Stroke]]:
    """Part by part, a class a stroke."""
    l = landmarks
    groups: list[list[Stroke]] = []

    def add(number: int, lines: Lines, probability: float = 1.0) -> None:
        if rng.random() < probability:
            groups.append(place(lines, number, HAND, rng))

    add(c.SKIN, head_lines(l, rng), 0.94)
    covered = rng.random() < 0.22
    if covered:
        lines, brim = habits.hat(l, rng)
        add(c.HAT, lines)
        under = [line[line[:, 1] > brim] for line in habits.scribbled_hair(l, rng)]
        add(c.HAIR, [line for line in under if len(line) > 3], 0.5)
    else:
        add(c.HAIR, side_hair(l, rng) if rng.random() < 0.15 else habits.scribbled_hair(l, rng), 0.85)
    if rng.random() < 0.35:
        groups.append(cartoon_ears(l, rng))
    add(c.GLASSES, habits.glasses(l, rng), 0.27)
    ordinary = rng.random() < 0.3
    look, kind = eye_style(HAND, rng), str(rng.choice(["dot", "pupil", "ring", "big", "happy", "line"], p=[0.22, 0.26, 0.14, 0.22, 0.1, 0.06]))
    style = (kind, float(rng.uniform(17, 36) if kind == "big" else rng.uniform(7, 30)), float(rng.uniform(0.6, 1.5)))
    brow = (str(rng.choice(["line", "arc", "zigzag", "bar"])), float(rng.uniform(16, 38)), float(rng.uniform(26, 52)))
    if kind == "big":
        brow = (brow[0], brow[1], max(brow[2], style[1] * style[2] + rng.uniform(6, 16)))
    for side, eye, over in ((LEFT_EYE, c.LEFT_EYE, c.LEFT_BROW), (RIGHT_EYE, c.RIGHT_EYE, c.RIGHT_BROW)):
        add(eye, eye_lines(eye_corners(l, side), side, look, rng) if ordinary else cartoon_eye(l, side, style, rng), 0.97)
        add(over, cartoon_brow(l, side, brow, rng), 0.75)
    add(c.NOSE, nose_lines(l, HAND, rng) if rng.random() < 0.4 else cartoon_nose(l, rng), 0.9)
    add(c.MOUTH, cartoon_mouth(l, rng), 0.95)
    add(c.SKIN, habits.skin_marks(l, rng), 0.2)
    add(c.NECK, habits.neck(l, rng), 0.35)
    add(c.CLOTH, habits.cloth(l, rng), 0.35)
    add(c.EARRING, habits.earrings(l, rng), 0.1)
    add(c.NECKLACE, habits.necklace(l, rng), 0.1)
    add(c.NOTHING, habits.clutter(rng), 0.05)
    return [group for group in groups if group]
