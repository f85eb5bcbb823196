"""A set whose SAP gets another attention changes in nothing else, and its SAP comes to read what it read before."""

from __future__ import annotations

import json
import shutil

import numpy as np
import onnxruntime
import torch

from limn_training import renew_attention as renew
from limn_training.data import PackedFaces
from limn_training.export import export_graph
from limn_training.networks.spatial_attention_pooling import SpatialAttentionPooling
from limn_training.parts import RASTER
from limn_training.presets import SMOKE
from limn_training.renew_attention import Teacher, renew_attention, student_of
from limn_training.runtime import load, save


def _sets(run, tmp_path):
    """A copy of the run's set whose SAP says something, and a run that has taught another attention."""
    weights, other = tmp_path / "weights", tmp_path / "other"
    shutil.copytree(run / "export", weights)
    torch.manual_seed(3)
    network = SpatialAttentionPooling(SMOKE.canvas_channels)
    torch.nn.init.normal_(network.out.weight, std=0.05)
    export_graph(network, (torch.zeros(1, 1, RASTER, RASTER),), ["sketch"], "features", weights / "fidelity.onnx")
    # The widest pool everywhere, where the set's takes all alike.
    attend = SpatialAttentionPooling(SMOKE.canvas_channels).attend.state_dict()
    attend["10.bias"] = torch.tensor([0.0, 0.0, 0.0, 6.0])
    save(other / "attention.pt", {"attend": attend})
    return weights, other, network


def test_only_sap_changes_and_its_attention_is_the_runs(run, packed, tmp_path):
    weights, other, network = _sets(run, tmp_path)
    before = json.loads((weights / "manifest.json").read_text())
    renew_attention(other, PackedFaces(packed), weights, SMOKE, "wider", 0, 0)
    after = json.loads((weights / "manifest.json").read_text())
    assert {name for name, digest in before["hashes"].items() if after["hashes"][name] != digest} == {"fidelity.onnx"}
    assert after["version"] == "wider" and {**after, "hashes": 0, "version": 0} == {**before, "hashes": 0, "version": 0}
    network.attend.load_state_dict(load(other / "attention.pt", torch.device("cpu"))["attend"])
    sketch = (torch.rand(1, 1, RASTER, RASTER, generator=torch.Generator().manual_seed(1)) > 0.95).float()
    got = onnxruntime.InferenceSession(str(weights / "fidelity.onnx")).run(None, {"sketch": sketch.numpy()})[0]
    with torch.no_grad():
        assert np.abs(got - network(sketch).numpy()).max() < 5e-3


def test_it_comes_nearer_to_what_it_read_before(run, packed, tmp_path, monkeypatch):
    monkeypatch.setattr(renew, "BATCH", 2)
    weights, other, _ = _sets(run, tmp_path)
    shutil.copy(weights / "fidelity.onnx", tmp_path / "before.onnx")
    teacher = Teacher(tmp_path / "before.onnx")
    begun = student_of(weights / "fidelity.onnx", other, SMOKE)
    renew_attention(other, PackedFaces(packed), weights, SMOKE, "wider", 12, 0)
    sketch = PackedFaces(packed).drawing(PackedFaces(packed).rows("training")[:4], torch.device("cpu"))
    wanted = teacher.read(sketch)
    with torch.no_grad():
        first = (begun(sketch) - wanted).abs().mean()
    assert (Teacher(weights / "fidelity.onnx").read(sketch) - wanted).abs().mean() < 0.7 * first
