"""A Gaussian mixture over appearance codes, by k-means: the prior that rooms draw from."""

from __future__ import annotations

import numpy as np

#: Principal components that a component's draws stray along. Of all 64 directions the codes fill about eight: deviations a number,
#: as if the numbers were independent, drew codes that no photo has (Mahalanobis distance² 2,210 against 47; README of `models/`).
RANK = 16


def fit_mixture(codes: np.ndarray, components: int, rounds: int = 30, seed: int = 0) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """codes: [N, A] → means [K, A], factors [K, RANK, A], weights [K] (sum 1); K ≤ components.

    A draw is mean + Σ z · factor, z ~ N(0, 1): the component's covariance, but for what lies beyond `RANK` directions.
    """
    rng = np.random.default_rng(seed)
    k = min(components, len(codes))
    means = codes[rng.choice(len(codes), k, replace=False)].astype(np.float64)
    for _ in range(rounds):
        owner = ((codes[:, None] - means[None]) ** 2).sum(-1).argmin(1)
        means = np.stack([codes[owner == i].mean(0) if (owner == i).any() else means[i] for i in range(k)])
    weights = np.array([(owner == i).mean() for i in range(k)])
    alive = np.flatnonzero(weights > 0)
    factors = np.stack([_factors(codes[owner == i] - means[i]) for i in alive])
    return means[alive], factors, weights[alive] / weights[alive].sum()


def _factors(away: np.ndarray) -> np.ndarray:
    """away: [N, A] from the mean → principal directions times their deviations, [RANK, A]; directions that N points lack are 0."""
    factors = np.zeros((RANK, away.shape[1]))
    _, deviations, directions = np.linalg.svd(away / np.sqrt(len(away)), full_matrices=False)
    kept = min(RANK, len(deviations))
    factors[:kept] = deviations[:kept, None] * directions[:kept]
    return factors
