"""A run between two runs."""

from __future__ import annotations

import pytest
import torch

from limn_training.blend import between, blend
from limn_training.runtime import load

CPU = torch.device("cpu")


def test_weights_lie_between_and_a_network_of_another_shape_is_the_seconds_as_a_whole():
    first = {"synthesis.a": torch.zeros(2), "fidelity.a": torch.zeros(2), "fidelity.attend": torch.zeros(3)}
    second = {"synthesis.a": torch.ones(2), "fidelity.a": torch.ones(2), "fidelity.attend": torch.ones(4)}
    mixed = between(first, second, 0.25)
    assert mixed["synthesis.a"].tolist() == [0.25, 0.25]
    assert mixed["fidelity.a"].tolist() == [1, 1] and mixed["fidelity.attend"].tolist() == [1, 1, 1, 1]


def test_the_mean_of_a_run_with_itself_is_that_run(run, tmp_path):
    blend(run, run, 0.5, tmp_path)
    own, mixed = (load(folder / "stage2.pt", CPU) for folder in (run, tmp_path))
    for name, tensor in own["average"].items():
        assert torch.allclose(tensor, mixed["average"][name], atol=1e-6), name
        assert torch.equal(mixed["generator"][name], mixed["average"][name])
    for name in ("parser.pt", "reader.pt", "attention.pt", "stage1.pt", "bank.pt"):
        assert (tmp_path / name).read_bytes() == (run / name).read_bytes()


def test_a_share_beyond_both_and_a_folder_without_a_run_are_refused(run, tmp_path):
    with pytest.raises(ValueError, match="give 0 … 1"):
        blend(run, run, 1.5, tmp_path / "out")
    with pytest.raises(FileNotFoundError, match="stage2.pt is missing"):
        blend(tmp_path, run, 0.5, tmp_path / "out")
    assert not (tmp_path / "out").exists()
