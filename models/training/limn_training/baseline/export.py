"""The direct network as an ordinary weights folder, so that whatever measures ours measures it: at fidelity 1 nothing else speaks."""

from __future__ import annotations

import shutil
from pathlib import Path

import torch
from torch import nn

from ..data import PackedFaces
from ..export import AppearanceMean, Synthesis, export_graph, export_mixtures, photo_codes, sexes_of
from ..manifest import files_in, read_manifest, write_manifest
from ..networks.feature_mapping import FeatureDecoder
from ..parts import CODE, PARTS, RASTER
from ..presets import Preset
from ..runtime import load_needed
from .network import DirectGenerator


def silent_decoder(part, channels: int) -> nn.Module:
    """FM of a part that says nothing: zeros, whatever the code."""
    decoder = FeatureDecoder(part, channels, channels)
    nn.init.zeros_(decoder.body[-1].weight)
    nn.init.zeros_(decoder.body[-1].bias)
    return decoder


@torch.no_grad()
def export_direct(preset: Preset, data: PackedFaces, run: Path, weights: Path, version: str) -> Path:
    """Writes `RUN/export/`: the set `weights` with FM silent, without semantics, the direct encoder in SAP's place, and the run's own
    IS and appearance. (The sliders' directions stay the set's: no measure moves a slider.)

    @raises FileNotFoundError if the run has not been trained.
    """
    out = run / "export"
    state = load_needed(run / "stage2.pt", torch.device("cpu"))
    generator = DirectGenerator(preset)
    generator.load_state_dict(state["average"])
    generator.eval()
    shutil.rmtree(out, ignore_errors=True)
    out.mkdir(parents=True)
    given = read_manifest(weights)
    del given["hashes"]
    given.pop("semantics", None)
    for file in files_in(given):
        shutil.copy(weights / file, out / file)
    for part in PARTS:
        decoder = silent_decoder(part, preset.canvas_channels)
        export_graph(decoder, (torch.zeros(1, CODE),), ["code"], "features", out / given["parts"][part.name]["featureMapping"])
    example = (torch.zeros(1, preset.canvas_channels, 128, 128), torch.zeros(1, preset.appearance))
    export_graph(Synthesis(generator), example, ["canvas", "appearance"], "portrait", out / given["imageSynthesis"]["file"])
    export_graph(generator.fidelity, (torch.zeros(1, 1, RASTER, RASTER),), ["sketch"], "features", out / "fidelity.onnx")
    export_graph(AppearanceMean(generator), (torch.zeros(1, 3, 128, 128),), ["photo"], "code", out / given["appearance"]["encoder"])
    rows = data.rows("training")
    sexes = sexes_of(data, rows)
    appearance = {**given["appearance"], "mixtures": export_mixtures(photo_codes(generator, data, rows), sexes, out)}
    manifest = {**given, "version": version, "fidelity": "fidelity.onnx", "appearance": appearance}
    write_manifest(out, manifest, files_in(manifest))
    return out
