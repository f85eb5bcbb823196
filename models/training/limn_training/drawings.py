"""Writes a split's line drawings as room files, so that the app draws faces it was not trained on.

    python -m limn_training.drawings --data data --split test --out drawings/
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path

import numpy as np

#: strokes.npz holds 1/8 px.
POINT_UNITS = 8


def room_file(points: list[np.ndarray]) -> dict:
    """Strokes in canvas px, in the shape of `models/import/roomFile.ts`."""
    inside = [np.clip(stroke / POINT_UNITS, 0, 512) for stroke in points]
    return {"format": "limn-room", "version": 1, "strokes": [{"points": stroke.tolist()} for stroke in inside if len(stroke)]}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, default=Path("data"))
    parser.add_argument("--split", choices=("training", "validation", "test"), default="test")
    parser.add_argument("--out", type=Path, required=True)
    options = parser.parse_args()
    faces = json.loads((options.data / "faces.json").read_text())
    strokes = np.load(options.data / "strokes.npz")
    points, starts, owners = strokes["points"].astype(np.float32), strokes["stroke_start"], strokes["face_start"]
    options.out.mkdir(parents=True, exist_ok=True)
    written = 0
    for row, face in enumerate(faces):
        if face["split"] != options.split:
            continue
        drawn = [points[starts[s] : starts[s + 1]] for s in range(owners[row], owners[row + 1])]
        (options.out / f"{face['id']}.json").write_text(json.dumps(room_file(drawn)))
        written += 1
    print(f"{written} drawings in {options.out}")


if __name__ == "__main__":
    main()
