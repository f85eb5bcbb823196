"""Adds labelled drawings to packed faces: each training face as people draw it, with the class of every stroke.

    python -m limn_training.labelled --faces FACES --data data

Writes `labelled.npy` uint8 [N, V, 256, 256] (ink) and `classes.npy` uint8 [N, V, 128, 128] (class of the stroke there, 0 none)
beside the packed arrays; rows of other splits stay empty.
"""

from __future__ import annotations

import argparse
import json
import sys
from dataclasses import replace
from pathlib import Path

import cv2
import numpy as np
from numpy.lib.format import open_memmap
from tqdm import tqdm

from . import classes as c
from .interpreter.drawings import Habits, labelled_drawing
from .interpreter.pack import PLAIN, read_face
from .prepare.faces import BrokenPicture, FaceArchive, read_records
from .prepare.pack import DRAWING_SIZE, MASK_SIZE, face_rng
from .prepare.raster import SHIFT, fixed_point, rasterize
from .prepare.spread import spread
from .prepare.strokes import CANVAS, Stroke

#: Kinds of the drawings of one face; a face takes one of each round in turn. Traced photos are among the packed variants.
ROUNDS = (("human",), ("humanFree", "fiveLines"), ("clean", "hatched", "human"))
#: Chance that glasses and hats of who wears some are drawn as people draw them, not along the outline of the mask: a network
#: that saw outlines alone took angular glasses for none (seen on drawings by hand).
FREELY = 0.75
#: Pixels of a mask of 256 px in a cell.
_PIXELS = 4
#: Cells a class covers across a line: all that the pen's 3 px of the canvas touch.
_COVER = 2

_worker: dict = {}


def kind_of(row: int, which: int) -> str:
    """The kind of drawing `which` of the face in `row`."""
    kinds = ROUNDS[which]
    return kinds[row % len(kinds)]


def habits_of(mask: np.ndarray) -> Habits:
    """What may be drawn beside or instead of the mask's outlines: only what the face of the mask [256, 256] has."""
    wears = lambda number: FREELY * float((mask == number).sum() >= c.WORN_CELLS * _PIXELS)
    return replace(PLAIN, glasses=wears(c.GLASSES), hat=wears(c.HAT))


def class_cells(strokes: list[Stroke]) -> np.ndarray:
    """The class of the stroke at each cell, uint8 [128, 128]; later strokes lie on top."""
    cells = np.zeros((MASK_SIZE, MASK_SIZE), np.uint8)
    for stroke in strokes:
        line = fixed_point(stroke.points, MASK_SIZE / CANVAS)
        cv2.polylines(cells, [line], False, int(stroke.label), _COVER, cv2.LINE_8, SHIFT)
    return cells


def _start(archive: FaceArchive, data: Path, seed: int) -> None:
    cv2.setNumThreads(1)
    arrays = [np.load(data / f"{name}.npy", mmap_mode="r+") for name in ("labelled", "classes")]
    _worker.update(archive=archive, arrays=arrays, seed=seed)


def _draw(task: tuple[int, dict]) -> str:
    row, record = task
    try:
        face = read_face(_worker["archive"], record)
    except BrokenPicture as problem:
        return str(problem)
    ink, classes = _worker["arrays"]
    wish = habits_of(face.mask)
    for which in range(len(ROUNDS)):
        strokes = labelled_drawing(face, kind_of(row, which), face_rng(_worker["seed"], record["id"], 200 + which), wish)
        ink[row, which] = rasterize(strokes, DRAWING_SIZE)
        classes[row, which] = class_cells(strokes)
    return ""


def add_labelled(faces: Path, data: Path, workers: int = 2, seed: int = 0) -> int:
    """Draws every training face of `data`; returns how many."""
    packed = json.loads((data / "faces.json").read_text())
    records = {record["id"]: record for record in read_records(faces)}
    tasks = [(row, records[face["id"]]) for row, face in enumerate(packed) if face["split"] == "training" and face["id"] in records]
    for name, size in (("labelled", DRAWING_SIZE), ("classes", MASK_SIZE)):
        open_memmap(data / f"{name}.npy", mode="w+", dtype=np.uint8, shape=(len(packed), len(ROUNDS), size, size)).flush()
    setup = (FaceArchive(faces), data, seed)
    with tqdm(total=len(tasks), desc="labelled drawings", unit="face", mininterval=5) as bar:
        for problem in spread(_draw, tasks, workers, _start, setup):
            if problem:
                bar.write(f"skipped {problem}", file=sys.stderr)
            bar.update()
    return len(tasks)


def main(argv: list[str] | None = None) -> None:
    parser = argparse.ArgumentParser(prog="limn_training.labelled", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--faces", type=Path, required=True, help="the folder that prepare packed")
    parser.add_argument("--data", type=Path, required=True, help="what prepare wrote")
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--seed", type=int, default=0)
    args = parser.parse_args(argv)
    print(json.dumps({"faces": add_labelled(args.faces, args.data, args.workers, args.seed)}))


if __name__ == "__main__":
    main()
