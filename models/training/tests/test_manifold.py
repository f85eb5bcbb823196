"""Manifold projection: the rules of locally linear embedding and of the vote."""

from __future__ import annotations

import torch

from limn_training.manifold import SearchSpace, locally_linear_weights, nearest_faces


def test_weights_sum_to_one():
    torch.manual_seed(3)
    weights = locally_linear_weights(torch.randn(7, 512), torch.randn(7, 10, 512))
    assert torch.allclose(weights.sum(1), torch.ones(7), atol=1e-5)


def test_a_code_in_the_neighbours_plane_is_reproduced():
    torch.manual_seed(4)
    neighbours = torch.randn(5, 10, 512)
    truth = torch.softmax(torch.randn(5, 10), 1)
    codes = torch.einsum("bk,bkc->bc", truth, neighbours)
    weights = locally_linear_weights(codes, neighbours)
    projected = torch.einsum("bk,bkc->bc", weights, neighbours)
    assert (projected - codes).norm(dim=1).max() < 0.05 * codes.norm(dim=1).min()


def test_a_face_votes_once_and_never_for_itself():
    torch.manual_seed(5)
    bank = torch.randn(40, 128)
    faces = torch.arange(20).repeat(2)
    rows, distances = nearest_faces(bank[:20], bank, faces, torch.arange(20), k=10)
    for own, chosen in enumerate(faces[rows]):
        assert len(set(chosen.tolist())) == 10 and own not in chosen
    assert bool((distances.diff(dim=1) >= 0).all())


def test_whitening_gives_strong_directions_unit_variance():
    torch.manual_seed(6)
    codes = torch.randn(4000, 512) * torch.linspace(3, 0.01, 512)
    searched = SearchSpace.fit(codes)(codes)
    assert searched.shape == (4000, 128)
    assert 0.9 < searched[:, 0].std() < 1.1
