"""Packs a faces folder: every face's photo, mask, landmarks, clean drawing and drawn variants as flat arrays."""

from __future__ import annotations

import argparse
import json
import sys
import time
from pathlib import Path

import cv2
import numpy as np
from numpy.lib.format import open_memmap
from tqdm import tqdm

from .align import align
from .canonical import simplify_strokes
from .faces import BrokenPicture, FaceArchive, read_records, split_of
from .line_drawing import smooth_photo
from .raster import rasterize
from .spread import spread
from .strokes import Stroke
from .variants import KINDS, Face, draw

DRAWING_SIZE = 256
MASK_SIZE = 128
POINT_UNITS = 8  # stored points are int16 in 1/8 px of the 512-px canvas

_worker: dict = {}


def face_rng(seed: int, face_id: str, variant: int) -> np.random.Generator:
    """Chance that depends on the face and the variant only, never on which worker takes it or on --limit."""
    return np.random.default_rng([seed, int(face_id[:8], 16) if _is_hex(face_id[:8]) else sum(face_id.encode()), variant])


def _is_hex(text: str) -> bool:
    return bool(text) and all(c in "0123456789abcdefABCDEF" for c in text)


def _resize(picture: np.ndarray, size: int) -> np.ndarray:
    if picture.shape[0] == size:
        return picture
    shrink = picture.shape[0] > size
    return cv2.resize(picture, (size, size), interpolation=cv2.INTER_AREA if shrink else cv2.INTER_CUBIC)


def _array_shapes(count: int, variants: int, photo_size: int) -> dict[str, tuple[tuple[int, ...], type]]:
    return {
        "photos": ((count, photo_size, photo_size, 3), np.uint8),
        "masks": ((count, MASK_SIZE, MASK_SIZE), np.uint8),
        "landmarks": ((count, 68, 2), np.float32),
        "canonical": ((count, DRAWING_SIZE, DRAWING_SIZE), np.uint8),
        "variants": ((count, variants, DRAWING_SIZE, DRAWING_SIZE), np.uint8),
    }


def _start_worker(archive: FaceArchive, out: Path, names: list[str], variants: int, seed: int) -> None:
    cv2.setNumThreads(1)
    arrays = {name: open_memmap(out / f"{name}.npy", mode="r+") for name in names}
    _worker.update(archive=archive, arrays=arrays, variants=variants, seed=seed)


def _pack_face(task: tuple[int, dict]) -> tuple[int, list[Stroke] | None, str]:
    """Fills one row of every array; returns the row, the clean strokes, or why there are none."""
    row, record = task
    arrays, archive, face_id = _worker["arrays"], _worker["archive"], record["id"]
    try:
        photo, mask = archive.photo(face_id), archive.mask(face_id)
    except BrokenPicture as problem:
        return row, None, str(problem)
    photo, mask, landmarks = align(photo, mask, np.asarray(record["landmarks"], np.float32))
    face = Face(landmarks, _nearest(mask, 256), smooth_photo(_resize(photo, 256)))
    arrays["photos"][row] = _resize(photo, arrays["photos"].shape[1])
    arrays["masks"][row] = _nearest(mask, MASK_SIZE)
    arrays["landmarks"][row] = landmarks
    clean = simplify_strokes(face.canonical)
    arrays["canonical"][row] = rasterize(face.canonical, DRAWING_SIZE)
    for v in range(_worker["variants"]):
        strokes = draw(face, KINDS[v % len(KINDS)], face_rng(_worker["seed"], face_id, v))
        arrays["variants"][row, v] = rasterize(strokes, DRAWING_SIZE)
    return row, clean, ""


def _nearest(mask: np.ndarray, size: int) -> np.ndarray:
    return mask if mask.shape[0] == size else cv2.resize(mask, (size, size), interpolation=cv2.INTER_NEAREST)


def _drop_rows(out: Path, names: list[str], keep: np.ndarray) -> None:
    """Rewrites the arrays without the rows of broken pictures."""
    for name in names:
        path, short = out / f"{name}.npy", out / f"{name}.short.npy"
        full = np.load(path, mmap_mode="r")
        target = open_memmap(short, mode="w+", dtype=full.dtype, shape=(len(keep), *full.shape[1:]))
        for start in range(0, len(keep), 256):
            target[start : start + 256] = full[keep[start : start + 256]]
        target.flush()
        del full, target
        short.replace(path)


def pack_strokes(drawings: list[list[Stroke]]) -> dict[str, np.ndarray]:
    """Drawings -> flat arrays: points int16 [P, 2] (1/8 px), stroke_start int32 [S + 1], stroke_label uint8 [S], face_start int32 [N + 1]."""
    strokes = [s for drawing in drawings for s in drawing]
    points = [np.round(np.clip(s.points, -2000, 2000) * POINT_UNITS).astype(np.int16) for s in strokes]
    return {
        "points": np.concatenate(points) if points else np.zeros((0, 2), np.int16),
        "stroke_start": np.cumsum([0, *(len(p) for p in points)]).astype(np.int32),
        "stroke_label": np.array([s.label for s in strokes], np.uint8),
        "face_start": np.cumsum([0, *(len(d) for d in drawings)]).astype(np.int32),
    }


def contact_sheet(out: Path, count: int = 12) -> None:
    """sheet.png: a row a face: photo, clean drawing, variants."""
    photos, canonical, variants = (np.load(out / f"{n}.npy", mmap_mode="r") for n in ("photos", "canonical", "variants"))
    rows = []
    for i in np.unique(np.linspace(0, len(photos) - 1, min(count, len(photos))).astype(int)):
        drawings = [canonical[i], *variants[i]]
        rows.append(np.concatenate([_resize(np.asarray(photos[i]), DRAWING_SIZE)] + [np.repeat(255 - d[..., None], 3, 2) for d in drawings], 1))
    cv2.imwrite(str(out / "sheet.png"), cv2.cvtColor(np.concatenate(rows), cv2.COLOR_RGB2BGR))


def pack(
    faces: Path, out: Path, limit: int | None = None, variants: int = len(KINDS), workers: int = 2, seed: int = 0, photo_size: int = 256
) -> dict:
    """Packs the folder and returns what was done; files and shapes are described in the package's README section."""
    started = time.monotonic()
    faces, out = Path(faces), Path(out)
    out.mkdir(parents=True, exist_ok=True)
    records = read_records(faces, limit)
    if not records:
        raise SystemExit(f"no clean, near-frontal face in {faces}")
    archive = FaceArchive(faces)
    shapes = _array_shapes(len(records), variants, photo_size)
    for name, (shape, dtype) in shapes.items():
        open_memmap(out / f"{name}.npy", mode="w+", dtype=dtype, shape=shape).flush()

    drawings: list[list[Stroke] | None] = [None] * len(records)
    problems: list[str] = []
    setup = (archive, out, list(shapes), variants, seed)
    with tqdm(total=len(records), desc="prepare", unit="face", smoothing=0.05) as bar:
        for row, strokes, problem in spread(_pack_face, enumerate(records), workers, _start_worker, setup):
            drawings[row] = strokes
            if problem:
                problems.append(problem)
                bar.write(f"skipped {problem}", file=sys.stderr)
            bar.update()

    keep = np.array([i for i, d in enumerate(drawings) if d is not None], int)
    if len(keep) == 0:
        raise SystemExit("every picture was broken")
    if len(keep) < len(records):
        _drop_rows(out, list(shapes), keep)
    fields = ("source", "sex", "sexProbability", "age", "yaw", "size")
    rows = [{"id": records[i]["id"], "split": split_of(records[i]["id"]), **{f: records[i].get(f) for f in fields}} for i in keep]
    (out / "faces.json").write_text(json.dumps(rows), encoding="utf8")
    packed = pack_strokes([drawings[i] for i in keep])
    np.savez(out / "strokes.npz", **packed)
    contact_sheet(out)
    return {
        "faces": len(rows),
        "skipped": len(problems),
        "pointsPerFace": round(len(packed["points"]) / len(rows), 1),
        "seconds": round(time.monotonic() - started, 1),
    }


def main(argv: list[str] | None = None) -> None:
    parser = argparse.ArgumentParser(prog="limn_training.prepare", description=__doc__)
    parser.add_argument("--faces", type=Path, required=True, help="folder with faces.jsonl, faces-N.tar and masks.tar")
    parser.add_argument("--out", type=Path, required=True, help="folder for the packed arrays")
    parser.add_argument("--limit", type=int, default=None, help="only N clean faces, spread over the file")
    parser.add_argument("--variants", type=int, default=len(KINDS), help="drawings a face")
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--photo-size", type=int, default=256)
    args = parser.parse_args(argv)
    print(json.dumps(pack(args.faces, args.out, args.limit, args.variants, args.workers, args.seed, args.photo_size)))
