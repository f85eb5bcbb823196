"""A Gaussian mixture over appearance codes, diagonal, by k-means: the prior that rooms draw from."""

from __future__ import annotations

import numpy as np


def fit_mixture(codes: np.ndarray, components: int, rounds: int = 30, seed: int = 0) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """codes: [N, A] → means [K, A], deviations [K, A], weights [K] (sum 1); K ≤ components."""
    rng = np.random.default_rng(seed)
    k = min(components, len(codes))
    means = codes[rng.choice(len(codes), k, replace=False)].astype(np.float64)
    for _ in range(rounds):
        owner = ((codes[:, None] - means[None]) ** 2).sum(-1).argmin(1)
        means = np.stack([codes[owner == i].mean(0) if (owner == i).any() else means[i] for i in range(k)])
    deviations = np.stack([codes[owner == i].std(0) if (owner == i).any() else np.zeros(codes.shape[1]) for i in range(k)])
    weights = np.array([(owner == i).mean() for i in range(k)])
    alive = weights > 0
    return means[alive], deviations[alive], weights[alive] / weights[alive].sum()
