"""Strands: hair flows along the directions that the features tell, nothing else does, and the shipped graph does the same."""

from __future__ import annotations

import numpy as np
import onnxruntime
import torch
from torch import nn

from limn_training.export import export_graph
from limn_training.networks.image_synthesis import ImageSynthesis
from limn_training.networks.strands import DIRECTIONS, Strands
from limn_training.structure import direction

HAIR = torch.ones(1, 1, 512, 512)
EVERYWHERE, NOWHERE = torch.full((1, 1, 128, 128), 20.0), torch.full((1, 1, 128, 128), -20.0)
STRONG = torch.tensor([0.0, 0.3, 1.0])[None, :, None, None].expand(1, 3, 128, 128)
PLAIN = STRONG * torch.tensor([0.0, 0.0, 1.0])[None, :, None, None]


def _turned(index: int) -> torch.Tensor:
    return torch.eye(DIRECTIONS)[index][None, :, None, None].expand(1, DIRECTIONS, 128, 128)


def test_strands_run_where_they_are_told_to():
    grey = torch.zeros(1, 3, 512, 512)
    for index in (0, 3, 8, 13):
        picture = Strands(8, 8).flow(grey, _turned(index), EVERYWHERE, STRONG)
        away = [direction(_turned(other), picture, HAIR).item() for other in range(DIRECTIONS)]
        assert int(np.argmin(away)) == index and away[(index + DIRECTIONS // 2) % DIRECTIONS] > 1.5
        assert 0.7 < (picture[..., 64:-64, 64:-64].std() / 0.3) < 1.3


def test_scales_become_locks_along_the_hair_and_not_across_it():
    y, x = torch.meshgrid(torch.arange(512.0), torch.arange(512.0), indexing="ij")
    scales = (0.3 * torch.sin(x * 2 * torch.pi / 20) * torch.sin(y * 2 * torch.pi / 20)).expand(1, 3, 512, 512)
    upright = Strands(8, 8).flow(scales, _turned(DIRECTIONS // 2), EVERYWHERE, PLAIN)
    assert upright.std() < 0.5 * scales.std()
    stripes = (0.3 * torch.sin(x * 2 * torch.pi / 20)).expand(1, 3, 512, 512)
    kept = Strands(8, 8).flow(stripes, _turned(DIRECTIONS // 2), EVERYWHERE, PLAIN)
    assert kept.std() > 0.55 * stripes.std() and upright.std() / scales.std() < 0.5 * kept.std() / stripes.std()


def test_what_is_no_hair_stays_as_it_is_and_so_does_all_before_training():
    torch.manual_seed(0)
    picture = torch.rand(1, 3, 512, 512) * 2 - 1
    strands = Strands(16, 8)
    assert (strands.flow(picture, _turned(3), NOWHERE, STRONG) - picture).abs().max() < 1e-5
    strands.start()
    trunk, features = torch.randn(1, 16, 32, 32), torch.randn(1, 8, 128, 128)
    directions, hair, _ = strands.read(trunk, features)
    assert torch.allclose(directions.sum(1), torch.ones(1, 128, 128), atol=1e-5) and hair.max() < -4
    assert (strands(picture, trunk, features) - picture).abs().mean() < 0.02


def test_synthesis_lays_them_on_in_what_ships_and_not_while_stage_two_trains():
    torch.manual_seed(0)
    synthesis = ImageSynthesis(4, 8, 1, 16)
    with torch.no_grad():
        synthesis.strands.locate[-1].bias.copy_(torch.tensor([9.0, 2.0, 2.0, 0.0]))
    inputs = torch.randn(1, 4, 128, 128), torch.randn(1, 16)
    with torch.no_grad():
        plain, _, _ = synthesis.eval().painted(*inputs)
        assert (synthesis(*inputs) - plain).abs().mean() > 0.05
        small, _, _ = synthesis.painted(*inputs, 256)
        assert torch.equal(synthesis(*inputs, 256), small)
        torch.manual_seed(1)
        trained = synthesis.train()(*inputs)
        torch.manual_seed(1)
        assert torch.equal(trained, synthesis.painted(*inputs)[0])


def test_the_shipped_graph_equals_ours_and_stands_still(tmp_path):
    torch.manual_seed(0)
    strands = Strands(16, 8)
    strands.start()
    with torch.no_grad():
        strands.locate[-1].bias.copy_(torch.tensor([2.0, 0.0, 0.0, 0.0]))

    class Alone(nn.Module):
        def __init__(self):
            super().__init__()
            self.strands = strands

        def forward(self, picture, trunk, features):
            return self.strands(picture, trunk, features)

    alone, names = Alone().eval(), ["picture", "trunk", "features"]
    inputs = torch.rand(1, 3, 512, 512) * 2 - 1, torch.randn(1, 16, 32, 32), torch.randn(1, 8, 128, 128)
    export_graph(alone, inputs, names, "strands", tmp_path / "strands.onnx")
    session = onnxruntime.InferenceSession(str(tmp_path / "strands.onnx"))
    feed = {name: tensor.numpy() for name, tensor in zip(names, inputs)}
    first, second = (session.run(None, feed)[0] for _ in range(2))
    assert np.array_equal(first, second)
    with torch.no_grad():
        assert np.abs(first - alone(*inputs).numpy()).max() < 2e-2
