"""The trained interpreter as the app reads it: `interpreter.onnx`."""

from __future__ import annotations

from pathlib import Path

import torch
from torch import nn

from ..export import finish_graph
from .features import FEATURES
from .network import Interpreter
from .weights import FILE


class _OneDrawing(nn.Module):
    def __init__(self, network: Interpreter):
        super().__init__()
        self.network = network

    def forward(self, strokes: torch.Tensor) -> torch.Tensor:
        return self.network.rows(strokes)


def export_interpreter(network: Interpreter, run: Path) -> Path:
    """Writes `RUN/interpreter.onnx`: strokes [N, FEATURES] of one drawing → classes [N, 19], any N; opset 17, fp16 weights."""
    path = run / FILE
    torch.onnx.export(
        _OneDrawing(network.eval().float().cpu().folded()), (torch.zeros(7, FEATURES),), str(path), input_names=["strokes"], output_names=["classes"],
        dynamic_axes={"strokes": {0: "count"}, "classes": {0: "count"}}, opset_version=17, dynamo=False, do_constant_folding=True,
    )
    finish_graph(path)
    return path
