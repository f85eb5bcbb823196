"""Reads the faces folder: shards of pictures, one line of facts a face, parsing masks."""

from __future__ import annotations

import json
import tarfile
from pathlib import Path

import cv2
import numpy as np

MAX_YAW = 0.15
MIN_DETECTOR = 0.9


class BrokenPicture(Exception):
    """A picture or mask that is missing or cannot be decoded."""


def split_of(face_id: str) -> str:
    """The first hex digit decides: 0 validation, 1 test, the rest training."""
    return {"0": "validation", "1": "test"}.get(face_id[0], "training")


def is_clean(record: dict) -> bool:
    """One sure, near-frontal face."""
    return abs(record["yaw"]) < MAX_YAW and record["detector"] >= MIN_DETECTOR and record["faces"] == 1


def read_records(folder: Path, limit: int | None = None) -> list[dict]:
    """The clean faces of faces.jsonl, in file order; with a limit, that many spread over the file,
    since it is sorted by id and the first faces would all be of one split."""
    with open(Path(folder) / "faces.jsonl", encoding="utf8") as lines:
        records = [json.loads(line) for line in lines if line.strip()]
    clean = [record for record in records if is_clean(record)]
    if limit is None or limit >= len(clean):
        return clean
    return [clean[i * len(clean) // limit] for i in range(limit)]


class FaceArchive:
    """Random access into the tars by byte offset, so that every worker reads what it needs without unpacking."""

    def __init__(self, folder: Path):
        self.folder = Path(folder)
        self.where: dict[str, tuple[str, int, int]] = {}
        for path in sorted(self.folder.glob("faces-*.tar")) + [self.folder / "masks.tar"]:
            with tarfile.open(path) as tar:
                for member in tar:
                    self.where[Path(member.name).name] = (path.name, member.offset_data, member.size)
        self._open: dict[str, object] = {}

    def __getstate__(self) -> dict:
        return {**self.__dict__, "_open": {}}  # open files do not travel to other processes

    def read(self, name: str) -> bytes:
        if name not in self.where:
            raise BrokenPicture(f"{name}: not in any shard")
        tar, offset, size = self.where[name]
        if tar not in self._open:
            self._open[tar] = open(self.folder / tar, "rb")
        file = self._open[tar]
        file.seek(offset)
        return file.read(size)

    def _decode(self, name: str, flag: int) -> np.ndarray:
        data = np.frombuffer(self.read(name), np.uint8)
        picture = cv2.imdecode(data, flag) if data.size else None
        if picture is None:
            raise BrokenPicture(f"{name}: cannot be decoded")
        return picture

    def photo(self, face_id: str) -> np.ndarray:
        """RGB uint8 [size, size, 3] at the size it was stored in."""
        return cv2.cvtColor(self._decode(f"{face_id}.webp", cv2.IMREAD_COLOR), cv2.COLOR_BGR2RGB)

    def mask(self, face_id: str) -> np.ndarray:
        """Class numbers uint8 [256, 256]."""
        mask = self._decode(f"{face_id}.png", cv2.IMREAD_UNCHANGED)
        if mask.ndim != 2:
            raise BrokenPicture(f"{face_id}.png: not one channel of class numbers")
        return mask
