"""One small data set and one whole run, shared by the tests that look at them."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from limn_training.labelled import add_labelled
from limn_training.prepare.pack import pack
from prepare_folder import make_faces_folder

TRAINING = Path(__file__).parents[1]


@pytest.fixture(scope="session")
def packed(tmp_path_factory) -> Path:
    root = tmp_path_factory.mktemp("faces")
    out = root / "packed"
    faces = make_faces_folder(root, 40)
    pack(faces, out, workers=1)
    add_labelled(faces, out, workers=1)
    return out


@pytest.fixture(scope="session")
def run(packed, tmp_path_factory) -> Path:
    """One whole run as a user starts it."""
    folder = tmp_path_factory.mktemp("runs") / "smoke"
    command = [sys.executable, "-m", "limn_training.run", "--preset", "smoke", "--data", str(packed), "--run", str(folder)]
    result = subprocess.run(command, cwd=TRAINING, capture_output=True, text=True, timeout=600)
    assert result.returncode == 0, result.stderr[-3000:]
    return folder
