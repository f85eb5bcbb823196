"""Retouching: the air loses its smudges, clothes and hair their smears and flecks, ears and the rim of the face their tinge; all else stays, and the shipped graph does the same."""

from __future__ import annotations

import numpy as np
import onnxruntime
import torch

from limn_training.export import export_graph
from limn_training.networks.image_synthesis import ImageSynthesis
from limn_training.networks.retouch import AIR, CLOTH, EAR, ELSE, HAIR, REGIONS, Retouch


def _regions(left: int, right: int) -> torch.Tensor:
    """Logits that are sure: one region on the left half, another on the right."""
    numbers = torch.full((1, 128, 128), left)
    numbers[:, :, 64:] = right
    return 10 * torch.nn.functional.one_hot(numbers, REGIONS).permute(0, 3, 1, 2).float()


def _plain(left: float, right: float) -> torch.Tensor:
    picture = torch.full((1, 3, 512, 512), left)
    picture[..., 256:] = right
    return picture


def test_the_air_is_its_own_mean_without_its_smudges():
    smudged = _plain(0.6, -0.5)
    smudged[:, :, 330:400, 60:120] = -0.2
    mended = Retouch(8, 8).mend(smudged, _regions(AIR, ELSE))
    air = mended[..., :230]
    assert (air - 0.6).abs().max() < 0.1 and (air - 0.6).abs().mean() < 0.02
    assert torch.allclose(mended[..., 280:], smudged[..., 280:], atol=1e-4)


def test_nothing_of_one_region_bleeds_into_another():
    for left, right in ((AIR, HAIR), (AIR, CLOTH), (HAIR, CLOTH)):
        mended = Retouch(8, 8).mend(_plain(0.7, -0.7), _regions(left, right))
        assert (mended[..., :240] - 0.7).abs().max() < 0.02 and (mended[..., 272:] + 0.7).abs().max() < 0.02


def test_hair_keeps_what_stands_out_a_little_and_bends_what_stands_out_far():
    for region, little, far in ((HAIR, 0.1, 1.0), (CLOTH, 0.03, 1.0)):
        for height, least, most in ((little, 0.8, 1.01), (far, 0.0, 0.65)):
            picture = _plain(0.0, 0.0) - 0.5
            picture[:, :, 200:203, 40:200] += height
            mended = Retouch(8, 8).mend(picture, _regions(region, region))
            kept = (mended[0, 0, 201, 100] - mended[0, 0, 300, 100]) / height
            assert least < kept < most, (region, height, kept)


def test_an_ear_keeps_to_the_hue_of_the_face_and_so_does_its_rim():
    orange, grey = torch.tensor([0.5, 0.0, -0.5])[None, :, None, None], _plain(0.1, 0.1)
    ear = torch.where(torch.arange(512) < 256, orange, grey)
    ear[:, :, 100:140, 228:232] -= 0.2
    mended = Retouch(8, 8).mend(ear, _regions(EAR, ELSE))
    assert mended[0, :, 300, 220].abs().max() < 0.15 and torch.allclose(mended[..., 320:], grey[..., 320:], atol=1e-2)
    assert (mended[0, :, 120, 230] - mended[0, :, 120, 210]).max() < -0.1
    rim = grey.clone()
    rim[..., 256:262] = orange
    rim[..., 400:406] = orange
    mended = Retouch(8, 8).mend(rim, _regions(AIR, ELSE))
    hue = lambda x: (mended[0, 0, 300, x] - mended[0, 2, 300, x]).abs()
    assert hue(259) < 0.5 and hue(403) > 0.9


def test_before_training_the_picture_stays_as_it_is():
    torch.manual_seed(0)
    synthesis = ImageSynthesis(4, 8, 1, 16).eval()
    picture = torch.rand(1, 3, 512, 512) * 2 - 1
    features = torch.randn(1, 32, 32, 32), torch.randn(1, 8, 128, 128)
    with torch.no_grad():
        assert (synthesis.retouch(picture, *features) - picture).abs().mean() < 0.03


def test_the_shipped_graph_equals_ours(tmp_path):
    torch.manual_seed(0)
    retouch = Retouch(16, 8).eval()
    names, inputs = ["picture", "trunk", "features"], (torch.rand(1, 3, 512, 512) * 2 - 1, torch.randn(1, 16, 32, 32), torch.randn(1, 8, 128, 128))
    export_graph(retouch, inputs, names, "retouched", tmp_path / "retouch.onnx")
    session = onnxruntime.InferenceSession(str(tmp_path / "retouch.onnx"))
    got = session.run(None, {name: tensor.numpy() for name, tensor in zip(names, inputs)})[0]
    with torch.no_grad():
        assert np.abs(got - retouch(*inputs).numpy()).mean() < 2e-3
