"""What people draw that the given faces seldom show, or draw otherwise than it looks: glasses, hats, scribbled hair, jewellery, collars.

Everything hangs on the 68 landmarks (px of 512), so that it sits where a person would put it. Lines are float32 [P, 2].
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ..prepare.strokes import ellipse, polyline, resample, smooth_curve

Lines = list[np.ndarray]


@dataclass(frozen=True)
class Head:
    """The measures of one head that the habits share; px of the canvas."""

    centre: np.ndarray  # between the eyes
    eyes: float  # from pupil to pupil
    half_width: float  # of the face at the eyes
    top: float  # y of the skull
    chin: float  # y

    @staticmethod
    def of(landmarks: np.ndarray) -> "Head":
        left, right = landmarks[36:42].mean(0), landmarks[42:48].mean(0)
        centre, chin = 0.5 * (left + right), float(landmarks[8, 1])
        half = 0.5 * float(landmarks[16, 0] - landmarks[0, 0])
        return Head(centre, float(right[0] - left[0]), half, float(centre[1] - 0.85 * (chin - centre[1])), chin)


def closed_loop(centre, rx: float, ry: float, corner: float, rng: np.random.Generator) -> np.ndarray:
    """A closed loop between an ellipse (corner 2) and a rectangle (8), begun anywhere, its ends not quite meeting."""
    start = rng.uniform(0, 2 * np.pi)
    angle = np.linspace(start, start + 2 * np.pi * rng.uniform(0.94, 1.06), 40)
    if rng.random() < 0.5:
        angle = angle[::-1]
    power = 2 / corner
    x, y = np.cos(angle), np.sin(angle)
    return polyline(np.stack([centre[0] + rx * np.sign(x) * np.abs(x) ** power, centre[1] + ry * np.sign(y) * np.abs(y) ** power], 1))


def glasses(landmarks: np.ndarray, rng: np.random.Generator) -> Lines:
    """Two lenses, a bridge, temples; sometimes in one line, sometimes only the upper rims."""
    head = Head.of(landmarks)
    rx = head.eyes * rng.uniform(0.28, 0.46)
    ry = rx * rng.uniform(0.6, 1.05)
    corner = rng.choice([2.0, 2.0, 3.0, 5.0])
    drop = rng.uniform(-0.05, 0.14) * head.eyes
    places = [landmarks[36:42].mean(0) + [0, drop], landmarks[42:48].mean(0) + [0, drop]]
    if rng.random() < 0.15:
        lenses = [ellipse(p, rx, ry, np.pi, 2 * np.pi, 20) for p in places]
    else:
        lenses = [closed_loop(p, rx, ry, corner, rng) for p in places]
    left, right = places[0] + [rx, 0], places[1] - [rx, 0]
    rise = rng.uniform(-0.1, 0.3) * ry
    kind = rng.random()
    if kind < 0.5:
        bridge = [smooth_curve(np.stack([left - [0, rise], 0.5 * (left + right) - [0, rise + rng.uniform(0, 9)], right - [0, rise]]))]
    elif kind < 0.8:
        bridge = [np.stack([left - [0, rise], right - [0, rise]])]
    elif kind < 0.9:
        bridge = [np.stack([left - [0, k], right - [0, k]]) for k in (rise, rise + rng.uniform(6, 14))]
    else:
        bridge = []
    temples: Lines = []
    if rng.random() < 0.65:
        for p, out, end in ((places[0], -1, landmarks[0]), (places[1], 1, landmarks[16])):
            start = p + [out * rx, -rise]
            reach = max(8.0, abs(float(end[0] - start[0])) * rng.uniform(0.6, 1.2))
            temples.append(np.stack([start, start + [out * reach, rng.uniform(-10, 6)]]))
    if bridge and rng.random() < 0.1:  # one line without lifting the pen
        return [np.concatenate([lenses[0], bridge[0], lenses[1]]), *temples]
    if rng.random() < 0.15:
        lenses += [closed_loop(p, rx * 0.88, ry * 0.86, corner, rng) for p in places]
    if rng.random() < 0.08:  # light on the lenses
        lenses += [np.stack([p + [-0.3 * rx, 0.2 * ry], p + [0.2 * rx, -0.4 * ry]]) for p in places]
    return [polyline(line) for line in [*lenses, *bridge, *temples]]


def hat(landmarks: np.ndarray, rng: np.random.Generator) -> tuple[Lines, float]:
    """A hat with a brim, a beanie, a cap or a tall one; and the y below which hair shows again."""
    head = Head.of(landmarks)
    brow = float(landmarks[17:27, 1].min())
    y = brow - rng.uniform(0.05, 0.42) * head.eyes
    half = head.half_width * rng.uniform(1.0, 1.25)
    tall = rng.uniform(0.6, 1.5) * head.eyes
    cx = head.centre[0] + rng.uniform(-6, 6)
    kind = rng.choice(["brim", "beanie", "cap", "tall", "cone"])
    lines: Lines = []
    if kind in ("brim", "tall"):
        wide = half * rng.uniform(1.25, 1.9)
        flat = rng.uniform(0.06, 0.22)
        brim = closed_loop((cx, y), wide, wide * flat, 2.0, rng) if rng.random() < 0.5 else smooth_curve(np.array([[cx - wide, y + rng.uniform(-6, 10)], [cx, y + rng.uniform(-2, 14)], [cx + wide, y + rng.uniform(-6, 10)]]))
        lean = rng.uniform(0.0, 0.35)
        crown = np.array([[cx - half, y], [cx - half * (1 - lean), y - tall * 0.8], [cx - half * 0.5 * (1 - lean), y - tall], [cx + half * 0.5 * (1 - lean), y - tall], [cx + half * (1 - lean), y - tall * 0.8], [cx + half, y]])
        lines = [brim, smooth_curve(crown) if kind == "brim" else crown]
        if rng.random() < 0.6:
            lines.append(smooth_curve(np.array([[cx - half, y - 0.18 * tall], [cx, y - 0.14 * tall], [cx + half, y - 0.18 * tall]])))
    elif kind == "beanie":
        dome = ellipse((cx, y), half, tall, np.pi, 2 * np.pi, 24)
        band = rng.uniform(14, 34)
        lines = [dome, np.stack([[cx - half, y], [cx + half, y]])]
        lines.append(np.array([[cx - half, y], [cx - half - 2, y + band], [cx + half + 2, y + band], [cx + half, y]]))
        if rng.random() < 0.5:
            lines.append(ellipse((cx, y - tall - 12), 14, 14, 0, 6.4, 16))
        for _ in range(int(rng.integers(0, 8))):
            x = cx + rng.uniform(-0.8, 0.8) * half
            lines.append(np.array([[x, y - rng.uniform(0.1, 0.5) * tall], [x + rng.uniform(-4, 4), y - 2]]))
    elif kind == "cap":
        side = rng.choice([-1.0, 1.0])
        lines = [ellipse((cx, y), half, tall * 0.8, np.pi, 2 * np.pi, 24)]
        lines.append(smooth_curve(np.array([[cx - side * half, y], [cx, y + 6], [cx + side * half, y], [cx + side * half * rng.uniform(1.5, 2.0), y + rng.uniform(4, 24)], [cx + side * half * 0.6, y + 22]])))
        if rng.random() < 0.4:
            lines.append(smooth_curve(np.array([[cx, y - 0.8 * tall], [cx + side * 14, y - 0.4 * tall], [cx + side * 16, y]])))
    else:
        lines = [np.array([[cx - half, y], [cx + rng.uniform(-20, 20), y - 1.6 * tall], [cx + half, y]]), smooth_curve(np.array([[cx - half, y], [cx, y + 10], [cx + half, y]]))]
    return [polyline(line) for line in lines], y


def _skull(head: Head, angle: np.ndarray, grow: float) -> np.ndarray:
    """Places on the outline of the head's upper half and beyond: angle 0 is the top, ±π/2 the sides, larger ones hang down."""
    x = head.centre[0] + head.half_width * grow * np.sin(np.clip(angle, -np.pi / 2, np.pi / 2))
    round_y = head.centre[1] - (head.centre[1] - head.top) * grow * np.cos(np.clip(angle, -np.pi / 2, np.pi / 2))
    hang = np.maximum(np.abs(angle) - np.pi / 2, 0) * 90
    return np.stack([x, round_y + hang], -1)


def _spikes_on_top(head: Head, rng: np.random.Generator) -> np.ndarray:
    """Straight spikes on the upper head, from temple to temple or less."""
    count, reach = 2 * int(rng.integers(2, 8)) + 1, rng.uniform(0.6, 1.5)
    sink, tall = rng.uniform(0.7, 1.02), rng.uniform(24, 90)
    points = np.concatenate([_skull(head, np.array([a]), sink) for a in np.linspace(-reach, reach, count)])
    points[1::2, 1] = points[1::2, 1].clip(max=head.top + 30) - tall * rng.uniform(0.6, 1.2, count // 2)
    points += rng.normal(0, 4, points.shape)
    if rng.random() < 0.3:  # they begin and end lower, at the sides
        ends = points[[0, -1]] + [[rng.uniform(-14, 4), rng.uniform(20, 70)], [rng.uniform(-4, 14), rng.uniform(20, 70)]]
        points = np.concatenate([ends[:1], points, ends[1:]])
    return polyline(points)


def scribbled_hair(landmarks: np.ndarray, rng: np.random.Generator) -> Lines:
    """Hair as it is drawn in a minute: outlines, strands, zigzags, curls, spikes, a fringe, a bun."""
    head = Head.of(landmarks)
    grow = rng.uniform(1.08, 1.5)
    long = rng.uniform(-0.2, 3.0) * rng.random()
    reach = np.pi / 2 + max(0.0, long)
    lines: Lines = []
    kind = rng.choice(["outline", "strands", "zigzag", "curls", "spikes", "crown", "two", "short"])
    span = np.linspace(-reach, reach, 30)
    if kind in ("outline", "two", "zigzag", "curls"):
        outer = _skull(head, span, grow) + rng.normal(0, 2.0, (30, 2))
        if kind == "two":
            lines += [smooth_curve(outer[:16]), smooth_curve(outer[:14:-1])]
        elif kind == "zigzag":
            deep = rng.uniform(0.06, 0.3)
            count = int(rng.integers(14, 60))
            both = [_skull(head, np.array([a]), grow - (deep if i % 2 else 0)) for i, a in enumerate(np.linspace(-reach, reach, count))]
            parts = int(rng.integers(1, 4))
            lines += [np.concatenate(piece) for piece in np.array_split(np.array(both), parts) if len(piece) > 2]
        elif kind == "curls":
            turns = int(rng.integers(6, 22))
            t = np.linspace(-reach, reach, turns * 9)
            r = rng.uniform(7, 20)
            curl = _skull(head, t, grow) + r * np.stack([np.cos(t * turns * np.pi / reach), np.sin(t * turns * np.pi / reach)], -1)
            parts = int(rng.integers(1, 4))
            lines += [piece for piece in np.array_split(curl, parts) if len(piece) > 3]
        else:
            lines.append(smooth_curve(outer))
        if rng.random() < 0.6:  # where it ends on the forehead
            inner = _skull(head, np.linspace(-1.45, 1.45, 12), rng.uniform(0.62, 0.95))
            lines.append(smooth_curve(inner + rng.normal(0, 2.5, inner.shape)))
    if kind == "spikes":
        count = int(rng.integers(9, 30))
        tips = [_skull(head, np.array([a]), grow + (rng.uniform(0.1, 0.4) if i % 2 else -0.12)) for i, a in enumerate(np.linspace(-1.6, 1.6, count))]
        lines.append(np.concatenate(tips))
    if kind == "crown":
        lines.append(_spikes_on_top(head, rng))
    if kind in ("strands", "short") or rng.random() < 0.4:
        for _ in range(int(rng.integers(4, 40))):
            at = rng.uniform(-reach, reach)
            along = rng.uniform(0.15, 0.9 if kind == "strands" else 0.4)
            if rng.random() < 0.6:  # along the head
                strand = _skull(head, np.linspace(at, at + np.sign(at) * along, 6), rng.uniform(0.95, grow))
            else:  # away from it
                a = np.array([np.clip(at, -1.5, 1.5)])
                strand = np.concatenate([_skull(head, a + rng.normal(0, 0.05), g) for g in np.linspace(rng.uniform(0.8, 1.0), grow, 4)])
            lines.append(smooth_curve(strand + rng.normal(0, 1.5, strand.shape)))
    if rng.random() < 0.35:  # fringe
        hairline, brow = head.centre[1] - 0.62 * (head.centre[1] - head.top), float(landmarks[17:27, 1].min())
        xs = np.linspace(-0.8, 0.8, int(rng.integers(4, 14))) * head.half_width + head.centre[0]
        if rng.random() < 0.5:
            zig = np.stack([np.repeat(xs, 2)[1:], np.tile([hairline, brow - rng.uniform(0, 12)], len(xs))[1:]], 1)
            lines.append(zig)
        else:
            lines += [smooth_curve(np.array([[x, hairline + rng.uniform(-8, 8)], [x + rng.uniform(-9, 9), 0.5 * (hairline + brow)], [x + rng.uniform(-16, 16), brow + rng.uniform(-12, 6)]])) for x in xs]
    if rng.random() < 0.06:  # bun
        lines.append(ellipse((head.centre[0] + rng.uniform(-20, 20), head.top - 26 * grow), 34, 28, 0, 6.5, 24))
    if rng.random() < 0.08:  # tails
        for out in (-1, 1):
            x = head.centre[0] + out * head.half_width * grow
            lines.append(smooth_curve(np.array([[x, head.centre[1]], [x + out * 34, head.centre[1] + 50], [x + out * 26, head.chin + 10], [x + out * 6, head.centre[1] + 60]])))
    return [polyline(line) for line in lines if len(line) > 1]


def skin_marks(landmarks: np.ndarray, rng: np.random.Generator) -> Lines:
    """Folds, lines on the forehead, a dimple, freckles, cheeks."""
    l, head = landmarks, Head.of(landmarks)
    lines: Lines = []
    if rng.random() < 0.5:
        for wing, corner, out in ((l[31], l[48], -1), (l[35], l[54], 1)):
            lines.append(smooth_curve(np.stack([wing + [out * 8, -2], 0.5 * (wing + corner) + [out * 18, 0], corner + [out * 12, rng.uniform(-6, 10)]])))
    if rng.random() < 0.2:
        for k in range(int(rng.integers(1, 4))):
            y = l[19:25, 1].min() - 16 - 13 * k
            lines.append(smooth_curve(np.array([[head.centre[0] - 44, y + rng.uniform(-3, 3)], [head.centre[0], y - 4], [head.centre[0] + 44, y + rng.uniform(-3, 3)]])))
    if rng.random() < 0.2:
        lines.append(smooth_curve(np.array([l[57] + [-18, 16], l[57] + [0, 20], l[57] + [18, 16]])))
    if rng.random() < 0.15:
        for out in (-1, 1):
            cheek = np.array([head.centre[0] + out * 0.62 * head.half_width, l[30, 1]])
            lines += [polyline(cheek + rng.normal(0, 13, 2) + [[0, 0], [1.5, 1]]) for _ in range(int(rng.integers(2, 7)))]
    if rng.random() < 0.1:
        for out in (-1, 1):
            cheek = (head.centre[0] + out * 0.62 * head.half_width, float(l[30, 1]) + 8)
            lines.append(ellipse(cheek, 20, 14, 0, 6.3, 18))
    return [polyline(line) for line in lines]


def neck(landmarks: np.ndarray, rng: np.random.Generator) -> Lines:
    """Two lines down from the jaw; sometimes the hollow between the collar bones."""
    depth = rng.uniform(30, 110)
    k = int(rng.integers(4, 6))
    lines = [smooth_curve(np.stack([p + [0, rng.uniform(-4, 10)], p + [out * rng.uniform(-2, 8), 0.5 * depth], p + [out * rng.uniform(0, 22), depth]])) for p, out in ((landmarks[k], -1.0), (landmarks[16 - k], 1.0))]
    if rng.random() < 0.15:
        middle = landmarks[8] + [0, 0.8 * depth]
        lines += [smooth_curve(np.stack([middle + [out * 4, 4], middle + [out * 16, -2], middle + [out * 34, -6]])) for out in (-1, 1)]
    return [polyline(line) for line in lines]


def cloth(landmarks: np.ndarray, rng: np.random.Generator) -> Lines:
    """Shoulders, a neckline, a collar."""
    chin = landmarks[8]
    y = float(chin[1]) + rng.uniform(24, 60)
    half = rng.uniform(46, 78)
    lines: Lines = []
    if rng.random() < 0.85:
        for out in (-1, 1):
            wide = rng.uniform(90, 200)
            lines.append(smooth_curve(np.array([[chin[0] + out * half, y], [chin[0] + out * (half + 0.45 * wide), y + rng.uniform(4, 26)], [chin[0] + out * (half + wide), y + rng.uniform(20, 90)]])))
    kind = rng.choice(["round", "vee", "collar", "none", "turtle"])
    if kind == "round":
        lines.append(smooth_curve(np.array([[chin[0] - half, y], [chin[0], y + rng.uniform(8, 46)], [chin[0] + half, y]])))
    elif kind == "vee":
        lines.append(np.array([[chin[0] - half, y], [chin[0], y + rng.uniform(30, 80)], [chin[0] + half, y]]))
    elif kind == "collar":
        for out in (-1, 1):
            lines.append(np.array([[chin[0] + out * half, y - 8], [chin[0] + out * 10, y + 30], [chin[0] + out * (half * 0.7), y + 52], [chin[0] + out * half, y - 8]]))
    elif kind == "turtle":
        lines += [smooth_curve(np.array([[chin[0] - half, v], [chin[0], v + 8], [chin[0] + half, v]])) for v in (y - 6, y + 22)]
    if rng.random() < 0.15:
        lines += [ellipse((chin[0] + rng.uniform(-3, 3), y + 40 + 24 * k), 4, 4, 0, 6.3, 10) for k in range(int(rng.integers(1, 3)))]
    return [polyline(np.minimum(line, 511.0)) for line in lines]


def earrings(landmarks: np.ndarray, rng: np.random.Generator) -> Lines:
    """Studs, rings or drops below the ears."""
    kind, size = rng.choice(["stud", "ring", "drop"]), rng.uniform(3, 13)
    lines: Lines = []
    for p, out in ((landmarks[2], -1.0), (landmarks[14], 1.0)):
        at = p + [out * rng.uniform(4, 16), rng.uniform(-12, 8)]
        if kind == "stud":
            lines.append(ellipse(at, min(size, 5), min(size, 5), 0, 6.4, 10))
        elif kind == "ring":
            lines.append(ellipse(at + [0, size], size, size * rng.uniform(1, 1.5), 0, 6.4, 18))
        else:
            lines += [np.stack([at, at + [0, size * 1.5]]), ellipse(at + [0, size * 2.2], 0.5 * size, 0.8 * size, 0, 6.4, 12)]
    return [polyline(line) for line in lines]


def necklace(landmarks: np.ndarray, rng: np.random.Generator) -> Lines:
    """A chain round the neck, beads, a pendant."""
    chin, half, y = landmarks[8], rng.uniform(44, 76), float(landmarks[8, 1]) + rng.uniform(18, 44)
    chain = smooth_curve(np.array([[chin[0] - half, y], [chin[0], y + rng.uniform(16, 48)], [chin[0] + half, y]]))
    if rng.random() < 0.35:
        return [ellipse(p, 4, 4, 0, 6.4, 9) for p in resample(chain, rng.uniform(9, 18))]
    low = chain[int(chain[:, 1].argmax())]
    return [polyline(chain), *([ellipse(low + [0, 8], 6, 8, 0, 6.4, 14)] if rng.random() < 0.5 else [])]


def clutter(rng: np.random.Generator) -> Lines:
    """What is no part of a face: a mark beside it, a frame, a signature."""
    kind = rng.random()
    if kind < 0.4:
        corner = rng.choice([20.0, 440.0], 2) + rng.uniform(0, 40, 2)
        return [polyline(corner + np.cumsum(rng.normal(0, 9, (int(rng.integers(2, 14)), 2)), 0)) for _ in range(int(rng.integers(1, 5)))]
    if kind < 0.6:
        a, b = rng.uniform(4, 30), 512 - rng.uniform(4, 30)
        return [np.array([[a, a], [b, a], [b, b], [a, b], [a, a]], np.float32)]
    side = rng.choice([rng.uniform(5, 60), rng.uniform(452, 507)])
    return [polyline(np.stack([np.full(8, side) + rng.normal(0, 6, 8), np.linspace(*sorted(rng.uniform(0, 512, 2)), 8)], 1))]
