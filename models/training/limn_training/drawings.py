"""Writes a split's line drawings as room files, so that the app draws faces it was not trained on.

    python -m limn_training.drawings --data data --split test --out drawings/      # from packed faces: the clean drawings
    python -m limn_training.drawings --faces FACES --split test --out drawings/    # from the faces folder: with the photos

With `--faces` each `ID.json` has its photo on the template beside it (`ID.webp`), `faces.jsonl` says of each what is
known: id, size (px of the source), sex, age (predicted), skin (individual typology angle of the face's skin, degrees), and
`skipped.txt` which pictures are broken.
`--kind` draws them otherwise than clean (`prepare/variants.py`), by chance that depends on `--seed` and the face only.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterator
from pathlib import Path

import cv2
import numpy as np

from .prepare.align import align
from .prepare.canonical import canonical_strokes, simplify_strokes
from .prepare.faces import BrokenPicture, FaceArchive, read_records, split_of
from .classes import SKIN
from .prepare.line_drawing import smooth_photo
from .prepare.pack import face_rng
from .prepare.variants import KINDS, Face, draw

#: strokes.npz holds 1/8 px.
POINT_UNITS = 8
CLEAN = "clean"


def room_file(points: list[np.ndarray]) -> dict:
    """Strokes in canvas px, in the shape of `shared/roomFile.ts`."""
    inside = [np.clip(np.asarray(stroke, np.float64), 0, 512).round(3) for stroke in points]
    return {"format": "limn-room", "version": 1, "strokes": [{"points": stroke.tolist()} for stroke in inside if len(stroke)]}


def skin_tone(photo: np.ndarray, mask: np.ndarray) -> float | None:
    """RGB uint8 [S, S, 3] and class numbers [M, M] → individual typology angle in degrees (pale > 41 … dark < -30)."""
    small = cv2.resize(photo, mask.shape[::-1], interpolation=cv2.INTER_AREA)
    skin = cv2.cvtColor(small.astype(np.float32) / 255, cv2.COLOR_RGB2LAB)[mask == SKIN]
    if len(skin) == 0:
        return None
    lightness, _, yellow = np.median(skin, axis=0)
    return round(float(np.degrees(np.arctan2(lightness - 50, yellow))), 1)


def packed_strokes(data: Path, split: str) -> Iterator[tuple[dict, list[np.ndarray]]]:
    """The split's faces with their clean drawings: strokes float32 [P, 2] in canvas px."""
    strokes = np.load(data / "strokes.npz")
    points, starts, owners = strokes["points"].astype(np.float32), strokes["stroke_start"], strokes["face_start"]
    for row, face in enumerate(json.loads((data / "faces.json").read_text())):
        if face["split"] == split:
            yield face, [points[starts[s] : starts[s + 1]] / POINT_UNITS for s in range(owners[row], owners[row + 1])]


def from_packed(data: Path, split: str, out: Path) -> int:
    written = 0
    for face, drawn in packed_strokes(data, split):
        (out / f"{face['id']}.json").write_text(json.dumps(room_file(drawn)))
        written += 1
    return written


def from_faces(folder: Path, split: str, kind: str, seed: int, out: Path) -> int:
    archive, lines, skipped = FaceArchive(folder), [], []
    for record in read_records(folder):
        if split_of(record["id"]) != split:
            continue
        try:
            lines.append(_write_face(archive, record, kind, seed, out))
        except BrokenPicture as problem:
            skipped.append(str(problem))
            print(f"skipped {problem}", file=sys.stderr)
    (out / "faces.jsonl").write_text("".join(f"{json.dumps(line)}\n" for line in lines))
    (out / "skipped.txt").write_text("".join(f"{line}\n" for line in skipped))
    return len(lines)


def _write_face(archive: FaceArchive, record: dict, kind: str, seed: int, out: Path) -> dict:
    face_id = record["id"]
    original, mask = archive.photo(face_id), archive.mask(face_id)
    photo, mask, landmarks = align(original, mask, np.asarray(record["landmarks"], np.float32))
    if kind == CLEAN:
        strokes = simplify_strokes(canonical_strokes(landmarks, mask))
    else:
        smooth = smooth_photo(cv2.resize(photo, (256, 256), interpolation=cv2.INTER_AREA))
        strokes = draw(Face(landmarks, mask, smooth), kind, face_rng(seed, face_id, 0))
    (out / f"{face_id}.json").write_text(json.dumps(room_file([s.points for s in strokes])))
    if photo is original:
        (out / f"{face_id}.webp").write_bytes(archive.read(f"{face_id}.webp"))
    else:
        lossless = [cv2.IMWRITE_WEBP_QUALITY, 101]
        cv2.imwrite(str(out / f"{face_id}.webp"), cv2.cvtColor(photo, cv2.COLOR_RGB2BGR), lossless)
    known = {name: record.get(name) for name in ("size", "sex", "age")}
    return {"id": face_id, **known, "skin": skin_tone(photo, mask)}


def main(argv: list[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    source = parser.add_mutually_exclusive_group()
    source.add_argument("--data", type=Path, default=Path("data"), help="packed faces; only clean drawings, no photos")
    source.add_argument("--faces", type=Path, help="folder with faces.jsonl, faces-N.tar and masks.tar")
    parser.add_argument("--split", choices=("training", "validation", "test"), default="test")
    parser.add_argument("--kind", choices=(CLEAN, *KINDS), default=CLEAN, help="with --faces")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--out", type=Path, required=True)
    options = parser.parse_args(argv)
    if options.kind != CLEAN and not options.faces:
        parser.error("--kind needs --faces")
    options.out.mkdir(parents=True, exist_ok=True)
    if options.faces:
        written = from_faces(options.faces, options.split, options.kind, options.seed, options.out)
    else:
        written = from_packed(options.data, options.split, options.out)
    print(f"{written} drawings in {options.out}")


if __name__ == "__main__":
    main()
