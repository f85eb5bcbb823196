"""The trained aligner as the app reads it: `aligner.onnx`."""

from __future__ import annotations

from pathlib import Path

import torch

from ..export import finish_graph
from .network import Aligner
from .template import INPUT
from .weights import FILE


def export_aligner(network: Aligner, run: Path) -> Path:
    """Writes `RUN/aligner.onnx`: batch of one, opset 17, fp16 weights."""
    path = run / FILE
    network = network.eval().float().cpu().to(memory_format=torch.contiguous_format)
    torch.onnx.export(
        network, (torch.zeros(1, 1, INPUT, INPUT),), str(path), input_names=["sheet"], output_names=["heatmaps", "face"],
        opset_version=17, dynamo=False, do_constant_folding=True,
    )
    finish_graph(path)
    return path
