"""The direct network: what it takes over and what begins anew, the same drawings, every loss reaches it, and a set in which it alone speaks."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import numpy as np
import onnxruntime
import pytest
import torch

from limn_training import stage2
from limn_training.baseline.network import DirectGenerator
from limn_training.baseline.training import DirectStage, begin
from limn_training.data import PackedFaces
from limn_training.finishing import taught
from limn_training.losses import WEIGHTS
from limn_training.manifest import files_in, read_manifest
from limn_training.networks.spatial_attention_pooling import fidelity_map
from limn_training.parts import CODE, PARTS
from limn_training.presets import SMOKE
from limn_training.runtime import load
from limn_training.stage2 import Stage2

TRAINING = Path(__file__).parents[1]
#: All but those of SAP, which a direct network does not have.
TERMS = [term for term in WEIGHTS if term not in ("paired", "attention")]


@pytest.fixture(scope="module")
def begun(run, packed, tmp_path_factory) -> DirectStage:
    """A baseline that has taken over the smoke run's networks and has not learnt yet."""
    folder = tmp_path_factory.mktemp("runs") / "begun"
    begin(run, folder, SMOKE)
    stage = DirectStage(SMOKE, PackedFaces(packed), folder, 0, False)
    stage.resume()
    return stage


@pytest.fixture(scope="module")
def baseline(run, packed, tmp_path_factory) -> Path:
    """The command as a user gives it."""
    folder = tmp_path_factory.mktemp("runs") / "direct"
    options = ["--preset", "smoke", "--warm-start", run, "--weights", run / "export", "--data", packed, "--run", folder]
    result = subprocess.run([sys.executable, "-m", "limn_training.baseline", *map(str, options)], cwd=TRAINING, capture_output=True, text=True, timeout=600)
    assert result.returncode == 0, result.stderr[-3000:]
    return folder


def test_it_takes_over_all_but_its_encoder(run, begun):
    ours = load(run / "stage2.pt", torch.device("cpu"))
    laid_on = {f"synthesis.{finish}.{name}": tensor for finish, weights in taught(run).items() for name, tensor in weights.items()}
    all_of_it = ours["generator"] | laid_on
    for name, tensor in begun.generator.state_dict().items():
        given = all_of_it.get(name)
        if name.startswith("fidelity."):
            assert given is None or given.shape != tensor.shape, name
        else:
            assert torch.equal(tensor.cpu(), given), name
    for name, tensor in begun.discriminator.state_dict().items():
        assert torch.equal(tensor.cpu(), ours["discriminator"][name]), name


def test_it_sees_the_drawings_that_ours_sees_and_shall_equal_the_photo_on_all_of_them(run, packed, begun):
    ours = Stage2(SMOKE, PackedFaces(packed), run, 0, False)
    index = torch.arange(8)
    theirs, drawn = (stage.sampler.sample(index, torch.Generator().manual_seed(5)) for stage in (ours, begun))
    assert torch.equal(theirs.sketch, drawn.sketch) and torch.equal(theirs.mirrored, drawn.mirrored)
    assert theirs.deformed.max() > 0
    assert drawn.closeness.min() == 1


@pytest.fixture(scope="module")
def judged(begun):
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(stage2, "TWINS", 1.0)
        losses, *_ = begun.generator_losses(128, 8, True, torch.Generator().manual_seed(1))
    return losses


@pytest.mark.parametrize("term", TERMS)
def test_loss_reaches_the_direct_network(begun, judged, term):
    assert set(judged) == set(TERMS)
    begun.generator.zero_grad(set_to_none=True)
    judged[term].backward(retain_graph=True)
    reached = lambda module: all(p.grad is not None and bool(p.grad.abs().sum() > 0) for p in module.parameters())
    # `kl` judges the appearance code alone.
    assert reached(begun.generator.fidelity) == (term != "kl")
    assert reached(begun.generator.appearance)


def test_run_leaves_curves_samples_and_its_cost(baseline):
    assert (baseline / "curves.png").stat().st_size > 1000
    assert [path.name for path in (baseline / "samples").glob("*.png")] == ["2-512-end.png"]
    assert json.loads((baseline / "cost.jsonl").read_text())["seconds"] > 0


def test_the_same_command_goes_on_and_has_nothing_left_to_do(run, packed, baseline):
    stage = DirectStage(SMOKE, PackedFaces(packed), baseline, 0, False)
    stage.resume()
    assert stage.phase == len(SMOKE.phases)
    begun = load(run / "stage2.pt", torch.device("cpu"))["generator"]
    assert not torch.equal(stage.generator.synthesis.stem.weight.cpu(), begun["synthesis.stem.weight"])


@torch.no_grad()
def test_its_set_says_with_fidelity_1_what_the_direct_network_says_and_nothing_else(baseline):
    """As `models/pipeline.ts` draws: FM's canvas + fidelity · SAP's canvas, then IS; without a semantic canvas."""
    out = baseline / "export"
    manifest = read_manifest(out)
    assert "semantics" not in manifest and manifest["version"] == "direct"
    assert {name for name in manifest["hashes"]} == files_in({k: v for k, v in manifest.items() if k != "hashes"}) == {
        path.name for path in out.iterdir() if path.name != "manifest.json"
    }
    generator = DirectGenerator(SMOKE)
    generator.load_state_dict(load(baseline / "stage2.pt", torch.device("cpu"))["average"])
    generator.eval()
    session = lambda name: onnxruntime.InferenceSession(str(out / name), providers=["CPUExecutionProvider"])
    torch.manual_seed(3)
    for part in PARTS:
        (features,) = session(manifest["parts"][part.name]["featureMapping"]).run(None, {"code": torch.randn(1, CODE).numpy()})
        assert features.shape == (1, SMOKE.canvas_channels, part.feature_size, part.feature_size)
        assert not features.any(), part.name
    sketch, appearance = (torch.rand(1, 1, 256, 256) > 0.97).float(), torch.randn(1, SMOKE.appearance)
    (canvas,) = session("fidelity.onnx").run(None, {"sketch": sketch.numpy()})
    assert torch.equal(fidelity_map(torch.ones(1, len(PARTS))), torch.ones(1, 1, 128, 128))
    (portrait,) = session("is.onnx").run(None, {"canvas": canvas, "appearance": appearance.numpy()})
    wanted = generator(None, appearance, 512, generator.fidelity(sketch)).numpy()
    assert np.abs(portrait - wanted).mean() < 1 / 127.5
