"""A warm start takes the networks, never the budgets."""

from __future__ import annotations

from dataclasses import replace

import torch
from torch import nn

from limn_training.finishing import FINISHES
from limn_training.presets import SMOKE
from limn_training.runtime import load, save
from limn_training.warm_start import take_over, warm_start

CPU = torch.device("cpu")


def _run(folder):
    save(folder / "parser.pt", {"parser": {}})
    save(folder / "stage1.pt", {"model": {"a": torch.ones(2)}, "optimiser": {}, "steps": 9, "seconds": 5.0})
    networks = {name: {"a": torch.ones(2)} for name in ("generator", "discriminator", "average")}
    save(folder / "stage2.pt", {**networks, "optimiser_g": {}, "phase": 1, "step": 7, "spent": 3.0})
    return folder


def test_a_warm_start_keeps_weights_and_starts_every_budget_afresh(tmp_path):
    warm_start(_run(tmp_path / "old"), tmp_path / "new", SMOKE)
    first, second = (load(tmp_path / "new" / name, CPU) for name in ("stage1.pt", "stage2.pt"))
    assert torch.equal(first["model"]["a"], torch.ones(2)) and first["steps"] == 0 and "optimiser" not in first
    assert second["phase"] == len(SMOKE.phases) - 1 and second["step"] == 0 and second["spent"] == 0


def test_finishes_travel_with_the_generator_that_they_were_taught_beside(tmp_path):
    old = _run(tmp_path / "old")
    for finish in FINISHES:
        save(old / f"{finish}.pt", {"network": {"a": torch.full((2,), 3.0)}, "done": 5, "spent": 9.0})
    warm_start(old, tmp_path / "new", SMOKE)
    state = load(tmp_path / "new" / "stage2.pt", CPU)
    for finish in FINISHES:
        for name in ("generator", "average"):
            assert torch.equal(state[name][f"synthesis.{finish}.a"], torch.full((2,), 3.0))
        assert not (tmp_path / "new" / f"{finish}.pt").exists()


def test_a_warm_start_leaves_a_run_that_has_begun(tmp_path):
    begun = _run(tmp_path / "new")
    warm_start(_run(tmp_path / "old"), begun, SMOKE)
    assert load(begun / "stage2.pt", CPU)["step"] == 7


def test_a_shipped_sets_bank_travels_only_where_the_encoders_stay(tmp_path):
    for shipped, stage1_steps, travels in ((True, 0, True), (True, 5, False), (False, 0, False)):
        old, new = _run(tmp_path / f"old-{shipped}-{stage1_steps}"), tmp_path / f"new-{shipped}-{stage1_steps}"
        save(old / "bank.pt", {"rows": torch.arange(2), **({"shipped": "weights"} if shipped else {})})
        warm_start(old, new, replace(SMOKE, stage1_steps=stage1_steps))
        assert (new / "bank.pt").exists() == travels


def test_layers_of_another_shape_begin_anew_and_are_named():
    module = nn.Sequential(nn.Linear(2, 3), nn.Linear(3, 1))
    weights = {"0.weight": torch.full((3, 2), 7.0), "0.bias": torch.zeros(5)}
    assert take_over(module, weights) == ["0.bias", "1.bias", "1.weight"]
    assert torch.equal(module[0].weight, torch.full((3, 2), 7.0))
