"""A set that gets finishes changes in nothing but IS and its version."""

from __future__ import annotations

import json
import shutil

import numpy as np
import onnxruntime
import torch

from limn_training.add_finishes import add_finishes
from limn_training.presets import SMOKE
from limn_training.runtime import load, save


def test_a_set_gets_the_finishes_of_a_run_and_keeps_all_else(run, tmp_path):
    weights, other = tmp_path / "weights", tmp_path / "other"
    shutil.copytree(run / "export", weights)
    taught = load(run / "strands.pt", torch.device("cpu"))
    taught["network"]["locate.3.bias"] = torch.tensor([9.0, 2.0, 2.0, 0.0])
    save(other / "strands.pt", taught)
    add_finishes(other, weights, SMOKE, "combed")
    before, after = (json.loads((folder / "manifest.json").read_text()) for folder in (run / "export", weights))
    differing = {name for name, digest in before["hashes"].items() if after["hashes"][name] != digest}
    assert differing == {"is.onnx"} and after["version"] == "combed"
    assert {**after, "hashes": 0, "version": 0} == {**before, "hashes": 0, "version": 0}
    feed = {"canvas": np.random.default_rng(0).normal(size=(1, 32, 128, 128)).astype(np.float32), "appearance": np.zeros((1, 64), np.float32)}
    plain, combed = (onnxruntime.InferenceSession(str(folder / "is.onnx")).run(None, feed)[0] for folder in (run / "export", weights))
    assert np.abs(plain - combed).mean() > 0.05
    # Strands once more: the same generator comes out of what was written, not one that is combed twice.
    add_finishes(other, weights, SMOKE, "combed")
    again = onnxruntime.InferenceSession(str(weights / "is.onnx")).run(None, feed)[0]
    assert np.abs(again - combed).max() < 0.05
