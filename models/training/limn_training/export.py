"""Exports what the app needs: ONNX graphs, banks, appearance mixtures, guides, the manifest.

The format is `models/manifest.ts`. Graphs use only plain ONNX operators and store fp16 weights
behind a Cast that engines fold when they load.
"""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

import numpy as np
import onnx
import torch
import torch.nn.functional as F
from onnx import TensorProto, helper, numpy_helper
from torch import nn
from tqdm import tqdm

from .bank import load_embedding
from .data import PackedFaces
from .mixture import fit_mixture
from .parts import CODE, PARTS, PASTE_ORDER, RASTER, SEAM, SEARCH
from .presets import Preset
from .runtime import load
from .stage2 import Generator

#: Bits that the deployed search copy keeps.
INT8 = 127
PEN_WIDTH = 3.0
MIXTURE_COMPONENTS = 12


class _Synthesis(nn.Module):
    """The 512-px path of IS, with a fixed signature for the exporter."""

    def __init__(self, generator: Generator):
        super().__init__()
        self.synthesis = generator.synthesis

    def forward(self, canvas: torch.Tensor, appearance: torch.Tensor) -> torch.Tensor:
        return self.synthesis(canvas, appearance, 512)


def halve_weights(model: onnx.ModelProto, smallest: int = 64) -> None:
    """Stores every larger fp32 initialiser as fp16 with a Cast back; in place."""
    casts, kept = [], []
    for tensor in model.graph.initializer:
        if tensor.data_type == TensorProto.FLOAT and np.prod(tensor.dims) >= smallest:
            half = numpy_helper.from_array(numpy_helper.to_array(tensor).astype(np.float16), tensor.name + "_fp16")
            casts.append(helper.make_node("Cast", [half.name], [tensor.name], to=TensorProto.FLOAT))
            kept.append(half)
        else:
            kept.append(tensor)
    del model.graph.initializer[:]
    model.graph.initializer.extend(kept)
    nodes = list(model.graph.node)
    del model.graph.node[:]
    model.graph.node.extend(casts + nodes)


def export_graph(module: nn.Module, example: tuple[torch.Tensor, ...], inputs: list[str], output: str, path: Path) -> None:
    """Batch of one, fixed shapes, opset 17."""
    module.eval()
    torch.onnx.export(
        module, example, str(path), input_names=inputs, output_names=[output], opset_version=17, dynamo=False,
        do_constant_folding=True,
    )
    model = onnx.load(str(path))
    halve_weights(model)
    del model.metadata_props[:]
    model.doc_string = ""
    for node in model.graph.node:
        node.doc_string = ""
    onnx.checker.check_model(model)
    onnx.save(model, str(path))


@torch.no_grad()
def export(preset: Preset, data: PackedFaces, packed: Path, run: Path, version: str) -> None:
    """Writes `RUN/export/`: the folder that ships as `models/weights`."""
    out = run / "export"
    out.mkdir(parents=True, exist_ok=True)
    for old in out.iterdir():
        old.unlink()
    embedding = load_embedding(preset, run).cpu().float()
    state = load(run / "stage2.pt", torch.device("cpu"))
    if state is None:
        raise FileNotFoundError(f"{run}/stage2.pt is missing: run stage II first")
    generator = Generator(preset)
    generator.load_state_dict(state["average"])
    generator.eval()
    if not any(phase.size == 512 for phase in preset.phases[: state["phase"] + 1]):
        # The 512 head has not been trained yet: a look at an unfinished run goes through the 256 one.
        generator.synthesis.climb()
    bank = load(run / "bank.pt", torch.device("cpu"))

    parts = {}
    for index, part in enumerate(tqdm(PARTS, desc="export")):
        ce, fm = f"ce-{part.name}.onnx", f"fm-{part.name}.onnx"
        sketch = torch.zeros(1, 1, part.input_size, part.input_size)
        export_graph(embedding.encoders[part.name], (sketch,), ["sketch"], "code", out / ce)
        export_graph(generator.mapping.decoders[part.name], (torch.zeros(1, CODE),), ["code"], "features", out / fm)
        parts[part.name] = {
            "inputSize": part.input_size,
            "featureSize": part.feature_size,
            "componentEmbedding": ce,
            "featureMapping": fm,
            "bank": _export_bank(bank, index, part.name, out),
        }
    example = (torch.zeros(1, preset.canvas_channels, 128, 128), torch.zeros(1, preset.appearance))
    export_graph(_Synthesis(generator), example, ["canvas", "appearance"], "portrait", out / "is.onnx")

    rows = bank["rows"].numpy()
    sexes = np.array([data.faces[row]["sex"] == "male" for row in rows], dtype=np.uint8)
    sexes.tofile(out / "face-sexes.bin")
    manifest = {
        "format": 1,
        "version": version,
        "rasterSize": RASTER,
        "penWidth": PEN_WIDTH,
        "canvas": {"size": 128, "channels": preset.canvas_channels},
        "parts": parts,
        "pasteOrder": list(PASTE_ORDER),
        "seam": SEAM,
        "imageSynthesis": {"file": "is.onnx", "size": 512, "appearanceSize": preset.appearance},
        "appearance": {"mixtures": _export_mixtures(generator, data, rows, sexes, out)},
        "faces": {"count": len(rows), "sexes": "face-sexes.bin"},
        "guides": _export_guides(packed, rows, out),
    }
    files = sorted(path for path in out.iterdir() if path.suffix in (".onnx", ".bin"))
    manifest["hashes"] = {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in files}
    (out / "manifest.json").write_text(json.dumps(manifest, indent=2) + "\n")
    print(f"export: {sum(path.stat().st_size for path in out.iterdir()) / 1e6:.1f} MB in {out}")


def _export_bank(bank: dict, index: int, name: str, out: Path) -> dict:
    """The canonical drawings' rows alone: with the second abstraction the set would pass 60 MB."""
    count = len(bank["rows"])
    codes = bank["bank"][:count, index].float().numpy()
    scales = np.abs(codes).max(1) / INT8 + 1e-12
    space = bank["spaces"][index]
    mean, projection = space["mean"].float().numpy(), space["projection"].float().numpy()
    searched = (codes - mean) @ projection
    search_scale = float(np.abs(searched).max() / INT8)
    arrays = {
        "codes": np.round(codes / scales[:, None]).astype(np.int8),
        "scales": scales.astype(np.float32),
        "faces": bank["faces"][:count].numpy().astype(np.uint16),
        "searchCodes": np.round(searched / search_scale).astype(np.int8),
        "searchMean": mean.astype(np.float32),
        "searchProjection": projection.astype(np.float32),
    }
    assert arrays["searchCodes"].shape[1] == SEARCH
    entry: dict[str, object] = {"rows": len(codes), "searchScale": search_scale}
    for key, array in arrays.items():
        file = f"bank-{name}-{key}.bin"
        np.ascontiguousarray(array).tofile(out / file)
        entry[key] = file
    return entry


def _export_mixtures(generator: Generator, data: PackedFaces, rows: np.ndarray, sexes: np.ndarray, out: Path) -> dict:
    codes = []
    for start in range(0, len(rows), 64):
        photo = F.adaptive_avg_pool2d(data.photo(rows[start : start + 64], torch.device("cpu")), 128)
        codes.append(generator.appearance(photo)[0])
    codes = torch.cat(codes).numpy()
    mixtures = {}
    for space, chosen in (("any", np.ones(len(rows), bool)), ("female", sexes == 0), ("male", sexes == 1)):
        means, deviations, weights = fit_mixture(codes[chosen if chosen.any() else slice(None)], MIXTURE_COMPONENTS)
        entry = {"components": len(means), "weights": [round(float(w), 6) for w in weights]}
        for key, array in (("means", means), ("deviations", deviations)):
            file = f"appearance-{space}-{key}.bin"
            array.astype(np.float32).tofile(out / file)
            entry[key] = file
        mixtures[space] = entry
    return mixtures


def _export_guides(packed: Path, rows: np.ndarray, out: Path) -> dict:
    """Keeps the training faces' strokes of `strokes.npz` (points in 1/8 px)."""
    strokes = np.load(packed / "strokes.npz")
    points, starts, labels, faces = (strokes[key] for key in ("points", "stroke_start", "stroke_label", "face_start"))
    kept_points, kept_labels, stroke_starts, face_starts = [], [], [0], [0]
    for row in rows:
        for stroke in range(faces[row], faces[row + 1]):
            line = points[starts[stroke] : starts[stroke + 1]]
            kept_points.append(line)
            kept_labels.append(labels[stroke])
            stroke_starts.append(stroke_starts[-1] + len(line))
        face_starts.append(len(kept_labels))
    arrays = {
        "points": np.concatenate(kept_points).astype(np.int16),
        "strokeStarts": np.array(stroke_starts, np.int32),
        "strokeParts": np.array(kept_labels, np.uint8),
        "faceStarts": np.array(face_starts, np.int32),
    }
    entry = {}
    for key, array in arrays.items():
        entry[key] = f"guides-{key}.bin"
        array.tofile(out / entry[key])
    return entry
