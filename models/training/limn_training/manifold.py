"""Manifold projection: nearest bank rows and locally linear weights (DeepFaceDrawing, section 3.1).

The TypeScript twin is `models/manifoldProjection.ts`; a test exports both on the same codes.
"""

from __future__ import annotations

from dataclasses import dataclass

import torch

from .parts import NEIGHBOURS, SEARCH

#: Share of the trace that is added to the Gram matrix.
REGULARISATION = 1e-3
#: Share of the largest variance that is added before whitening, so that weak directions stay weak.
WHITENING_FLOOR = 0.01


@dataclass
class SearchSpace:
    """PCA-whitened copy of one part's bank."""

    mean: torch.Tensor  # [512]
    projection: torch.Tensor  # [512, 128]

    @classmethod
    def fit(cls, codes: torch.Tensor) -> SearchSpace:
        """codes: [R, 512]."""
        mean = codes.mean(0)
        values, vectors = torch.linalg.eigh((codes - mean).double().T @ (codes - mean).double() / len(codes))
        values, vectors = values.flip(0)[:SEARCH].clamp(min=0), vectors.flip(1)[:, :SEARCH]
        scale = (values + WHITENING_FLOOR * values[0] + 1e-12).rsqrt()
        return cls(mean, (vectors * scale).float())

    def __call__(self, codes: torch.Tensor) -> torch.Tensor:
        return (codes - self.mean) @ self.projection


def nearest_faces(
    query: torch.Tensor, bank: torch.Tensor, faces: torch.Tensor, exclude: torch.Tensor | None, k: int = NEIGHBOURS
) -> tuple[torch.Tensor, torch.Tensor]:
    """K nearest rows, one vote a face.

    query: [B, 128], bank: [R, 128], faces: [R] face of each row, exclude: [B] face that may not
    vote. Returns rows [B, K] and squared distances [B, K].
    """
    distance = torch.cdist(query, bank).square()
    if exclude is not None:
        distance = distance.masked_fill(faces[None] == exclude[:, None], float("inf"))
    # A face has at most `per_face` rows, so K votes are among the first K · per_face rows.
    per_face = int(torch.bincount(faces).max())
    near, rows = distance.topk(min(k * per_face, distance.shape[1]), largest=False)
    owner = faces[rows]
    earlier = torch.tril(owner[:, :, None] == owner[:, None, :], -1).any(-1)
    near = near.masked_fill(earlier, float("inf"))
    near, order = near.topk(min(k, near.shape[1]), largest=False)
    return rows.gather(1, order), near


def locally_linear_weights(codes: torch.Tensor, neighbours: torch.Tensor) -> torch.Tensor:
    """w that minimise ‖f − Σ w_k f_k‖² with Σ w = 1.

    codes: [B, 512], neighbours: [B, K, 512] → [B, K].
    """
    offsets = (neighbours - codes[:, None]).double()
    gram = offsets @ offsets.transpose(1, 2)
    trace = gram.diagonal(dim1=1, dim2=2).sum(-1)
    k = gram.shape[-1]
    gram = gram + (REGULARISATION * trace + 1e-9)[:, None, None] * torch.eye(k, dtype=gram.dtype, device=gram.device)
    weights = torch.linalg.solve(gram, torch.ones(len(gram), k, dtype=gram.dtype, device=gram.device))
    return (weights / weights.sum(-1, keepdim=True)).float()
