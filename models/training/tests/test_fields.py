"""The rules of finished portraits are made of these fields."""

import pytest
import torch

from limn_training.networks import fields


def test_beyond_is_half_at_its_border_and_steep_around_it():
    at = lambda *places: fields.beyond(torch.tensor(places), 0.01)
    torch.testing.assert_close(at(0.0, 0.01), torch.tensor([0.0, 0.5]))
    well_below, well_above = at(0.001, 0.1)
    assert well_below < 0.02 and well_above > 0.98


def test_beyond_of_a_higher_power_has_a_steeper_border_at_the_same_place():
    light = torch.tensor([0.35, 0.5, 0.7])
    plain, steep = fields.beyond(light, 0.5), fields.beyond(light**4, 0.5**4)
    assert steep[1] == pytest.approx(0.5)
    assert steep[0] < 0.1 < plain[0] and plain[2] < 0.9 < steep[2]


def test_what_is_bent_keeps_what_is_near_and_goes_no_farther_than_the_most():
    bent = fields.bent(torch.tensor([0.01, 5.0, -5.0]), torch.zeros(3), 0.2)
    assert bent[0] == pytest.approx(0.01, abs=1e-4)
    torch.testing.assert_close(bent[1:], torch.tensor([0.2, -0.2]))


def test_a_mean_around_takes_nothing_from_outside_its_region():
    picture, where = torch.full((1, 3, 32, 32), -1.0), torch.zeros(1, 1, 32, 32)
    picture[..., 16:], where[..., 16:] = 0.5, 1
    mean = fields.mean_around(picture, where, fields.gaussian(4, 1.25))
    # Beside the region too, as far as the kernel sees it.
    torch.testing.assert_close(mean[..., 15:], torch.full_like(mean[..., 15:], 0.5), atol=0.01, rtol=0)


def test_a_whole_blur_keeps_an_even_picture_even_to_its_rim():
    even = torch.full((1, 1, 20, 24), 0.3)
    torch.testing.assert_close(fields.blurred_whole(even, fields.gaussian(1, 2.0)), even)
