import json

import cv2
import numpy as np

from limn_training import drawings
from limn_training.classes import SKIN
from prepare_folder import make_faces_folder


def test_faces_are_drawn_with_their_photos_and_what_is_known_of_them(tmp_path):
    folder, out = make_faces_folder(tmp_path, 4, broken={1}), tmp_path / "out"
    ids = [json.loads(line)["id"] for line in (folder / "faces.jsonl").read_text().splitlines()]
    splits = {drawings.split_of(face_id) for face_id in ids}
    for split in splits:
        drawings.main(["--faces", str(folder), "--split", split, "--out", str(out / split)])
    known = {}
    for split in splits:
        for line in (out / split / "faces.jsonl").read_text().splitlines():
            face = json.loads(line)
            known[face["id"]] = (split, face)
    assert set(known) == {face_id for i, face_id in enumerate(ids) if i != 1}, "a broken picture is left out"
    for face_id, (split, face) in known.items():
        room = json.loads((out / split / f"{face_id}.json").read_text())
        assert room["format"] == "limn-room" and len(room["strokes"]) > 10
        assert cv2.imread(str(out / split / f"{face_id}.webp")).shape == (face["size"], face["size"], 3)
        assert -90 < face["skin"] < 90
    skipped = "".join((out / split / "skipped.txt").read_text() for split in splits)
    assert skipped.startswith(ids[1]) and skipped.count("\n") == 1


def test_another_kind_is_drawn_by_chance_that_depends_on_the_seed(tmp_path):
    folder = make_faces_folder(tmp_path, 1)
    face_id = json.loads((folder / "faces.jsonl").read_text().splitlines()[0])["id"]

    def drawn(name, *options):
        out = tmp_path / name
        drawings.main(["--faces", str(folder), "--split", drawings.split_of(face_id), "--out", str(out), *options])
        return (out / f"{face_id}.json").read_text()

    assert drawn("a", "--kind", "fiveLines") == drawn("b", "--kind", "fiveLines")
    assert drawn("a", "--kind", "fiveLines") != drawn("c", "--kind", "fiveLines", "--seed", "1")
    assert drawn("a", "--kind", "fiveLines") != drawn("d")


def test_paler_skin_has_the_larger_angle():
    mask = np.full((64, 64), SKIN, np.uint8)
    pale, dark = (np.full((64, 64, 3), colour, np.uint8) for colour in ((240, 205, 185), (95, 60, 45)))
    assert drawings.skin_tone(pale, mask) > 41 and drawings.skin_tone(dark, mask) < -10
    assert drawings.skin_tone(pale, np.zeros((64, 64), np.uint8)) is None
