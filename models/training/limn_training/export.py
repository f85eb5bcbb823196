"""Exports what the app needs: ONNX graphs, banks, appearance mixtures, guides, the manifest.

The format is `models/manifest.ts`. Graphs use only plain ONNX operators and store fp16 weights
behind a Cast that engines fold when they load.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import onnx
import torch
import torch.nn.functional as F
from onnx import TensorProto, helper, numpy_helper
from torch import nn
from tqdm import tqdm

from .aligner.weights import add_aligner
from .bank import load_embedding
from .compact import compact
from .data import PackedFaces
from .directions import CONTROLS, fit_directions
from .finishing import FINISHES, lay_on
from .guides import guide_strokes
from .interpreter.weights import add_interpreter
from .manifest import files_in, write_manifest
from .mixture import fit_mixture
from .networks.parser import FaceParser
from .networks.semantic_canvas import CLASSES
from .parts import CODE, PARTS, PASTE_ORDER, RASTER, SEAM, SEARCH
from .presets import Preset
from .runtime import load_needed
from .shipped_set import ShippedSet
from .stage2 import Generator

#: Bits that the deployed search copy keeps.
INT8 = 127
#: Elements from which on a single-channel tensor is a pattern of noise: which needs no more than 8 bits.
NOISE = 10_000
#: What these networks tell is smooth and coarse: steps of int8 hardly move it (measured: by less than 0.0001 of the picture on average).
COARSE = tuple(f"synthesis.{finish}." for finish in FINISHES)
PEN_WIDTH = 3.0
MIXTURE_COMPONENTS = 12


class Synthesis(nn.Module):
    """The 512-px path of IS, with a fixed signature for the exporter."""

    def __init__(self, generator: nn.Module):
        super().__init__()
        self.synthesis = generator.synthesis

    def forward(self, canvas: torch.Tensor, appearance: torch.Tensor) -> torch.Tensor:
        return self.synthesis(canvas, appearance, 512)


class AppearanceMean(nn.Module):
    """What a reference picture says: the mean of its posterior."""

    def __init__(self, generator: nn.Module):
        super().__init__()
        self.appearance = generator.appearance

    def forward(self, photo: torch.Tensor) -> torch.Tensor:
        return self.appearance(photo)[0]


def halve_weights(model: onnx.ModelProto, smallest: int = 64) -> None:
    """Stores every larger fp32 initialiser, and constant, as fp16 with a Cast back, patterns of noise and finishes as int8; in place."""

    def store(tensor: TensorProto) -> tuple[list[TensorProto], list[onnx.NodeProto]]:
        noise = np.prod(tensor.dims) >= NOISE and tensor.dims[:2] == [1, 1]
        if noise or len(tensor.dims) == 4 and tensor.name.startswith(COARSE):
            return _as_int8(tensor)
        half = numpy_helper.from_array(numpy_helper.to_array(tensor).astype(np.float16), tensor.name + "_fp16")
        return [half], [helper.make_node("Cast", [half.name], [tensor.name], to=TensorProto.FLOAT)]

    model.graph.initializer.extend(_large_constants(model, smallest))
    _store_weights(model, smallest, store)


def _large_constants(model: onnx.ModelProto, smallest: int) -> list[TensorProto]:
    """Takes them out of the graph's nodes, equal ones once: the patterns of noise lie there."""
    taken: dict[tuple, TensorProto] = {}
    renamed: dict[str, str] = {}
    for node in list(model.graph.node):
        value = next((a.t for a in node.attribute if a.name == "value"), None) if node.op_type == "Constant" else None
        if value is not None and value.data_type == TensorProto.FLOAT and np.prod(value.dims) >= smallest:
            value.name = node.output[0]
            kept = taken.setdefault((tuple(value.dims), numpy_helper.to_array(value).tobytes()), value)
            renamed[value.name] = kept.name
            model.graph.node.remove(node)
    for node in model.graph.node:
        node.input[:] = [renamed.get(name, name) for name in node.input]
    return list(taken.values())


def quantise_weights(model: onnx.ModelProto, smallest: int = 1024) -> None:
    """Stores every large fp32 initialiser as int8 with a scale an output channel, behind Cast and Mul; in place."""
    _store_weights(model, smallest, _as_int8)


def _as_int8(tensor: TensorProto) -> tuple[list[TensorProto], list[onnx.NodeProto]]:
    weights = numpy_helper.to_array(tensor)
    scale = np.abs(weights).reshape(len(weights), -1).max(1).reshape(-1, *[1] * (weights.ndim - 1)) / INT8 + 1e-12
    names = [tensor.name + suffix for suffix in ("_int8", "_scale", "_steps")]
    stored = [
        numpy_helper.from_array(np.round(weights / scale).astype(np.int8), names[0]),
        numpy_helper.from_array(scale.astype(np.float32), names[1]),
    ]
    nodes = [
        helper.make_node("Cast", [names[0]], [names[2]], to=TensorProto.FLOAT),
        helper.make_node("Mul", [names[2], names[1]], [tensor.name]),
    ]
    return stored, nodes


def _store_weights(
    model: onnx.ModelProto, smallest: int, store: Callable[[TensorProto], tuple[list[TensorProto], list[onnx.NodeProto]]]
) -> None:
    """Puts what `store` makes of every fp32 initialiser that is large enough in its place."""
    before, kept = [], []
    for tensor in model.graph.initializer:
        if tensor.data_type != TensorProto.FLOAT or np.prod(tensor.dims) < smallest:
            kept.append(tensor)
            continue
        stored, nodes = store(tensor)
        kept += stored
        before += nodes
    del model.graph.initializer[:]
    model.graph.initializer.extend(kept)
    nodes = list(model.graph.node)
    del model.graph.node[:]
    model.graph.node.extend(before + nodes)


def export_graph(
    module: nn.Module, example: tuple[torch.Tensor, ...], inputs: list[str], output: str, path: Path, compress: Callable = halve_weights
) -> None:
    """Batch of one, fixed shapes, opset 17."""
    module.eval()
    torch.onnx.export(
        module, example, str(path), input_names=inputs, output_names=[output], opset_version=17, dynamo=False,
        do_constant_folding=True,
    )
    finish_graph(path, compress)


def export_synthesis(generator: nn.Module, preset: Preset, path: Path) -> None:
    """IS with what is laid over its portraits: canvas [1, C, 128, 128] and appearance [1, A] → portrait [1, 3, 512, 512]."""
    example = (torch.zeros(1, preset.canvas_channels, 128, 128), torch.zeros(1, preset.appearance))
    export_graph(Synthesis(generator), example, ["canvas", "appearance"], "portrait", path)


def export_fidelity(network: nn.Module, path: Path) -> None:
    """SAP: sketch [1, 1, 256, 256] → features [1, C, 128, 128]."""
    export_graph(network, (torch.zeros(1, 1, RASTER, RASTER),), ["sketch"], "features", path)


def finish_graph(path: Path, compress: Callable = halve_weights) -> None:
    """An exported graph as it ships: small weights, no traces of the exporter, checked."""
    model = onnx.load(str(path))
    compress(model)
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
    state = load_needed(run / "stage2.pt", torch.device("cpu"))
    generator = Generator(preset)
    generator.load_state_dict(state["average"])
    lay_on(generator, run)
    generator.eval()
    if not any(phase.size == 512 for phase in preset.phases[: state["phase"] + 1]):
        # The 512 head has not been trained yet: a look at an unfinished run goes through the 256 one.
        generator.synthesis.climb()
    bank = load_needed(run / "bank.pt", torch.device("cpu"))
    shipped = ShippedSet(Path(bank["shipped"]), out) if "shipped" in bank else None
    parser = FaceParser(preset.parser_width)
    parser.load_state_dict(load_needed(run / "parser.pt", torch.device("cpu"))["parser"])
    parser.eval()

    parts = {}
    for index, part in enumerate(tqdm(PARTS, desc="export")):
        fm = f"fm-{part.name}.onnx"
        export_graph(generator.mapping.decoders[part.name], (torch.zeros(1, CODE),), ["code"], "features", out / fm)
        if shipped:
            parts[part.name] = {**shipped.take_part(part.name), "featureMapping": fm}
            continue
        ce = f"ce-{part.name}.onnx"
        sketch = torch.zeros(1, 1, part.input_size, part.input_size)
        export_graph(embedding.encoders[part.name], (sketch,), ["sketch"], "code", out / ce)
        parts[part.name] = {
            "inputSize": part.input_size,
            "featureSize": part.feature_size,
            "componentEmbedding": ce,
            "featureMapping": fm,
            "bank": _export_bank(bank, index, part.name, out),
        }
    export_synthesis(generator, preset, out / "is.onnx")
    export_fidelity(generator.fidelity, out / "fidelity.onnx")
    export_graph(generator.semantics, (torch.zeros(1, CLASSES, 128, 128),), ["classes"], "features", out / "semantics.onnx")

    rows = bank["rows"].numpy()
    sexes = sexes_of(data, rows)
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
        "fidelity": "fidelity.onnx",
        "semantics": "semantics.onnx",
        "imageSynthesis": {"file": "is.onnx", "size": 512, "appearanceSize": preset.appearance},
        "appearance": _export_appearance(generator, parser, data, bank, sexes, out),
        "parser": shipped.take("parser") if shipped else _export_parser(parser, out),
        "faces": {"count": len(rows), "sexes": "face-sexes.bin"},
        "guides": shipped.take("guides") if shipped else _export_guides(packed, rows, out),
    }
    write_manifest(out, manifest, files_in(manifest))
    add_aligner(out, run.parent / "aligner")
    add_interpreter(out, run.parent / "interpreter")
    compact(out)
    print(f"export: {sum(path.stat().st_size for path in out.iterdir()) / 1e6:.1f} MB in {out}")


def _export_bank(bank: dict, index: int, name: str, out: Path) -> dict:
    """The canonical drawings' rows alone: with the second abstraction the set would pass 60 MB."""
    codes = bank["codes"][:, index].float().numpy()
    scales = np.abs(codes).max(1) / INT8 + 1e-12
    space = bank["spaces"][index]
    mean, projection = space["mean"].float().numpy(), space["projection"].float().numpy()
    searched = (codes - mean) @ projection
    search_scale = float(np.abs(searched).max() / INT8)
    arrays = {
        "codes": np.round(codes / scales[:, None]).astype(np.int8),
        "scales": scales.astype(np.float32),
        "faces": np.arange(len(codes)).astype(np.uint16),
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


def _export_parser(parser: FaceParser, out: Path) -> str:
    """Finds the face in a reference picture: classes matter, not their exact odds."""
    export_graph(parser, (torch.zeros(1, 3, 128, 128),), ["photo"], "classes", out / "parser.onnx", quantise_weights)
    return "parser.onnx"


def _export_appearance(generator: Generator, parser: FaceParser, data: PackedFaces, bank: dict, sexes: np.ndarray, out: Path) -> dict:
    """The encoder of reference pictures, the prior, and what the sliders add."""
    export_graph(AppearanceMean(generator), (torch.zeros(1, 3, 128, 128),), ["photo"], "code", out / "appearance.onnx")
    rows = bank["rows"].numpy()
    codes = photo_codes(generator, data, rows)
    directions, reach = fit_directions(generator, parser, data, rows, bank["codes"], codes)
    directions.astype(np.float32).tofile(out / "appearance-directions.bin")
    print("export: sliders reach", {name: round(value, 2) for name, value in zip(CONTROLS, reach)}, "of one deviation")
    return {
        "encoder": "appearance.onnx",
        "directions": {
            "file": "appearance-directions.bin",
            "controls": [{"name": name, "reach": round(value, 3)} for name, value in zip(CONTROLS, reach)],
        },
        "mixtures": export_mixtures(codes, sexes, out),
    }


def photo_codes(generator: nn.Module, data: PackedFaces, rows: np.ndarray) -> np.ndarray:
    """The appearance codes of photos [N, A]."""
    codes = []
    for start in range(0, len(rows), 64):
        codes.append(generator.appearance(data.small_photo(rows[start : start + 64], torch.device("cpu")))[0])
    return torch.cat(codes).numpy()


def sexes_of(data: PackedFaces, rows: np.ndarray) -> np.ndarray:
    """uint8 [N]: 0 female, 1 male (predicted)."""
    return np.array([data.faces[row]["sex"] == "male" for row in rows], dtype=np.uint8)


def export_mixtures(codes: np.ndarray, sexes: np.ndarray, out: Path) -> dict:
    mixtures = {}
    for space, chosen in (("any", np.ones(len(codes), bool)), ("female", sexes == 0), ("male", sexes == 1)):
        means, factors, weights = fit_mixture(codes[chosen if chosen.any() else slice(None)], MIXTURE_COMPONENTS)
        entry = {"components": len(means), "rank": factors.shape[1], "weights": [round(float(w), 6) for w in weights]}
        for key, array in (("means", means), ("factors", factors)):
            file = f"appearance-{space}-{key}.bin"
            array.astype(np.float32).tofile(out / file)
            entry[key] = file
        mixtures[space] = entry
    return mixtures


def _export_guides(packed: Path, rows: np.ndarray, out: Path) -> dict:
    """Keeps the training faces' strokes of `strokes.npz`, packed as `guide_strokes` says."""
    strokes = np.load(packed / "strokes.npz")
    points, starts, labels, faces = (strokes[key] for key in ("points", "stroke_start", "stroke_label", "face_start"))
    origins, steps, counts, parts, face_starts = [], [], [], [], [0]
    for row in rows:
        for stroke in range(faces[row], faces[row + 1]):
            for origin, stride in guide_strokes(points[starts[stroke] : starts[stroke + 1]]):
                origins.append(origin)
                steps.append(stride)
                counts.append(len(stride))
                parts.append(labels[stroke])
        face_starts.append(len(parts))
    arrays = {
        "origins": np.array(origins, np.int16).reshape(-1, 2),
        "steps": np.concatenate(steps).astype(np.int8),
        "stepCounts": np.array(counts, np.uint8),
        "strokeParts": np.array(parts, np.uint8),
        "faceStarts": np.array(face_starts, np.int32),
    }
    entry = {}
    for key, array in arrays.items():
        entry[key] = f"guides-{key}.bin"
        array.tofile(out / entry[key])
    return entry
