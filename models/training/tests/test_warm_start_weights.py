"""A shipped set, taken over into networks and exported again, is the same set."""

from __future__ import annotations

import json
from types import SimpleNamespace

import numpy as np
import pytest
import torch

from limn_training.export import export_graph, quantise_weights
from limn_training.networks.parser import FaceParser
from limn_training.presets import SMOKE
from limn_training.warm_start_weights import UnfitWeights, initialisers, parser_from, warm_start_weights


def test_exported_taken_over_and_exported_again_is_the_same(run, packed, tmp_path):
    from limn_training.data import PackedFaces
    from limn_training.export import export

    data, again = PackedFaces(packed), tmp_path / "again"
    again.mkdir()
    warm_start_weights(run / "export", again, SMOKE, data)
    export(SMOKE, data, packed, again, "smoke")
    first, second = (json.loads((folder / "export" / "manifest.json").read_text()) for folder in (run, again))
    # The sliders' directions are fitted anew, on networks that passed through fp16.
    fitted = first["appearance"]["directions"]["file"]
    differing = {name for name, digest in first["hashes"].items() if second["hashes"][name] != digest}
    taken = {name for name in differing if not name.startswith("appearance-") and name != fitted}
    for name in taken:
        assert name.endswith(".onnx"), name
        before, after = (initialisers(folder / "export" / name) for folder in (run, again))
        assert before.keys() == after.keys()
        for key, tensor in before.items():
            assert torch.allclose(tensor, after[key], rtol=1e-3, atol=1e-6), (name, key)


def test_a_parser_comes_back_from_its_steps(tmp_path):
    torch.manual_seed(4)
    parser = FaceParser(8)
    for module in parser.modules():
        if isinstance(module, torch.nn.BatchNorm2d):
            module.running_mean.normal_()
            module.running_var.uniform_(0.5, 2)
    parser.eval()
    photo = torch.rand(1, 3, 128, 128) * 2 - 1
    for name in ("first", "second"):
        export_graph(parser, (torch.zeros(1, 3, 128, 128),), ["photo"], "classes", tmp_path / f"{name}.onnx", quantise_weights)
        parser = parser_from(tmp_path / f"{name}.onnx", 8).eval()
        logits = parser(photo)
        if name == "second":
            assert torch.allclose(before, logits, atol=1e-3)
        before = logits


def test_other_faces_are_refused(run, packed, tmp_path):
    from limn_training.data import PackedFaces

    data = PackedFaces(packed)
    fewer = SimpleNamespace(rows=lambda split: data.rows(split)[1:])
    with pytest.raises(UnfitWeights, match="other faces"):
        warm_start_weights(run / "export", tmp_path, SMOKE, fewer)


def test_a_run_that_has_begun_is_left_alone(run, packed, tmp_path):
    from limn_training.data import PackedFaces

    (tmp_path / "stage2.pt").write_bytes(b"begun")
    warm_start_weights(run / "export", tmp_path, SMOKE, PackedFaces(packed))
    assert np.array_equal(sorted(p.name for p in tmp_path.iterdir()), ["stage2.pt"])
