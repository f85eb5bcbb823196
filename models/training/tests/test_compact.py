import gzip
import hashlib
import json

import numpy as np
import pytest

from limn_training.compact import compact


@pytest.fixture
def folder(tmp_path):
    def write(name, data):
        (tmp_path / name).write_bytes(data)
        return name

    steps = np.tile(np.arange(-20, 20, dtype=np.int8), 50).tobytes()
    parts = {
        part: {"bank": {"rows": 3, "faces": write(f"bank-{part}-faces.bin", bytes(range(6))), "codes": write(f"{part}.bin", part.encode())}}
        for part in ("nose", "mouth")
    }
    manifest = {"format": 1, "parser": write("parser.onnx", b"graph"), "parts": parts, "guides": {"steps": write("guides-steps.bin", steps)}}
    hashes = {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in tmp_path.iterdir()}
    (tmp_path / "manifest.json").write_text(json.dumps({**manifest, "hashes": hashes}))
    return tmp_path, steps


def state(folder):
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def test_values_stay_and_files_are_named_once_with_their_hashes(folder):
    folder, steps = folder
    compact(folder)
    manifest = json.loads((folder / "manifest.json").read_text())
    assert gzip.decompress((folder / manifest["guides"]["steps"]).read_bytes()) == steps
    assert {part["bank"]["faces"] for part in manifest["parts"].values()} == {"bank-faces.bin"}
    assert (folder / "bank-faces.bin").read_bytes() == bytes(range(6))
    assert {path.name for path in folder.iterdir()} == {*manifest["hashes"], "manifest.json"}
    for name, digest in manifest["hashes"].items():
        assert hashlib.sha256((folder / name).read_bytes()).hexdigest() == digest
    assert (folder / "guides-steps.bin.gz").stat().st_size < len(steps) / 2


def test_a_compact_set_stays_as_it_is(folder):
    folder, _ = folder
    compact(folder)
    before = state(folder)
    compact(folder)
    assert state(folder) == before


def test_banks_with_other_rows_keep_their_own_files(folder):
    folder, _ = folder
    (folder / "bank-nose-faces.bin").write_bytes(bytes(6))
    compact(folder)
    manifest = json.loads((folder / "manifest.json").read_text())
    assert manifest["parts"]["nose"]["bank"]["faces"] == "bank-nose-faces.bin"
    assert not (folder / "bank-faces.bin").exists()
