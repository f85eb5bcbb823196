"""A faces folder with drawn faces, in the format of the real one."""

from __future__ import annotations

import io
import json
import tarfile
from pathlib import Path

import cv2
import numpy as np


def drawn_landmarks(rng: np.random.Generator | None = None) -> np.ndarray:
    """68 plausible landmarks (iBUG order), float32 [68, 2], px of 512, on the template."""
    angle = np.linspace(np.pi, 0, 17)
    jaw = np.stack([255 + 130 * np.cos(angle), 245 + 206 * np.sin(angle)], 1)
    brow = np.array([[148, 212], [165, 202], [183, 200], [202, 203], [218, 209]], float)
    brows = [brow, np.stack([510 - brow[::-1, 0], brow[::-1, 1]], 1)]
    nose = [[255, 245], [255, 268], [255, 291], [252, 312], [230, 324], [241, 329], [252, 332], [264, 329], [275, 324]]
    eye = np.array([[-22, 1], [-10, -7], [8, -7], [22, 1], [9, 7], [-9, 7]], float)
    mouth = [[205, 368], [221, 360], [240, 356], [252, 358], [264, 356], [284, 360], [300, 368], [285, 381], [268, 389], [252, 391], [236, 389], [219, 381]]
    inner = [[210, 368], [238, 367], [252, 368], [266, 367], [295, 368], [266, 371], [252, 372], [238, 371]]
    points = np.concatenate([jaw, *brows, nose, eye + [192, 239], eye + [314, 239], mouth, inner])
    return (points + (rng.normal(0, 1.5, (68, 2)) if rng is not None else 0)).astype(np.float32)


def drawn_mask() -> np.ndarray:
    """Hair, skin, ears, neck and cloth as ellipses; class numbers uint8 [256, 256]."""
    mask = np.zeros((256, 256), np.uint8)
    cv2.ellipse(mask, (128, 270), (110, 60), 0, 0, 360, 18, -1)
    cv2.rectangle(mask, (100, 190), (156, 235), 17, -1)
    cv2.ellipse(mask, (128, 105), (82, 85), 0, 0, 360, 13, -1)
    cv2.ellipse(mask, (61, 128), (9, 18), 0, 0, 360, 9, -1)
    cv2.ellipse(mask, (195, 128), (9, 18), 0, 0, 360, 8, -1)
    cv2.ellipse(mask, (128, 142), (64, 84), 0, 0, 360, 1, -1)
    return mask


def drawn_photo(landmarks: np.ndarray, mask: np.ndarray) -> np.ndarray:
    """BGR uint8 [512, 512, 3]."""
    colours = np.full((19, 3), 200, np.uint8)
    colours[[1, 8, 9, 17]], colours[13], colours[18] = (150, 180, 225), (30, 40, 60), (160, 90, 60)
    photo = cv2.resize(colours[mask], (512, 512), interpolation=cv2.INTER_LINEAR)
    for rows in (range(36, 42), range(42, 48), range(48, 60), range(17, 22), range(22, 27), range(31, 36)):
        cv2.polylines(photo, [np.round(landmarks[list(rows)]).astype(np.int32)], False, (40, 40, 70), 4, cv2.LINE_AA)
    return photo


def make_faces_folder(root: Path, count: int, broken: set[int] = frozenset(), changes: dict[int, dict] | None = None) -> Path:
    """count faces in two shards; the pictures numbered in `broken` are no pictures; `changes` overrides facts by number."""
    folder = Path(root) / "faces"
    folder.mkdir()
    rng = np.random.default_rng(7)
    mask = drawn_mask()
    shards = [tarfile.open(folder / f"faces-{k}.tar", "w") for k in range(2)]
    masks = tarfile.open(folder / "masks.tar", "w")

    def add(tar: tarfile.TarFile, name: str, data: bytes) -> None:
        info = tarfile.TarInfo(name)
        info.size = len(data)
        tar.addfile(info, io.BytesIO(data))

    lines = []
    for i in range(count):
        face_id = f"{i % 16:x}{i:011x}"
        landmarks = drawn_landmarks(rng)
        size = 256 if i % 3 == 2 else 512
        photo = cv2.resize(drawn_photo(landmarks, mask), (size, size), interpolation=cv2.INTER_AREA)
        picture = b"no picture" if i in broken else cv2.imencode(".webp", photo)[1].tobytes()
        add(shards[i % 2], f"{face_id}.webp", picture)
        add(masks, f"{face_id}.png", cv2.imencode(".png", mask)[1].tobytes())
        record = {
            "id": face_id, "source": "drawn", "size": size, "detector": 0.99, "faces": 1, "age": 30.0, "sex": "female",
            "sexProbability": 0.9, "yaw": 0.01, "landmarks": landmarks.round(1).tolist(), "shard": f"faces-{i % 2}.tar",
        }
        lines.append(json.dumps({**record, **(changes or {}).get(i, {})}))
    for tar in (*shards, masks):
        tar.close()
    (folder / "faces.jsonl").write_text("\n".join(lines) + "\n")
    return folder
