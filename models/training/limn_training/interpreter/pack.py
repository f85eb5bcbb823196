"""Draws every face of the split several times and keeps the strokes: faces folder → `drawings.npz`."""

from __future__ import annotations

from pathlib import Path

import cv2
import numpy as np
from tqdm import tqdm

from ..prepare.align import align
from ..prepare.faces import BrokenPicture, FaceArchive, read_records, split_of
from ..prepare.line_drawing import smooth_photo
from ..prepare.pack import face_rng
from ..prepare.strokes import Stroke, simplify
from ..prepare.variants import Face
from .drawings import KINDS, Habits, labelled_drawing

#: strokes of one drawing at most; a denser one loses its last
MOST_STROKES = 260
POINT_UNITS = 8
#: Drawings of one face: most as people draw, since those are what the app sees; traced ones cost most time to make.
ROUNDS = (("human",), ("human",), ("humanFree",), ("humanFree",), ("fiveLines",), ("simple",), ("simple",), ("traced", "clean", "traced", "hatched", "photocopy"))
#: What a measurement draws: only what the face itself has.
PLAIN = Habits(glasses=0, hat=0, scribbled_hair=0, jewellery=0, marks=0, clutter=0, merge=0)


def read_face(archive: FaceArchive, record: dict) -> Face:
    photo, mask = archive.photo(record["id"]), archive.mask(record["id"])
    photo, mask, landmarks = align(photo, mask, np.asarray(record["landmarks"], np.float32))
    if mask.shape[0] != 256:
        mask = cv2.resize(mask, (256, 256), interpolation=cv2.INTER_NEAREST)
    return Face(landmarks, mask, smooth_photo(cv2.resize(photo, (256, 256), interpolation=cv2.INTER_AREA)))


def pack_drawings(drawings: list[tuple[int, list[Stroke]]]) -> dict[str, np.ndarray]:
    """(kind, strokes) → points int16 [P, 2] (1/8 px), stroke_start int32 [S + 1], label uint8 [S], drawing_start int32 [D + 1], kind uint8 [D]."""
    strokes = [s for _, drawing in drawings for s in drawing]
    points = [np.round(np.clip(simplify(s.points, 0.6), -600, 1100) * POINT_UNITS).astype(np.int16) for s in strokes]
    return {
        "points": np.concatenate(points),
        "stroke_start": np.cumsum([0, *(len(p) for p in points)]).astype(np.int32),
        "label": np.array([s.label for s in strokes], np.uint8),
        "drawing_start": np.cumsum([0, *(len(drawing) for _, drawing in drawings)]).astype(np.int32),
        "kind": np.array([kind for kind, _ in drawings], np.uint8),
    }


def pack(faces: Path, out: Path, split: str, rounds: tuple[tuple[str, ...], ...] = ROUNDS, limit: int | None = None, seed: int = 0, wish: Habits = Habits()) -> int:
    """One drawing a face and round, its kind in turn from the round's. Writes `out` and returns how many drawings it holds."""
    cv2.setNumThreads(1)
    archive = FaceArchive(faces)
    records = [r for r in read_records(faces) if split_of(r["id"]) == split]
    records = records if limit is None else [records[i * len(records) // limit] for i in range(min(limit, len(records)))]
    drawings: list[tuple[int, list[Stroke]]] = []
    for row, record in enumerate(tqdm(records, desc=f"interpreter: {split}", unit="face", mininterval=5)):
        try:
            face = read_face(archive, record)
        except BrokenPicture as problem:
            print(f"skipped {problem}")
            continue
        for number, kinds in enumerate(rounds):
            kind = kinds[row % len(kinds)]
            strokes = labelled_drawing(face, kind, face_rng(seed, record["id"], 100 + number), wish)[:MOST_STROKES]
            if strokes:
                drawings.append((KINDS.index(kind), strokes))
    out.parent.mkdir(parents=True, exist_ok=True)
    np.savez(out, **pack_drawings(drawings))
    return len(drawings)
