"""Retouching: the air loses its smudges, clothes and hair their smears and flecks, ears and the rim of the face their tinge, skin its weave; all else stays, and the shipped graph does the same."""

from __future__ import annotations

import numpy as np
import onnxruntime
import torch
import torch.nn.functional as F

from limn_training.export import export_graph
from limn_training.networks.fields import gaussian, larger, mean_around
from limn_training.networks.image_synthesis import ImageSynthesis
from limn_training.networks.retouch import AIR, CLOTH, EAR, ELSE, HAIR, REGIONS, Retouch


def _regions(left: int, right: int) -> torch.Tensor:
    """Logits that are sure: one region on the left half, another on the right."""
    numbers = torch.full((1, 128, 128), left)
    numbers[:, :, 64:] = right
    return 10 * F.one_hot(numbers, REGIONS).permute(0, 3, 1, 2).float()


def _mended(picture: torch.Tensor, regions: torch.Tensor) -> torch.Tensor:
    return Retouch(8, 8).mend(picture, regions, torch.zeros(1, 1, 256, 256))


def _plain(left: float, right: float) -> torch.Tensor:
    picture = torch.full((1, 3, 512, 512), left)
    picture[..., 256:] = right
    return picture


def test_the_air_is_its_own_mean_without_its_smudges():
    smudged = _plain(0.6, -0.5)
    smudged[:, :, 330:400, 60:120] = -0.2
    mended = _mended(smudged, _regions(AIR, ELSE))
    air = mended[..., :230]
    assert (air - 0.6).abs().max() < 0.1 and (air - 0.6).abs().mean() < 0.02
    # The face knows nothing of the smudge; what it has beside the air is its own, but for a little contrast.
    clean = _mended(_plain(0.6, -0.5), _regions(AIR, ELSE))
    assert torch.allclose(mended[..., 280:], clean[..., 280:], atol=1e-4)
    assert (mended[..., 280:] - smudged[..., 280:]).abs().max() < 0.04 and (mended[..., 380:] - smudged[..., 380:]).abs().max() < 2e-3


def test_nothing_of_one_region_bleeds_into_another():
    for left, right in ((AIR, HAIR), (AIR, CLOTH), (HAIR, CLOTH)):
        mended = _mended(_plain(0.7, -0.7), _regions(left, right))
        assert (mended[..., :240] - 0.7).abs().max() < 0.02 and (mended[..., 272:] + 0.7).abs().max() < 0.02


def test_hair_keeps_what_stands_out_a_little_and_bends_what_stands_out_far():
    for region, little, far in ((HAIR, 0.1, 1.0), (CLOTH, 0.03, 1.0)):
        for height, least, most in ((little, 0.8, 1.01), (far, 0.0, 0.65)):
            picture = _plain(0.0, 0.0) - 0.5
            picture[:, :, 200:203, 40:200] += height
            mended = _mended(picture, _regions(region, region))
            kept = (mended[0, 0, 201, 100] - mended[0, 0, 300, 100]) / height
            assert least < kept < most, (region, height, kept)


def test_lumps_in_hair_and_blots_on_clothes_bend_to_the_colour_of_all_of_it():
    for region, most in ((HAIR, 0.5), (CLOTH, 0.25)):
        picture = _plain(0.0, 0.0) - 0.5
        picture[:, :, 200:230, 120:150] += 1.0
        mended = _mended(picture, _regions(region, region))
        assert (mended[0, 0, 215, 135] - mended[0, 0, 480, 480]) < most, region


def test_strands_and_folds_stand_out_in_light_and_not_in_colour():
    for region in (HAIR, CLOTH):
        brown = torch.tensor([-0.3, -0.5, -0.7])[None, :, None, None].expand(1, 3, 512, 512).clone()
        brown[:, 0, 200:203] += 0.3
        brown[:, 1, 300:303] -= 0.3
        mended = _mended(brown, _regions(region, region))[0] + 1
        assert mended[:, 201, 100].mean() > mended[:, 250, 100].mean() + 0.02 > mended[:, 301, 100].mean() + 0.04
        for row in (201, 301):
            assert torch.allclose(mended[:, row, 100] / mended[:, row, 100].mean(), torch.tensor([1.4, 1.0, 0.6]), atol=0.1)


def test_black_hair_shines_less_than_fair_hair():
    def shine(light: float) -> float:
        picture = _plain(light, light)
        picture[:, :, 200:203] += 0.4
        mended = _mended(picture, _regions(HAIR, HAIR))
        return (mended[0, 0, 201, 100] - mended[0, 0, 300, 100]).item()

    assert 0.05 < shine(-0.8) < 0.75 * shine(0.0)


def test_an_ear_keeps_to_the_hue_of_the_face_and_so_does_its_rim():
    orange, grey = torch.tensor([0.5, 0.0, -0.5])[None, :, None, None], _plain(0.1, 0.1)
    ear = torch.where(torch.arange(512) < 256, orange, grey)
    ear[:, :, 100:140, 228:232] -= 0.2
    mended = _mended(ear, _regions(EAR, ELSE))
    assert mended[0, :, 300, 220].abs().max() < 0.15 and torch.allclose(mended[..., 320:], grey[..., 320:], atol=1e-2)
    assert (mended[0, :, 120, 230] - mended[0, :, 120, 210]).max() < -0.1
    rim = grey.clone()
    rim[..., 256:262] = orange
    rim[..., 400:406] = orange
    mended = _mended(rim, _regions(AIR, ELSE))
    hue = lambda x: (mended[0, 0, 300, x] - mended[0, 2, 300, x]).abs()
    assert hue(259) < 0.5 and hue(403) > 0.9


def test_lips_are_pink_and_not_magenta_and_blue_eyes_stay_blue():
    shown = torch.zeros(1, 3, 512, 512)
    for column, colour in enumerate(((0.4, -0.1, 0.2), (0.3, -0.1, -0.1), (-0.2, 0.0, 0.3))):
        shown[:, :, :, 100 * column + 20 : 100 * column + 120] = torch.tensor(colour)[None, :, None, None]
    magenta, red, blue = (_mended(shown, _regions(ELSE, ELSE))[0, :, 256, x] for x in (70, 170, 270))
    assert magenta[2] < 0.0 and magenta[0] > 0.35
    assert torch.allclose(red, torch.tensor([0.3, -0.1, -0.1]), atol=0.01) and torch.allclose(blue, torch.tensor([-0.2, 0.0, 0.3]), atol=0.01)


def test_faint_weaves_on_a_face_become_pores_and_features_stay():
    woven = _plain(0.2, 0.2)
    woven[:, :, ::4] += 0.02
    woven[:, :, 300:303, 300:330] -= 0.5
    noise = torch.randn(1, 1, 256, 256, generator=torch.Generator().manual_seed(1))
    mended = Retouch(8, 8).mend(woven, _regions(ELSE, ELSE), noise)[0].mean(0)
    # Over many columns, in which pores even out.
    rows = lambda light: light[100:200, :280].mean(1).std()
    assert rows(mended) < rows(woven[0].mean(0)) / 2
    assert 0.003 < mended[100:200, 100:200].std() < 0.03
    assert mended[301, 315] < -0.2


def test_features_of_a_face_stand_out_more_and_skin_beside_hair_changes_only_a_little():
    for beside in (-0.9, 0.9):
        shown = _plain(beside, 0.2)
        shown[:, :, 240:264, 380:450] -= 0.4
        mended = _mended(shown, _regions(HAIR, ELSE)).mean((0, 1))
        brow, skin = mended[252, 415], mended[450:, 380:].mean()
        assert 1.05 < (skin - brow) / 0.4 < 1.2
        assert abs(skin - 0.2) < 0.01 and (mended[:150, 280:] - 0.2).abs().max() < 0.08


def test_before_training_all_is_face_and_stays_as_it_is_but_for_its_texture_and_contrast():
    torch.manual_seed(0)
    synthesis = ImageSynthesis(4, 8, 1, 16).eval()
    picture = F.interpolate(torch.rand(1, 1, 16, 16) * 2 - 1, scale_factor=32, mode="bilinear").expand(1, 3, 512, 512)
    features = torch.randn(1, 32, 32, 32), torch.randn(1, 8, 128, 128)
    with torch.no_grad():
        change = synthesis.retouch(picture, *features, synthesis.strands.noise256) - picture
    small = F.avg_pool2d(picture, 16)
    contrast = picture - larger(mean_around(small, torch.ones_like(small[:, :1]), gaussian(4, 2.5)), 16)
    gain = (change * contrast).mean() / (contrast * contrast).mean()
    assert 0 < gain < 0.15
    assert (change - gain * contrast).abs().mean() < 0.03


def test_the_shipped_graph_equals_ours(tmp_path):
    torch.manual_seed(0)
    retouch = Retouch(16, 8).eval()
    names = ["picture", "trunk", "features", "noise"]
    inputs = torch.rand(1, 3, 512, 512) * 2 - 1, torch.randn(1, 16, 32, 32), torch.randn(1, 8, 128, 128), torch.randn(1, 1, 256, 256)
    export_graph(retouch, inputs, names, "retouched", tmp_path / "retouch.onnx")
    session = onnxruntime.InferenceSession(str(tmp_path / "retouch.onnx"))
    got = session.run(None, {name: tensor.numpy() for name, tensor in zip(names, inputs)})[0]
    with torch.no_grad():
        assert np.abs(got - retouch(*inputs).numpy()).mean() < 2e-3
