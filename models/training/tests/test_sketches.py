"""The drawings that training sees: rough where it is said, and nothing else gives that away."""

from __future__ import annotations

import numpy as np
import torch

from limn_training.data import PackedFaces
from limn_training.presets import SMOKE
from limn_training.runtime import load
from limn_training.sketches import NODES, ROUGHEST, STIR, draw_roughness, draw_sketches, reach, roughen
from limn_training.stage2 import Stage2


def test_most_hands_are_steady_and_some_are_unsure_in_places_alone():
    rough = draw_roughness(400, torch.Generator().manual_seed(1)).flatten(1)
    assert rough.shape[1] == NODES**2 and rough.min() >= 0 and rough.max() <= 1
    unsure = rough[rough.amax(1) > 0]
    assert 0.25 < len(unsure) / 400 < 0.45
    partly = (unsure.amin(1) == 0).float().mean()
    assert 0.4 < partly < 0.8


def test_steady_drawings_are_as_soft_as_rough_ones_half_of_the_time():
    generator = torch.Generator().manual_seed(2)
    amplitude = reach(torch.zeros(200, 1, NODES, NODES), generator)
    assert set(amplitude.unique().tolist()) == {0.0, STIR}
    assert 0.35 < (amplitude[:, 0, 0, 0] > 0).float().mean() < 0.65
    ink = torch.zeros(2, 1, 256, 256)
    ink[:, :, :, 100:103] = 1
    (moved,) = roughen(ink, torch.tensor([STIR, ROUGHEST])[:, None, None, None], generator, [])
    soft = ((moved > 0.05) & (moved < 0.95)).flatten(1).float().mean(1)
    assert soft[0] > 0 and soft[1] < 4 * soft[0]


def test_where_a_drawing_of_a_face_is_rough_is_told_unless_its_kind_is_rough_by_itself(packed):
    data = PackedFaces(packed)
    rows = np.resize(data.rows("training"), 96)
    drawn = draw_sketches(data, rows, torch.device("cpu"), torch.Generator().manual_seed(3))
    assert drawn.rough.shape == (96, 1, 128, 128)
    assert 0 < drawn.rough_known.float().mean() < 1
    rough = drawn.rough.amax((1, 2, 3)) > 0
    assert (drawn.deformed[rough & drawn.rough_known] > 0).any()
    assert (drawn.deformed[~drawn.rough_known] >= 0.5).all()


def test_stage_two_begins_with_the_attention_that_knows_roughness(run, packed, tmp_path):
    known = load(run / "attention.pt", torch.device("cpu"))["attend"]
    for name in ("parser.pt", "reader.pt", "attention.pt", "stage1.pt", "bank.pt"):
        (tmp_path / name).symlink_to(run / name)
    stage = Stage2(SMOKE, PackedFaces(packed), tmp_path, 0, False)
    for network in (stage.generator, stage.average):
        for name, tensor in network.fidelity.attend.state_dict().items():
            assert torch.equal(tensor.cpu(), known[name]), name
