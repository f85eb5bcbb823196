"""Directions of the appearance sliders: disentangled, calibrated, short where a trait does not answer."""

from __future__ import annotations

import numpy as np
import torch

from limn_training.directions import CONTROLS, TRAITS, cielab, controls, likeliest_change, principal_axes, responses


def test_a_step_moves_its_trait_by_one_and_the_others_by_nothing():
    response = np.random.default_rng(1).normal(size=(12, 5))
    for wanted in np.eye(5):
        step = likeliest_change(response, wanted, noise=1e-9)
        assert np.allclose(response.T @ step, wanted, atol=1e-6)


def test_a_trait_that_hardly_answers_gets_a_short_step():
    response = np.zeros((4, 2))
    response[0, 0], response[1, 1] = 1.0, 1e-3
    assert np.linalg.norm(likeliest_change(response, np.array([0.0, 1.0]), noise=0.01)) < 0.2
    assert np.isclose(likeliest_change(response, np.array([1.0, 0.0]), noise=0.01)[0], 1 / 1.01)


def test_responses_find_the_slope_of_what_is_read():
    slope = torch.tensor([[1.0, 2.0], [0.5, 0.0], [0.0, -1.0]])
    codes = torch.randn(6, 3)
    got = responses(lambda code: code, codes, np.eye(3), lambda picture: picture @ slope)
    assert np.allclose(got, slope.numpy(), atol=1e-5)


def test_controls_are_rows_of_the_code_with_their_reach():
    axes = principal_axes(np.random.default_rng(2).normal(size=(200, 20)), 8)
    rows, reach = controls(np.random.default_rng(3).normal(size=(8, len(TRAITS))), axes)
    assert rows.shape == (len(CONTROLS), 20) and len(reach) == len(CONTROLS)
    assert all(0 < value <= 1 for value in reach)


def test_cielab_knows_white_black_and_red():
    picture = torch.tensor([[1.0, 1, 1], [-1, -1, -1], [1, -1, -1]]).T[None, :, None]
    lab = cielab(picture)[0, :, 0].T
    assert torch.allclose(lab[0], torch.tensor([100.0, 0, 0]), atol=0.2)
    assert torch.allclose(lab[1], torch.zeros(3), atol=0.1)
    assert torch.allclose(lab[2], torch.tensor([53.2, 80.1, 67.2]), atol=0.5)
