import json

import numpy as np
import pytest

from limn_training.prepare import faces
from prepare_folder import make_faces_folder


@pytest.mark.parametrize(("face_id", "split"), [("0ab", "validation"), ("1ab", "test"), ("2ab", "training"), ("fab", "training")])
def test_the_first_hex_digit_of_the_id_decides_the_split(face_id, split):
    assert faces.split_of(face_id) == split


@pytest.mark.parametrize(
    ("change", "clean"),
    [({}, True), ({"yaw": 0.15}, False), ({"yaw": -0.2}, False), ({"detector": 0.89}, False), ({"detector": 0.9}, True), ({"faces": 2}, False)],
)
def test_only_one_sure_near_frontal_face_is_clean(change, clean):
    assert faces.is_clean({"yaw": 0.0, "detector": 0.95, "faces": 1, **change}) is clean


def test_limit_spreads_over_the_clean_faces_and_keeps_file_order(tmp_path):
    # The file is sorted by id, so the first faces alone would all be of one split.
    folder = make_faces_folder(tmp_path, 5, changes={0: {"yaw": 0.4}})
    ids = [json.loads(line)["id"] for line in (folder / "faces.jsonl").read_text().splitlines()]
    assert [r["id"] for r in faces.read_records(folder, limit=2)] == [ids[1], ids[3]]


def test_photos_are_rgb_and_masks_keep_their_class_numbers(tmp_path):
    folder = make_faces_folder(tmp_path, 1)
    archive, face_id = faces.FaceArchive(folder), faces.read_records(folder)[0]["id"]
    photo, mask = archive.photo(face_id), archive.mask(face_id)
    assert photo.shape == (512, 512, 3)
    assert photo[300, 190, 0] > photo[300, 190, 2], "skin is redder than blue"
    assert mask.shape == (256, 256) and {0, 1, 13} <= set(np.unique(mask))


def test_a_broken_or_missing_picture_is_named(tmp_path):
    folder = make_faces_folder(tmp_path, 2, broken={1})
    archive, records = faces.FaceArchive(folder), faces.read_records(folder)
    with pytest.raises(faces.BrokenPicture, match=records[1]["id"]):
        archive.photo(records[1]["id"])
    with pytest.raises(faces.BrokenPicture, match="nobody"):
        archive.photo("nobody")
