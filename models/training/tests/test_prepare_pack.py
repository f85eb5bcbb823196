import json

import numpy as np
import pytest

from limn_training.prepare.variants import KINDS
from limn_training.prepare.pack import POINT_UNITS, face_rng, main, pack, pack_strokes
from limn_training.prepare.strokes import MOUTH, REST, Stroke, polyline
from prepare_folder import make_faces_folder

ARRAYS = ("photos", "masks", "landmarks", "canonical", "variants")


@pytest.fixture(scope="module")
def packed(tmp_path_factory):
    root = tmp_path_factory.mktemp("prepare")
    folder = make_faces_folder(root, 6, broken={2}, changes={4: {"yaw": 0.5}})
    return folder, root / "out", pack(folder, root / "out", workers=1, photo_size=64)


def test_rows_of_all_files_are_the_same_faces_without_the_broken_ones(packed):
    folder, out, report = packed
    rows = json.loads((out / "faces.json").read_text())
    records = {r["id"]: r for r in map(json.loads, (folder / "faces.jsonl").read_text().splitlines())}
    assert [r["id"][0] for r in rows] == ["0", "1", "3", "5"]
    assert [r["split"] for r in rows] == ["validation", "test", "training", "training"]
    assert report["faces"] == 4 and report["skipped"] == 1
    landmarks = np.load(out / "landmarks.npy")
    for row, facts in enumerate(rows):
        assert np.allclose(landmarks[row], records[facts["id"]]["landmarks"], atol=0.06)


def test_arrays_have_their_shapes_and_types(packed):
    _, out, _ = packed
    arrays = {name: np.load(out / f"{name}.npy") for name in ARRAYS}
    assert {n: a.shape for n, a in arrays.items()} == {
        "photos": (4, 64, 64, 3), "masks": (4, 128, 128), "landmarks": (4, 68, 2), "canonical": (4, 256, 256), "variants": (4, len(KINDS), 256, 256),
    }
    assert {n: a.dtype for n, a in arrays.items()} == {n: np.dtype(np.float32 if n == "landmarks" else np.uint8) for n in ARRAYS}
    assert set(np.unique(arrays["masks"])) <= set(range(19))
    assert (arrays["canonical"].max((1, 2)) > 200).all() and (arrays["variants"].max((2, 3)) > 100).all()


def test_broken_pictures_are_reported_by_name(tmp_path, capsys):
    folder = make_faces_folder(tmp_path, 3, broken={1})
    main(["--faces", str(folder), "--out", str(tmp_path / "out"), "--workers", "1", "--variants", "1"])
    assert "1" + f"{1:011x}" + ".webp" in capsys.readouterr().err


def test_stroke_offsets_lead_back_to_every_face(packed):
    _, out, _ = packed
    s = np.load(out / "strokes.npz")
    assert len(s["face_start"]) == 5 and s["face_start"][-1] == len(s["stroke_label"])
    assert len(s["stroke_start"]) == len(s["stroke_label"]) + 1 and s["stroke_start"][-1] == len(s["points"])
    assert (np.diff(s["stroke_start"]) > 1).all() and set(s["stroke_label"]) == {0, 1, 2, 3, 4}
    per_face = np.diff(s["stroke_start"][s["face_start"]])
    assert (per_face <= 250).all()


def test_points_are_stored_in_eighths_of_a_pixel():
    flat = pack_strokes([[Stroke(polyline([[1.5, 2.25], [3, 4]]), MOUTH)], [], [Stroke(polyline([[0, 0], [9, 9]]), REST)]])
    assert flat["points"][0].tolist() == [1.5 * POINT_UNITS, 2.25 * POINT_UNITS]
    assert flat["face_start"].tolist() == [0, 1, 1, 2] and flat["stroke_start"].tolist() == [0, 2, 4] and flat["stroke_label"].tolist() == [3, 4]


def test_the_same_seed_gives_the_same_drawings_for_any_number_of_workers(packed, tmp_path):
    folder, out, _ = packed
    pack(folder, tmp_path / "two", workers=2, photo_size=64)
    for name in ARRAYS:
        assert np.array_equal(np.load(out / f"{name}.npy"), np.load(tmp_path / "two" / f"{name}.npy")), name


def test_chance_depends_on_seed_face_and_variant():
    draws = {face_rng(*key).random() for key in ((0, "ab12cd34ef", 0), (1, "ab12cd34ef", 0), (0, "ab12cd35ef", 0), (0, "ab12cd34ef", 1), (0, "not hex", 0))}
    assert len(draws) == 5


def test_a_contact_sheet_is_written(packed):
    assert (packed[1] / "sheet.png").stat().st_size > 1000


def test_a_folder_without_a_usable_face_is_refused(tmp_path):
    folder = make_faces_folder(tmp_path, 1, changes={0: {"faces": 0}})
    with pytest.raises(SystemExit, match="no clean"):
        pack(folder, tmp_path / "out")
