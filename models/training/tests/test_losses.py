"""Terms of stage II that judge one thing and must not judge another."""

from __future__ import annotations

import torch

from limn_training import classes as c
from limn_training.losses import STRANDS, area, gradient_penalty, lattice, likeness, worn
from limn_training.networks.discriminator import MultiScaleDiscriminator


def test_strands_that_lie_elsewhere_cost_nothing_and_the_colour_of_hair_does():
    mask = torch.zeros(1, 128, 128, dtype=torch.long)
    hair, air, one = area(torch.full_like(mask, c.HAIR), (c.HAIR,), 512), torch.zeros(1, 1, 512, 512), torch.ones(1)
    strands = torch.zeros(1, 3, 512, 512)
    strands[..., ::4] = 0.4
    elsewhere = strands.roll(2, -1)
    assert STRANDS % 4 == 0 and likeness(elsewhere, strands, air, hair, one) < 1e-6
    assert likeness(elsewhere, strands, air, area(mask, (c.HAIR,), 512), one) > 0.1
    assert torch.isclose(likeness(strands + 0.1, strands, air, hair, one), torch.tensor(0.1), atol=1e-5)


def test_a_grid_is_punished_in_the_window_that_is_looked_at_and_texture_is_not():
    chance = torch.Generator().manual_seed(5)
    plain = torch.zeros(1, 3, 512, 512)
    grid = plain.clone()
    grid[..., ::2] = 0.2
    texture = torch.randn(1, 3, 512, 512, generator=chance) * 0.1
    assert lattice(grid, plain, (0, 0)) > 0.05
    assert lattice(texture, plain, (100, 200)) < 0.4 * lattice(grid, plain, (100, 200))
    corner = grid.clone()
    corner[..., :256, :256] = 0
    assert lattice(corner, plain, (0, 0)) < 1e-3 < lattice(corner, plain, (256, 256))


def test_the_penalty_on_slopes_reaches_every_discriminator_that_judged():
    torch.manual_seed(6)
    discriminator = MultiScaleDiscriminator(8)
    gradient_penalty(discriminator, torch.randn(2, 3, 128, 128), (0, 0)).backward()
    for scale in ("128", "64", "32"):
        assert all(layer.weight.grad.abs().sum() > 0 for layer in discriminator.scales[scale].layers)
    assert discriminator.scales["512"].score.weight.grad is None


def test_worn_looks_are_judged_by_the_mean_colour_of_the_same_thing_elsewhere_and_only_where_both_show_it():
    mask, other = torch.zeros(1, 128, 128, dtype=torch.long), torch.zeros(1, 128, 128, dtype=torch.long)
    mask[:, :20], other[:, 100:] = c.HAIR, c.HAIR
    photo = torch.zeros(1, 3, 256, 256)
    photo[:, :, 200:] = 0.6
    fake = torch.zeros(1, 3, 256, 256)
    one = torch.ones(1, dtype=torch.bool)
    assert torch.isclose(worn(fake, mask, photo, other, one), torch.tensor(0.6 / 3))
    fake[:, :, :40] = 0.6
    assert worn(fake, mask, photo, other, one) < 1e-6
    assert worn(-fake, mask, photo, other, ~one) == 0
    other[:] = c.SKIN
    assert worn(-fake, mask, photo, other, one) == 0
