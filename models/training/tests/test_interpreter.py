"""The interpreter from faces to ONNX: strokes carry the right class, features equal the app's, every weight learns, what is exported equals PyTorch."""

from __future__ import annotations

import hashlib
import json

import numpy as np
import onnx
import onnxruntime
import pytest
import torch

from limn_training import side_network
from limn_training import classes as c
from limn_training.interpreter import habits, weights as interpreter_weights
from limn_training.interpreter.batches import Drawings
from limn_training.interpreter.drawings import KINDS, clean_groups, labelled_drawing, mouth_class
from limn_training.interpreter.export import export_interpreter
from limn_training.interpreter.features import FEATURES, PLACES, even_places, stroke_features
from limn_training.interpreter.measure import accuracy, report
from limn_training.interpreter.network import Interpreter
from limn_training.interpreter.pack import PLAIN, pack
from limn_training.interpreter.train import loss_of, tensors, train
from limn_training.interpreter.truth import class_map, split_by_class
from limn_training.prepare.faces import FaceArchive, read_records
from limn_training.interpreter.pack import read_face
from prepare_folder import make_faces_folder

OPERATORS = {"Add", "Cast", "Concat", "Constant", "Div", "Gather", "Gemm", "Identity", "MatMul", "Mul", "ReduceMean", "Relu", "Reshape", "Shape", "Slice", "Softmax", "Sqrt", "Squeeze", "Sub", "Transpose", "Unsqueeze"}


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    root = tmp_path_factory.mktemp("interpreter")
    faces = make_faces_folder(root, 24)
    for split in ("training", "validation"):
        pack(faces, root / f"{split}.npz", split, seed=1, limit=5)
    return root, faces


@pytest.fixture(scope="module")
def face(folder):
    _, faces = folder
    return read_face(FaceArchive(faces), read_records(faces)[0])


def test_numbers_and_sides_are_those_of_the_app():
    source = (side_network.SHIPPED.parents[1] / "shared/semantics/strokeClasses.ts").read_text()
    for number, name in enumerate(c.NAMES[1:], 1):
        assert f"{{ id: '{name}', number: {number} }}" in source
    assert (c.MIRRORED[c.MIRRORED] == np.arange(c.COUNT)).all()
    for number, name in enumerate(c.NAMES):
        assert c.NAMES[c.MIRRORED[number]] == name.replace("left", "?").replace("right", "left").replace("?", "right")


# The app's twin is held to the same numbers (strokeFeatures.test.ts).
def test_box_length_gap_order_and_count_of_a_corner():
    corner = np.array([[192, 320], [320, 320], [320, 352]], float)
    places, lengths = even_places(corner, np.array([0, 3]))
    features = stroke_features(places, lengths, np.array([0.5]), 16)
    expected = [0, 0.625, 1, 0.25, np.log1p(10), np.hypot(128, 32) / 160, 0.5, np.log1p(2)]
    assert features.shape == (1, FEATURES)
    assert np.allclose(features[0, 4 * PLACES :], expected, atol=1e-5)


def test_many_strokes_at_once_are_each_on_their_own_and_a_stretch_is_a_part_of_its_stroke():
    lines = [np.array([[10, 10], [110, 10]], float), np.array([[400, 400], [400, 300], [300, 300]], float), np.array([[7, 7]], float)]
    starts = np.cumsum([0, *map(len, lines)])
    places, lengths = even_places(np.concatenate(lines), starts)
    assert np.allclose(lengths, [100, 200, 0])
    assert np.allclose(places[0], np.stack([np.linspace(10, 110, PLACES), np.full(PLACES, 10)], 1))
    assert np.allclose(places[1, [0, -1]], [[400, 400], [300, 300]]) and np.allclose(places[2], 7)
    half, lengths = even_places(np.concatenate(lines), starts, np.array([[0, 1], [0.5, 1], [0, 1]]))
    assert np.allclose(lengths[1], 100) and np.allclose(half[1, 0], [400, 300])


def test_lips_are_told_apart_and_an_outline_around_both_is_the_mouth(face):
    l = face.landmarks
    assert mouth_class(l[48:55], l) == c.UPPER_LIP
    assert mouth_class(l[54:60], l) == c.LOWER_LIP
    assert mouth_class(l[60:65], l) == c.MOUTH
    assert mouth_class(np.concatenate([l[48:60], l[48:49]]), l) == c.MOUTH


def test_a_traced_line_is_cut_where_it_goes_over_to_another_class():
    found = np.zeros((256, 256), np.uint8)
    found[:, :100], found[:, 100:] = c.HAIR, c.SKIN
    line = np.stack([np.arange(100, 300, 2.0), np.full(100, 200.0)], 1)
    pieces = split_by_class(line, found)
    assert [number for _, number in pieces] == [c.HAIR, c.SKIN]
    assert abs(pieces[0][0][-1, 0] - 200) < 4


def test_a_border_belongs_to_what_lies_in_front(face):
    found = class_map(face.landmarks, face.mask)
    at = lambda points: [found[int(y / 2), int(x / 2)] for x, y in points]
    assert set(at(face.landmarks[36:42])) == {c.LEFT_EYE} and set(at(face.landmarks[42:48])) == {c.RIGHT_EYE}
    assert set(at(face.landmarks[18:21])) == {c.LEFT_BROW}


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_draws_labelled_strokes_and_the_same_again(face, kind):
    once = labelled_drawing(face, kind, np.random.default_rng(3))
    again = labelled_drawing(face, kind, np.random.default_rng(3))
    assert len(once) == len(again) > 2
    for a, b in zip(once, again):
        assert a.label == b.label and 0 <= a.label < c.COUNT and (a.points == b.points).all()
        assert np.isfinite(a.points).all()


def test_the_clean_drawing_has_both_sides_where_they_belong(face):
    strokes = [s for group in clean_groups(face) for s in group]
    middle = lambda number: np.mean([s.points[:, 0].mean() for s in strokes if s.label == number])
    assert middle(c.LEFT_EYE) < middle(c.NOSE) < middle(c.RIGHT_EYE)
    assert middle(c.LEFT_BROW) < middle(c.RIGHT_BROW)


def test_glasses_surround_the_eyes_and_hats_sit_above_the_brows(face):
    l = face.landmarks
    for seed in range(30):
        rng = np.random.default_rng(seed)
        rims = np.concatenate(habits.glasses(l, rng))
        assert rims[:, 0].min() < l[36, 0] and rims[:, 0].max() > l[45, 0]
        lines, y = habits.hat(l, rng)
        assert y < l[17:27, 1].min() and np.concatenate(lines)[:, 1].min() < y


def test_batches_hold_their_strokes_and_nothing_beside_and_a_mirror_changes_sides(folder):
    root, _ = folder
    drawings = Drawings(root / "training.npz")
    batches = drawings.batches(np.random.default_rng(0), 4, 3)
    assert len(batches) == 3
    for batch in batches:
        assert np.isfinite(batch.features).all()
        absent = batch.lengths == 0
        assert (batch.features[absent] == 0).all() and (np.abs(batch.features[~absent]).sum(-1) > 0).all()
    again = drawings.batches(np.random.default_rng(0), 4, 3)
    assert all((a.features == b.features).all() and (a.labels == b.labels).all() for a, b in zip(batches, again))


def test_absent_strokes_change_nothing_and_every_weight_learns(folder):
    root, _ = folder
    torch.manual_seed(0)
    network = Interpreter()
    features, labels, lengths = tensors(Drawings(root / "training.npz").batches(np.random.default_rng(0), 6, 1)[0])
    logits = network(features, lengths > 0)
    one = int((lengths[0] > 0).sum())
    assert torch.allclose(network(features[:1, :one])[0], logits[0, :one], atol=1e-4)
    loss_of(logits, labels, lengths).backward()
    assert all(p.grad is not None and float(p.grad.abs().sum()) > 0 for p in network.parameters())


def test_training_learns_resumes_and_exports_what_it_learnt(folder, tmp_path):
    root, _ = folder
    network = train(root, tmp_path, seed=0, steps=25, minutes=0)
    held_out = Drawings(root / "validation.npz")
    table, found = report(network, held_out)
    assert found.sum() > 0 and "| hair |" in table
    torch.manual_seed(0)
    assert accuracy(network, held_out, 8) > accuracy(Interpreter(), held_out, 8)
    assert train(root, tmp_path, seed=0, steps=25, minutes=0).state_dict().keys() == network.state_dict().keys()

    path = export_interpreter(network, tmp_path)
    assert {node.op_type for node in onnx.load(str(path)).graph.node} <= OPERATORS
    session = onnxruntime.InferenceSession(str(path), providers=["CPUExecutionProvider"])
    for drawing in range(3):
        features = held_out.plain(drawing).features
        with torch.no_grad():
            expected = network(torch.from_numpy(features))[0].numpy()
        (answer,) = session.run(["classes"], {"strokes": features[0]})
        assert np.abs(answer - expected).max() < 0.05
        assert (answer.argmax(-1) == expected.argmax(-1)).mean() > 0.98

    (tmp_path / "set").mkdir()
    (tmp_path / "set/manifest.json").write_text(json.dumps({"format": 1, "hashes": {"a.onnx": "0"}}))
    interpreter_weights.add_interpreter(tmp_path / "set", tmp_path)
    manifest = json.loads((tmp_path / "set/manifest.json").read_text())
    assert manifest["interpreter"] == "interpreter.onnx" and manifest["hashes"]["a.onnx"] == "0"
    assert manifest["hashes"]["interpreter.onnx"] == hashlib.sha256(path.read_bytes()).hexdigest()


def test_a_measured_face_draws_only_what_it_has(folder, tmp_path):
    _, faces = folder
    pack(faces, tmp_path / "plain.npz", "training", (("human",),), limit=4, wish=PLAIN)
    labels = set(Drawings(tmp_path / "plain.npz").label)
    assert not labels & {c.EARRING, c.NECKLACE, c.NOTHING}
