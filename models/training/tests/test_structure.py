"""Terms that look at lines and strands: what they see and what leaves them cold."""

from __future__ import annotations

import torch

from limn_training.networks.face_reader import Reading
from limn_training.structure import attention_at_ink, band, direction, lines, relief, steady, texture

ONE = torch.ones(1)


def _stripes(across: bool, period: int = 16, side: int = 512) -> torch.Tensor:
    wave = torch.sin(torch.arange(side) * 2 * torch.pi / period) * 0.4
    picture = wave.expand(side, side)
    return (picture.T if across else picture).expand(1, 3, side, side).contiguous()


def _reading(landmarks: torch.Tensor) -> Reading:
    return Reading(landmarks, torch.zeros(len(landmarks), 4), torch.zeros(len(landmarks), 3), [])


def test_relief_sees_where_lines_run_and_neither_tint_nor_contrast():
    picture = _stripes(False)
    tinted = picture * 0.5 + torch.tensor([0.2, -0.1, 0.05])[None, :, None, None]
    everywhere = torch.ones(1, 1, 256, 256)
    assert lines(relief(picture), relief(tinted), everywhere, ONE) < 0.03
    assert lines(relief(picture), relief(picture.roll(8, -1)), everywhere, ONE) > 0.5
    assert relief(torch.zeros(1, 3, 128, 128)).abs().max() == 0 and relief(picture).abs().max() <= 1


def test_lines_are_compared_in_the_band_around_the_clean_drawing_alone():
    drawing = torch.zeros(1, 1, 256, 256)
    drawing[..., 100] = 1
    where = band(drawing)
    assert where[0, 0, 0].nonzero().flatten().tolist() == [97, 98, 99, 100, 101, 102, 103]
    here, there = torch.zeros(1, 1, 256, 256), torch.zeros(1, 1, 256, 256)
    there[..., 120:] = 1
    assert lines(here, there, where, ONE) == 0
    there[..., 100] = 1
    assert torch.isclose(lines(here, there, where, ONE), torch.tensor(1 / 7))
    assert lines(here, there, where, 0 * ONE) == 0


def test_twins_in_other_looks_may_not_move_and_strangers_may():
    relief_, where = torch.zeros(4, 1, 256, 256), torch.ones(4, 1, 256, 256)
    landmarks = torch.randn(2, 68, 2).repeat(2, 1, 1)
    assert steady(relief_, _reading(landmarks), where, True) == 0
    moved = landmarks.clone()
    moved[2:] += 1
    assert steady(relief_, _reading(moved), where, True) > 0
    relief_[2:] = 0.5
    assert torch.isclose(steady(relief_, _reading(landmarks), where, True), torch.tensor(0.5))
    assert steady(relief_, _reading(moved), where, False) == 0


def test_texture_that_lies_elsewhere_costs_little_and_weaker_coarser_or_crossing_texture_much():
    torch.manual_seed(0)
    whole = torch.ones(1, 1, 512, 512)
    strand = torch.zeros(1, 3, 512, 512) + torch.randn(1, 1, 1, 512) * 0.2
    cost = lambda picture, hair=whole: texture(picture, strand, hair).item()
    moved = cost(strand.roll(96, -1))
    assert cost(strand) == 0 and moved > 0
    coarse = torch.nn.functional.avg_pool2d(strand, (1, 9), 1, (0, 4))
    for other in (strand * 0.3, coarse, strand.transpose(2, 3)):
        assert cost(other) > 2 * moved
    assert cost(strand * 0.3, whole * 0) == 0


def test_direction_is_asked_of_hair_alone_and_of_none_that_runs_both_ways():
    hair = torch.ones(1, 1, 512, 512)
    upright = torch.zeros(1, 16, 128, 128)
    upright[:, 8] = 1
    level = upright.roll(8, 1)
    assert direction(upright, _stripes(False), hair) < 0.1
    assert direction(level, _stripes(False), hair) > 1.8
    assert direction(level, _stripes(False), hair * 0) == 0
    both = _stripes(False) + _stripes(True)
    assert direction(level, both, hair) < 0.2


def test_pools_shall_be_as_wide_at_ink_as_its_lines_are_rough_where_that_is_known():
    sketch = torch.zeros(2, 1, 256, 256)
    sketch[:, :, 100:102] = 1
    rough = torch.full((2, 1, 128, 128), 0.5)
    pool = torch.zeros(2, 1, 128, 128)
    both, first = torch.tensor([True, True]), torch.tensor([True, False])
    pool[0, :, 50] = 0.5
    assert attention_at_ink(pool, sketch, rough, first) == 0
    assert torch.isclose(attention_at_ink(pool, sketch, rough, both), torch.tensor(0.125))
