"""Terms that look at lines and strands: what they see and what leaves them cold."""

from __future__ import annotations

import torch

from limn_training import classes as c
from limn_training.networks.face_reader import Reading
from limn_training.structure import along, attention_at_ink, band, lines, relief, steady, strands

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


def test_strands_run_one_way_and_scales_do_not():
    strand, scales = _stripes(False), _stripes(False) + _stripes(True)
    assert along(strand).median() > 0.9
    assert along(scales).mean() < 0.5


def test_hair_like_scales_costs_and_strands_that_run_another_way_do_not():
    hair = torch.full((1, 128, 128), c.HAIR)
    strand, scales = _stripes(False), _stripes(False) + _stripes(True)
    assert strands(_stripes(True), strand, hair) < 0.02
    assert strands(scales, strand, hair) > 0.3
    assert strands(strand, scales, hair) == 0
    bald = torch.zeros_like(hair)
    bald[:, :6, :6] = c.HAIR
    assert strands(scales, strand, bald) == 0


def test_pools_shall_be_as_wide_at_ink_as_its_lines_are_rough_where_that_is_known():
    sketch = torch.zeros(2, 1, 256, 256)
    sketch[:, :, 100:102] = 1
    rough = torch.full((2, 1, 128, 128), 0.5)
    pool = torch.zeros(2, 1, 128, 128)
    both, first = torch.tensor([True, True]), torch.tensor([True, False])
    pool[0, :, 50] = 0.5
    assert attention_at_ink(pool, sketch, rough, first) == 0
    assert torch.isclose(attention_at_ink(pool, sketch, rough, both), torch.tensor(0.125))
