"""Begins a run with a shipped set of weights (`models/weights`), where the run that made it is gone.

What shipping drops begins anew: CE's decoders, the discriminators, the heads of smaller pictures but the 256-px one (the
mean of the 512-px head's sub-pixels). fp16 weights come back as they are; of the parser's int8 ones the steps do.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
import onnx
import torch
from onnx import numpy_helper
from torch import nn

from .data import PackedFaces
from .manifest import read_manifest
from .networks.parser import FaceParser
from .networks.spatial_attention_pooling import SpatialAttentionPooling
from .parts import CODE, PARTS, SEARCH
from .presets import Preset
from .runtime import save
from .stage1 import ComponentEmbedding
from .stage2 import Generator


class UnfitWeights(Exception):
    """The set cannot begin this run; the message says why."""


def initialisers(path: Path) -> dict[str, torch.Tensor]:
    """Name → value of every weight, whichever way it is stored (`export.halve_weights`, `export.quantise_weights`)."""
    stored = {tensor.name: numpy_helper.to_array(tensor) for tensor in onnx.load(str(path)).graph.initializer}
    weights = {}
    for name, array in stored.items():
        if name.endswith("_int8"):
            array = array.astype(np.float32) * stored[name.replace("_int8", "_scale")]
        elif name.endswith("_scale") and name.replace("_scale", "_int8") in stored:
            continue
        weights[name.removesuffix("_fp16").removesuffix("_int8")] = torch.from_numpy(array.astype(np.float32))
    return weights


def _load(module: nn.Module, path: Path, prefix: str = "", anew: str | None = None) -> dict[str, torch.Tensor]:
    """Fills `module` by name; returns what has no name in it. What begins with `anew` may have another shape: then it does begin anew."""
    weights = {name.removeprefix(prefix): tensor for name, tensor in initialisers(path).items()}
    own = module.state_dict()
    if anew:
        weights = {name: tensor for name, tensor in weights.items() if not name.startswith(anew) or own[name].shape == tensor.shape}
    fitting = {name: tensor for name, tensor in weights.items() if name in own}
    for name, tensor in fitting.items():
        if own[name].shape != tensor.shape:
            raise UnfitWeights(f"{path.name}: {name} is {list(tensor.shape)}, the preset wants {list(own[name].shape)}")
    module.load_state_dict({**own, **fitting})
    return {name: tensor for name, tensor in weights.items() if name not in own}


def parser_from(path: Path, width: int) -> FaceParser:
    """Export folds each batch norm into its convolution and drops the names: the order tells which is which."""
    parser = FaceParser(width)
    folded = list(_load(parser, path).values())
    convolutions = [module for module in parser.modules() if isinstance(module, nn.Sequential) and isinstance(module[0], nn.Conv2d)]
    if len(folded) != 2 * len(convolutions):
        raise UnfitWeights(f"{path.name}: {len(folded)} folded weights for {len(convolutions)} convolutions")
    with torch.no_grad():
        for (convolution, norm, _), weight, bias in zip(convolutions, folded[::2], folded[1::2]):
            if convolution.weight.shape != weight.shape:
                raise UnfitWeights(f"{path.name}: a convolution is {list(weight.shape)}, the preset wants {list(convolution.weight.shape)}")
            convolution.weight.copy_(weight)
            convolution.bias.copy_(bias)
            norm.running_var.fill_(1 - norm.eps)
    return parser


def fidelity_from(file: Path, preset: Preset) -> SpatialAttentionPooling:
    """SAP of a set; its attention begins anew where an older set's had another shape: the stage `attention` teaches it, in minutes."""
    network = SpatialAttentionPooling(preset.canvas_channels)
    _load(network, file, anew="attend.")
    return network


def generator_from(weights: Path, manifest: dict, preset: Preset) -> Generator:
    generator = Generator(preset)
    for part in PARTS:
        _load(generator.mapping.decoders[part.name], weights / manifest["parts"][part.name]["featureMapping"])
    synthesis = generator.synthesis
    # The exporter turns the grains' scales into the weights of their convolutions, which have no name; the patterns are fixed.
    nameless = _load(synthesis, weights / manifest["imageSynthesis"]["file"], "synthesis.").values()
    scales = [tensor for tensor in nameless if tensor.shape[1:] == (1, 1, 1)]
    with torch.no_grad():
        for grain, scale in zip((synthesis.grain128, synthesis.grain256), scales, strict=True):
            grain.scale.copy_(scale.transpose(0, 1))
        channels = synthesis.head256.weight.shape[0]
        for name in ("weight", "bias"):
            whole = getattr(synthesis.head512, name)
            getattr(synthesis.head256, name).copy_(whole.view(channels, 4, *whole.shape[1:]).mean(1))
    _load(generator.appearance, weights / manifest["appearance"]["encoder"], "appearance.")
    if "fidelity" in manifest:
        generator.fidelity = fidelity_from(weights / manifest["fidelity"], preset)
    if "semantics" in manifest:
        _load(generator.semantics, weights / manifest["semantics"])
    return generator


def bank_from(weights: Path, manifest: dict, rows: np.ndarray) -> dict:
    """`bank.pt` of the shipped bank. @raises UnfitWeights if the faces are others."""
    read = lambda name, kind: torch.from_numpy(np.fromfile(weights / name, kind))
    count = manifest["faces"]["count"]
    if count != len(rows):
        raise UnfitWeights(f"the set knows {count} training faces, the data holds {len(rows)}: it was made from other faces")
    codes, spaces = [], []
    for part in PARTS:
        bank = manifest["parts"][part.name]["bank"]
        scales = read(bank["scales"], np.float32)
        codes.append(read(bank["codes"], np.int8).view(count, CODE).float() * scales[:, None])
        mean, projection = read(bank["searchMean"], np.float32), read(bank["searchProjection"], np.float32).view(CODE, SEARCH)
        spaces.append({"mean": mean, "projection": projection})
    return {"codes": torch.stack(codes, 1).half(), "rows": torch.from_numpy(rows), "spaces": spaces, "shipped": str(weights.resolve())}


def warm_start_weights(weights: Path, run: Path, preset: Preset, data: PackedFaces) -> None:
    """Writes what `run` needs to go on from `weights`; does nothing to a run that has begun.

    CE stays as it is, so the export takes over its graphs and banks (`bank.pt` says from where).

    @raises UnfitWeights where networks or faces are not the preset's.
    """
    if (run / "stage2.pt").exists():
        return
    manifest = read_manifest(weights)
    torch.manual_seed(0)
    save(run / "bank.pt", bank_from(weights, manifest, data.rows("training")))
    save(run / "parser.pt", {"parser": parser_from(weights / manifest["parser"], preset.parser_width).state_dict()})
    embedding = ComponentEmbedding(preset)
    for part in PARTS:
        _load(embedding.encoders[part.name], weights / manifest["parts"][part.name]["componentEmbedding"])
    save(run / "stage1.pt", {"model": embedding.state_dict(), "steps": 0, "seconds": 0.0})
    networks = generator_from(weights, manifest, preset).state_dict()
    begun = {"generator": networks, "average": networks, "discriminator": {}}
    save(run / "stage2.pt", {**begun, "phase": len(preset.phases) - 1, "step": 0, "spent": 0.0})
