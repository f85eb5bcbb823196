"""The pictures of SAP's attention: what the figures are taken at, and the command."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
import torch

from limn_training.attention import cells, in_px, measure, pools_by_place, pools_of_mixed, raster, rough
from limn_training.networks.spatial_attention_pooling import POOLS, SpatialAttentionPooling

TRAINING = Path(__file__).parents[1]
LINE = np.stack([np.linspace(100, 400, 40), np.full(40, 200.0)], 1).astype(np.float32)
LOWER = LINE + np.float32([0, 150])


@pytest.fixture
def network() -> SpatialAttentionPooling:
    """Looks wide where there is ink, and at the lines as drawn everywhere else."""
    network = SpatialAttentionPooling(8)
    with torch.no_grad():
        *layers, last = [layer for layer in network.attend if isinstance(layer, torch.nn.Conv2d)]
        for layer in (*layers, last):
            layer.weight.zero_()
            layer.bias.zero_()
        for layer in layers:
            layer.weight[0, 0] = 1.0
        last.weight[3, 0, 1, 1] = 50.0
        last.bias[0] = 5.0
    return network.eval()


def test_a_rough_line_strays_by_the_reach_and_keeps_its_course():
    rng = np.random.default_rng(1)
    assert rough(LINE, 0, rng) is LINE
    strayed = np.abs(rough(LINE, 12, rng)[:, 1] - 200)
    assert 3 < strayed.max() < 16


def test_pools_are_told_at_ink_beside_it_and_on_paper_in_px(network):
    assert in_px(0) == POOLS[0] and in_px(1) == POOLS[-1]
    pools = pools_by_place(network, raster([LINE]))
    assert pools["ink"] > 9 and pools["paper"] < 4
    assert pools["paper"] < pools["beside"] <= pools["ink"]


def test_in_a_mixed_drawing_rough_and_steady_strokes_are_told_apart(network):
    """With the upper line's ink erased from what is read, its strokes have the pool of paper."""
    whole = network.attention

    def only_lower(sketch):
        sketch = sketch.clone()
        sketch[:, :, :140] = 0
        return whole(sketch)

    network.attention = only_lower
    pools = pools_of_mixed(network, [LINE, LOWER], 12, np.random.default_rng(1))
    assert pools["rough"] > 9 and pools["steady"] < 1.5


def test_cells_hold_ink_where_the_line_runs():
    where = cells(raster([LINE]))[0, 0].nonzero()
    assert where[:, 0].unique().tolist() in ([49, 50], [49], [50])


def test_every_hand_is_measured(network):
    figures = measure(network, [[LINE, LOWER]])
    assert list(figures) == ["±0 px", "±4 px", "±8 px", "±12 px", "drawn twice", "every second ±12 px"]
    assert all(1 <= pool <= 13 for places in figures.values() for pool in places.values())


def test_the_command_draws_and_prints(run, packed, tmp_path):
    options = ["--run", run, "--data", packed, "--out", tmp_path, "--faces", "2", "--measured", "2"]
    result = subprocess.run([sys.executable, "-m", "limn_training.attention", *map(str, options)], cwd=TRAINING, capture_output=True, text=True, timeout=300)
    assert result.returncode == 0, result.stderr[-3000:]
    assert "drawn twice: ink" in result.stdout
    assert (tmp_path / "attention.png").stat().st_size > 1000
    assert json.loads((tmp_path / "attention.json").read_text())["±12 px"]["ink"] >= 1
