"""Puts an aligner into a folder of weights."""

from __future__ import annotations

from pathlib import Path

from ..side_network import add_side_network
from .template import HEATMAP, INPUT, POINTS

FILE = "aligner.onnx"


def add_aligner(weights: Path, *folders: Path) -> None:
    """The first `aligner.onnx` of the folders, or the shipped one."""
    entry = {"file": FILE, "inputSize": INPUT, "heatmapSize": HEATMAP, "points": POINTS.tolist()}
    add_side_network(weights, "aligner", FILE, entry, folders)
