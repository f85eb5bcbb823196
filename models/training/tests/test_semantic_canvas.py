"""What strokes mean: a branch that begins at nothing, accessories told exactly, the rest of a face only roughly."""

from __future__ import annotations

import torch

from limn_training.codes import ink_by_class
from limn_training import classes as c
from limn_training.networks.semantic_canvas import CLASSES, GRID, SemanticCanvas
from limn_training.presets import SMOKE
from limn_training.stage2 import Generator


def _line(number: int, row: int) -> torch.Tensor:
    classes = torch.zeros(1, CLASSES, 128, 128)
    classes[:, number - 1, row, 20:100] = 1
    return classes


@torch.no_grad()
def _spoken(channels: int = 4) -> SemanticCanvas:
    torch.manual_seed(4)
    network = SemanticCanvas(channels)
    torch.nn.init.normal_(network.out.weight)
    return network.eval()


def test_a_branch_that_begins_changes_no_portrait_and_is_reached_by_what_the_portrait_lacks():
    torch.manual_seed(1)
    generator = Generator(SMOKE).eval()
    codes, appearance = torch.randn(1, 5, 512), torch.randn(1, SMOKE.appearance)
    plain = generator(codes, appearance, 128)
    told = generator(codes, appearance, 128, classes=_line(c.GLASSES, 60))
    assert torch.equal(plain, told)
    told.square().mean().backward()
    assert generator.semantics.out.weight.grad.abs().sum() > 0


@torch.no_grad()
def test_glasses_are_told_where_they_were_drawn_and_a_jaw_only_roughly():
    network = _spoken()
    heard = lambda number, row: network(_line(number, row))[:, :, 40:90, 40:80]
    inside, across = 7 * GRID + 1, 7 * GRID + 5
    assert torch.allclose(heard(c.SKIN, inside), heard(c.SKIN, across), atol=1e-4)
    assert not torch.allclose(heard(c.SKIN, inside), heard(c.SKIN, inside + GRID), atol=0.1)
    assert not torch.allclose(heard(c.GLASSES, inside), heard(c.GLASSES, inside + 1), atol=0.1)


def test_ink_goes_to_the_class_of_its_stroke_and_ink_without_a_class_nowhere():
    sketch, classes = torch.zeros(1, 1, 256, 256), torch.zeros(1, 128, 128, dtype=torch.long)
    sketch[0, 0, 100, 40:60] = 0.5
    sketch[0, 0, 200, 40:60] = 1
    classes[0, 48:53, 15:35] = c.HAT
    ink = ink_by_class(sketch, classes)
    assert ink[0, c.HAT - 1].max() == 0.5 and ink[0, c.HAT - 1, 50, 20:30].min() == 0.5
    assert ink.sum() == ink[0, c.HAT - 1].sum()
