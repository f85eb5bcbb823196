"""The smoke preset from a folder of faces to ONNX: every loss reaches its weights, a resumed run
equals an unbroken one, and what is exported equals PyTorch."""

from __future__ import annotations

import dataclasses
import hashlib
import json
from pathlib import Path

import numpy as np
import onnx
import onnxruntime
import pytest
import torch

from limn_training import stage1, stage2
from limn_training.data import PackedFaces
from limn_training.finishing import lay_on, taught
from limn_training.losses import WEIGHTS
from limn_training.presets import SMOKE, Phase
from limn_training.runtime import load

#: What `models/engine/onnx/operators` knows.
PLAIN_OPERATORS = {
    "Add", "AveragePool", "Cast", "Concat", "Constant", "Conv", "DepthToSpace", "Div", "Expand", "Flatten", "Gather", "Gemm", "Identity",
    "InstanceNormalization", "LeakyRelu", "MatMul", "MaxPool", "Mul", "ReduceMean", "Relu", "Reshape", "Resize", "Shape", "Sigmoid", "Slice", "Softmax", "Sqrt",
    "Split", "Sub", "Tanh", "Transpose", "Unsqueeze",
}


def test_run_leaves_curves_samples_costs_and_an_export(run):
    assert (run / "curves.png").stat().st_size > 1000
    assert (run / "stage1.png").exists() and len(list((run / "samples").glob("*.png"))) == len(SMOKE.phases)
    cost = json.loads((run / "cost.jsonl").read_text().splitlines()[-1])
    assert set(cost["seconds"]) == {"parser", "reader", "attention", "stage1", "bank", "stage2", "strands", "retouch", "eyes", "export"}


def test_manifest_names_only_files_that_exist_with_their_hashes(run):
    manifest = json.loads((run / "export" / "manifest.json").read_text())
    assert manifest["format"] == 1 and manifest["version"] == "smoke"
    for name, digest in manifest["hashes"].items():
        assert hashlib.sha256((run / "export" / name).read_bytes()).hexdigest() == digest
    named = {value for value in _strings(manifest) if value.endswith((".bin", ".gz", ".onnx"))}
    assert named <= set(manifest["hashes"])


def _strings(value):
    if isinstance(value, dict):
        for inner in value.values():
            yield from _strings(inner)
    elif isinstance(value, str):
        yield value


@pytest.fixture(scope="module")
def judged(run, packed):
    """One batch, judged once: every test takes its own term's way back through the same graph."""
    stage = stage2.Stage2(SMOKE, PackedFaces(packed), run, 0, False)
    stage.resume()
    # Every drawing stands twice: `steady` asks for nothing else.
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(stage2, "TWINS", 1.0)
        losses, *_ = stage.generator_losses(128, 8, True, torch.Generator().manual_seed(1))
    return stage, losses


@pytest.mark.parametrize("term", WEIGHTS)
def test_loss_reaches_its_weights(judged, term):
    """A public reimplementation detaches its GAN loss and never notices; here each term alone must move G."""
    stage, losses = judged
    assert set(losses) == set(WEIGHTS)
    for network in (stage.generator, stage.parser, stage.reader, stage.discriminator):
        network.zero_grad(set_to_none=True)
    losses[term].backward(retain_graph=True)
    reached = lambda module: any(p.grad is not None and bool(p.grad.abs().sum() > 0) for p in module.parameters())
    assert reached(stage.generator.fidelity) == (term != "kl")
    sketch_alone = ("paired", "attention")
    assert reached(stage.generator.semantics) == (term not in ("kl", *sketch_alone))
    assert reached(stage.generator.appearance) == (term not in sketch_alone)
    if term not in ("kl", *sketch_alone):
        assert reached(stage.generator.synthesis)
        for name, decoder in stage.generator.mapping.decoders.items():
            assert reached(decoder), name
    assert not reached(stage.parser) and not reached(stage.reader) and not reached(stage.discriminator)


def test_stage2_says_which_stage_is_missing(run, packed, tmp_path):
    (tmp_path / "parser.pt").symlink_to(run / "parser.pt")
    with pytest.raises(FileNotFoundError, match="reader.pt is missing: run the stage"):
        stage2.Stage2(SMOKE, PackedFaces(packed), tmp_path, 0, False)


def test_discriminator_loss_reaches_every_scale_and_not_the_generator(run, packed):
    stage = stage2.Stage2(SMOKE, PackedFaces(packed), run, 0, False)
    _, fake, _, wanted, crop = stage.generator_losses(128, 4, True, torch.Generator().manual_seed(1))
    stage2.logistic_discriminator(wanted, stage.discriminator(fake.detach(), crop)).backward()
    for scale in ("128", "64", "32"):
        for name, parameter in stage.discriminator.scales[scale].named_parameters():
            assert parameter.grad is not None and parameter.grad.abs().sum() > 0, (scale, name)
    assert all(p.grad is None for p in stage.generator.parameters())


class Cut(Exception):
    """The machine goes away."""


def _cut_at(monkeypatch, module, step):
    seed_step = module.seed_step

    def cutting(seed, name, at):
        if at == step:
            raise Cut
        return seed_step(seed, name, at)

    monkeypatch.setattr(module, "seed_step", cutting)


def _equal(a, b):
    assert a.keys() == b.keys()
    for key, value in a.items():
        if isinstance(value, torch.Tensor):
            assert torch.equal(value, b[key]), key


def test_resumed_stage1_equals_an_unbroken_one(packed, tmp_path, monkeypatch):
    data, preset = PackedFaces(packed), dataclasses.replace(SMOKE, sample_every=3)
    stage1.train_stage1(preset, data, tmp_path / "whole", 0, False)
    with monkeypatch.context() as patch:
        _cut_at(patch, stage1, 5)
        with pytest.raises(Cut):
            stage1.train_stage1(preset, data, tmp_path / "cut", 0, False)
    stage1.train_stage1(preset, data, tmp_path / "cut", 0, False)
    whole, cut = (load(tmp_path / name / "stage1.pt", torch.device("cpu")) for name in ("whole", "cut"))
    assert whole["steps"] == cut["steps"] == SMOKE.stage1_steps
    _equal(whole["model"], cut["model"])


def test_resumed_stage2_equals_an_unbroken_one(run, packed, tmp_path, monkeypatch):
    data, preset = PackedFaces(packed), dataclasses.replace(SMOKE, phases=(Phase(128, 2, 5, 0), Phase(256, 2, 2, 0)), sample_every=2)
    for name in ("whole", "cut"):
        (tmp_path / name).mkdir()
        for file in ("parser.pt", "reader.pt", "stage1.pt", "bank.pt"):
            (tmp_path / name / file).symlink_to(run / file)
    stage2.train_stage2(preset, data, tmp_path / "whole", 0, False)
    with monkeypatch.context() as patch:
        _cut_at(patch, stage2, 3)
        with pytest.raises(Cut):
            stage2.train_stage2(preset, data, tmp_path / "cut", 0, False)
    stage2.train_stage2(preset, data, tmp_path / "cut", 0, False)
    whole, cut = (load(tmp_path / name / "stage2.pt", torch.device("cpu")) for name in ("whole", "cut"))
    for name in ("generator", "average", "discriminator"):
        _equal(whole[name], cut[name])


def test_finishes_are_taught_beside_a_generator_that_stays_as_it_is(run):
    average, layers = load(run / "stage2.pt", torch.device("cpu"))["average"], set()
    for finish, weights in taught(run).items():
        for name, tensor in weights.items():
            if not torch.equal(average[f"synthesis.{finish}.{name}"], tensor):
                layers.add(f"{finish}.{name.split('.')[0]}")
    strands, retouch, eyes = ("look", "steer", "find", "locate"), ("look", "find", "sort"), ("look", "tell")
    assert layers == {f"{finish}.{layer}" for finish, taught_layers in (("strands", strands), ("retouch", retouch), ("eyes", eyes)) for layer in taught_layers}


@torch.no_grad()
def test_exported_onnx_equals_pytorch(run):
    """Within what fp16 weights cost: 1/255 of the picture's range on average, a few per cent of a code."""
    from limn_training.bank import load_embedding
    from limn_training.parts import PARTS

    embedding = load_embedding(SMOKE, run).cpu()
    generator = stage2.Generator(SMOKE)
    generator.load_state_dict(load(run / "stage2.pt", torch.device("cpu"))["average"])
    lay_on(generator, run)
    generator.eval()
    torch.manual_seed(2)
    session = lambda name: onnxruntime.InferenceSession(str(run / "export" / name), providers=["CPUExecutionProvider"])
    codes = []
    for part in PARTS:
        sketch = (torch.rand(1, 1, part.input_size, part.input_size) > 0.9).float()
        code = embedding.encoders[part.name](sketch)
        (got,) = session(f"ce-{part.name}.onnx").run(None, {"sketch": sketch.numpy()})
        assert np.abs(got - code.numpy()).max() < 0.02 * code.abs().max()
        (features,) = session(f"fm-{part.name}.onnx").run(None, {"code": code.numpy()})
        assert np.abs(features - generator.mapping.decoders[part.name](code).numpy()).mean() < 0.01
        codes.append(code)
    canvas = generator.mapping(torch.stack(codes, 1))
    appearance = torch.randn(1, SMOKE.appearance)
    (portrait,) = session("is.onnx").run(None, {"canvas": canvas.numpy(), "appearance": appearance.numpy()})
    assert portrait.shape == (1, 3, 512, 512)
    assert np.abs(portrait - generator.synthesis(canvas, appearance, 512).numpy()).mean() < 1 / 127.5


def test_exported_graphs_use_plain_operators_only(run):
    for path in (run / "export").glob("*.onnx"):
        assert {node.op_type for node in onnx.load(str(path)).graph.node} <= PLAIN_OPERATORS, path.name
