"""Puts an interpreter into a folder of weights."""

from __future__ import annotations

from pathlib import Path

from ..side_network import add_side_network

FILE = "interpreter.onnx"


def add_interpreter(weights: Path, *folders: Path) -> None:
    """The first `interpreter.onnx` of the folders, or the shipped one."""
    add_side_network(weights, "interpreter", FILE, FILE, folders)
