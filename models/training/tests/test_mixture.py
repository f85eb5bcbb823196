"""The prior over appearance codes: draws stay where codes are."""

from __future__ import annotations

import numpy as np

from limn_training.mixture import RANK, fit_mixture


def test_draws_stay_in_the_directions_that_the_codes_fill():
    rng = np.random.default_rng(1)
    inside = np.linalg.qr(rng.standard_normal((40, 5)))[0]
    codes = rng.standard_normal((2000, 5)) * [3, 2, 1, 0.5, 0.3] @ inside.T + 7
    means, factors, weights = fit_mixture(codes, 4)
    component = rng.choice(len(weights), 4000, p=weights)
    draws = means[component] + np.einsum("nr,nra->na", rng.standard_normal((4000, RANK)), factors[component])
    away = draws - 7
    assert np.abs(away - away @ inside @ inside.T).max() < 1e-9
    spread = lambda x: np.cov((x - 7) @ inside, rowvar=False)
    assert np.allclose(spread(draws), spread(codes), atol=0.5)


def test_fewer_codes_than_directions_make_a_prior_too():
    codes = np.random.default_rng(2).standard_normal((3, 20))
    means, factors, weights = fit_mixture(codes, 12)
    assert factors.shape == (len(means), RANK, 20) and np.isfinite(factors).all() and np.isclose(weights.sum(), 1)
