"""The aligner from packed faces to ONNX: scenes say where the face is, every weight learns, what is exported equals PyTorch."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

import numpy as np
import onnx
import onnxruntime
import pytest
import torch

from limn_training import side_network
from limn_training.aligner import weights as aligner_weights
from limn_training.aligner.export import export_aligner
from limn_training.aligner.measure import peaks
from limn_training.aligner.network import Aligner
from limn_training.aligner.scenes import SceneMaker
from limn_training.aligner.template import HEATMAP, INPUT, MIRROR, POINTS, apply, invert, similarity_matrix
from limn_training.aligner.train import loss_of, stack, train
from limn_training.data import PackedFaces
from limn_training.prepare.pack import pack
from prepare_folder import make_faces_folder

OPERATORS = {"Add", "AveragePool", "Cast", "Concat", "Constant", "Conv", "Flatten", "Gemm", "Identity", "LeakyRelu", "MaxPool", "Resize"}


@pytest.fixture(scope="module")
def data(tmp_path_factory) -> PackedFaces:
    root = tmp_path_factory.mktemp("aligner")
    pack(make_faces_folder(root, 24), root / "packed", workers=1)
    return PackedFaces(root / "packed")


@pytest.fixture(scope="module")
def scenes(data):
    maker = SceneMaker(data, np.arange(len(data.faces)))
    return [maker.make(np.random.default_rng(i)) for i in range(48)]


def test_a_similarity_turns_about_its_source_and_is_undone_by_its_inverse():
    matrix = similarity_matrix(0.5, 90, np.array([253, 330]), np.array([64, 60]))
    assert np.allclose(apply(matrix, np.array([[253, 330], [263, 330]])), [[64, 60], [64, 65]])
    assert np.allclose(apply(invert(matrix), apply(matrix, POINTS)), POINTS, atol=1e-4)


def test_a_mirrored_face_keeps_its_points():
    mirrored = np.column_stack([MIRROR - POINTS[:, 0], POINTS[:, 1]])
    assert np.abs(mirrored - POINTS[[1, 0, 2, 3, 4]]).max() == 0


def test_scenes_of_the_same_seed_are_the_same_and_lines_lie_at_the_points(data, scenes):
    again = SceneMaker(data, np.arange(len(data.faces))).make(np.random.default_rng(5))
    assert (again.ink == scenes[5].ink).all() and (again.points == scenes[5].points).all()
    faces = [scene for scene in scenes if scene.has_face]
    assert 0.5 < len(faces) / len(scenes) < 0.95
    for scene in scenes:
        assert scene.ink.shape == (INPUT, INPUT) and scene.ink.dtype == np.uint8
    # Between the pupils and the chin there is ink wherever a face is said to be.
    inked = 0
    for scene in faces:
        x, y = np.clip(scene.points.mean(0), 8, INPUT - 9).astype(int)
        reach = max(4, int(np.linalg.norm(scene.points[1] - scene.points[0])))
        inked += scene.ink[max(0, y - reach) : y + reach, max(0, x - reach) : x + reach].max() > 60
    assert inked >= 0.9 * len(faces)


def test_the_loss_is_least_where_the_heatmaps_peak_at_the_points_and_a_face_is_told():
    points = torch.tensor(POINTS)[None] * INPUT / 512
    cells = (torch.arange(HEATMAP) + 0.5) * INPUT / HEATMAP
    bell = -((cells[None, :] - points[0, :, 1, None]) ** 2)[:, :, None] - ((cells[None, :] - points[0, :, 0, None]) ** 2)[:, None, :]
    right = bell[None] / (2 * (0.8 * INPUT / HEATMAP) ** 2)
    assert np.abs(peaks(right[0].numpy()) - points[0].numpy()).max() < 0.5
    there = torch.ones(1)
    best, _ = loss_of(right, torch.zeros(1, 1), points, there)
    assert best < loss_of(right.roll(3, -1), torch.zeros(1, 1), points, there)[0]
    assert loss_of(right, torch.full((1, 1), 4.0), points, there)[1] < loss_of(right, torch.full((1, 1), -4.0), points, there)[1]


def test_both_losses_reach_every_weight(scenes):
    network = Aligner()
    ink, points, has_face = stack(scenes[:16], torch.device("cpu"))
    logits, face = network(ink)
    places, presence = loss_of(logits, face, points, has_face)
    (places + presence).backward()
    assert all(parameter.grad is not None and parameter.grad.abs().sum() > 0 for parameter in network.parameters())


def test_a_resumed_run_equals_an_unbroken_one(data, tmp_path):
    whole = train(data, tmp_path / "whole", 3, 4, 0, False)
    # A run that stops half-way decays its rate towards its own end, so the rate's plan is kept and the loop cut.
    import limn_training.side_training as module

    class Cut(module.Stop):
        def __init__(self):
            super().__init__()
            self.looks = 0

        @property
        def asked(self):
            self.looks += 1
            return self.looks > 2

        @asked.setter
        def asked(self, value):
            pass

    original, module.Stop = module.Stop, Cut
    try:
        with pytest.raises(SystemExit):
            train(data, tmp_path / "cut", 3, 4, 0, False)
    finally:
        module.Stop = original
    resumed = train(data, tmp_path / "cut", 3, 4, 0, False)
    for name, value in whole.state_dict().items():
        assert torch.allclose(value, resumed.state_dict()[name], atol=1e-6), name
    assert (tmp_path / "whole" / "samples.png").exists()


def test_the_exported_graph_equals_the_network_and_is_plain_and_small(tmp_path):
    torch.manual_seed(0)
    network = Aligner().eval()
    path = export_aligner(network, tmp_path)
    assert path.stat().st_size < 1.5e6
    assert {node.op_type for node in onnx.load(str(path)).graph.node} <= OPERATORS
    sheet = (torch.rand(1, 1, INPUT, INPUT) < 0.1).float()
    heatmaps, face = onnxruntime.InferenceSession(str(path)).run(None, {"sheet": sheet.numpy()})
    with torch.no_grad():
        expected, present = network(sheet)
    assert np.abs(heatmaps - expected.numpy()).max() < 2e-2 and np.abs(face - present.numpy()).max() < 2e-2


def test_a_new_set_of_weights_keeps_the_aligner_with_its_hash(tmp_path, monkeypatch):
    monkeypatch.setattr(side_network, "SHIPPED", tmp_path / "nothing")
    (tmp_path / "manifest.json").write_text(json.dumps({"format": 1, "hashes": {"z.bin": "1"}}))
    aligner_weights.add_aligner(tmp_path, tmp_path / "missing")
    assert "aligner" not in json.loads((tmp_path / "manifest.json").read_text())
    given = tmp_path / "run"
    given.mkdir()
    (given / "aligner.onnx").write_bytes(b"graph")
    aligner_weights.add_aligner(tmp_path, given)
    manifest = json.loads((tmp_path / "manifest.json").read_text())
    assert manifest["hashes"] == {"aligner.onnx": hashlib.sha256(b"graph").hexdigest(), "z.bin": "1"}
    assert manifest["aligner"]["inputSize"] == INPUT and len(manifest["aligner"]["points"]) == len(POINTS)
    assert (tmp_path / "aligner.onnx").read_bytes() == b"graph"
