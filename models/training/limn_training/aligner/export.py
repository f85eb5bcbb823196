"""The trained aligner as the app reads it: `aligner.onnx` and its entry of the manifest."""

from __future__ import annotations

import hashlib
import json
import shutil
from pathlib import Path

import onnx
import torch

from ..export import halve_weights
from .network import Aligner
from .template import HEATMAP, INPUT, POINTS

FILE = "aligner.onnx"


def export_aligner(network: Aligner, run: Path) -> Path:
    """Writes `RUN/aligner.onnx`: batch of one, opset 17, fp16 weights."""
    path = run / FILE
    network = network.eval().float().cpu().to(memory_format=torch.contiguous_format)
    torch.onnx.export(
        network, (torch.zeros(1, 1, INPUT, INPUT),), str(path), input_names=["sheet"], output_names=["heatmaps", "face"],
        opset_version=17, dynamo=False, do_constant_folding=True,
    )
    model = onnx.load(str(path))
    halve_weights(model)
    del model.metadata_props[:]
    model.doc_string = ""
    for node in model.graph.node:
        node.doc_string = ""
    onnx.checker.check_model(model)
    onnx.save(model, str(path))
    return path


def add_aligner(weights: Path, aligner: Path) -> None:
    """Copies `aligner` (a file, or a run's folder) into a folder of weights and names it in the manifest; without one, nothing."""
    source = aligner / FILE if aligner.is_dir() else aligner
    if not source.exists():
        return
    if source.resolve() != (weights / FILE).resolve():
        shutil.copyfile(source, weights / FILE)
    manifest = json.loads((weights / "manifest.json").read_text())
    manifest["aligner"] = {"file": FILE, "inputSize": INPUT, "heatmapSize": HEATMAP, "points": POINTS.tolist()}
    manifest["hashes"][FILE] = hashlib.sha256((weights / FILE).read_bytes()).hexdigest()
    manifest["hashes"] = dict(sorted(manifest["hashes"].items()))
    manifest["hashes"] = manifest.pop("hashes")
    (weights / "manifest.json").write_text(json.dumps(manifest, indent=2) + "\n")
