"""Eyes in order: an iris is a disc with a pupil and one glint between the lids, dark beside a white; lashes stay; nothing beside eyes changes."""

from __future__ import annotations

import numpy as np
import onnxruntime
import pytest
import torch

from limn_training.export import export_graph
from limn_training.networks.eyes import BOTTOM, FINE, HIGH, LEFT, RIGHT, TOP, WIDE, Eyes
from limn_training.train_eyes import eyes_of

#: px of a half of the band
X, Y = 66, 44
SKIN = (0.4, 0.1, -0.1)


def _told(x: float = X, y: float = Y) -> tuple[torch.Tensor, torch.Tensor]:
    """Both eyes open in an almond of 56 × 22 px, their irises' middle at (x, y): logits of the opening and of the middle."""
    rows, columns = torch.arange(HIGH // FINE)[:, None] * FINE + 1.0, torch.arange(WIDE // FINE)[None] * FINE + 1.0
    opening = 8 * (1 - ((columns - X) / 28) ** 2 - ((rows - Y) / 11) ** 2)
    heat = -((columns - x) ** 2 + (rows - y) ** 2) / 8
    both = lambda field: field[None, None].expand(2, 1, -1, -1)
    return both(opening), both(heat)


def _flecked() -> torch.Tensor:
    """Skin, and black and white flecks where eyes are."""
    picture = torch.tensor(SKIN)[None, :, None, None].expand(1, 3, 512, 512).clone()
    specks = torch.rand(1, 1, 512, 512, generator=torch.Generator().manual_seed(1)).round() - 0.5
    picture[:, :, TOP + 30 : TOP + 60, LEFT:RIGHT] += 1.2 * specks[:, :, TOP + 30 : TOP + 60, LEFT:RIGHT]
    return picture


def test_before_training_the_portrait_stays_as_it_is():
    torch.manual_seed(0)
    eyes = Eyes(8)
    eyes.start()
    picture = torch.rand(1, 3, 512, 512) * 2 - 1
    with torch.no_grad():
        assert (eyes(picture, torch.randn(1, 8, 128, 128)) - picture).abs().max() < 0.05


@pytest.mark.parametrize("x, y", [(66, 44), (58, 47)])
def test_the_middle_of_an_iris_is_where_its_odds_have_their_mean(x, y):
    at = Eyes(8).middle(_told(x, y)[1])
    assert at[0].shape == at[1].shape == (2, 1, 1, 1)
    assert torch.allclose(torch.cat(at, 1)[..., 0, 0], torch.tensor([x, y], dtype=torch.float32), atol=0.3)


def test_flecks_become_a_dark_iris_with_pupil_and_glint_between_white_in_the_skins_hue():
    mended = Eyes(8).mend(_flecked(), *_told())[0]
    for left in (LEFT, LEFT + WIDE):
        eye = mended[:, TOP:BOTTOM, left : left + WIDE]
        assert eye[:, Y + 1, X + 1].max() < -0.6
        assert eye[:, Y - 4, X - 3].min() > 0.3
        iris, white = eye[:, Y - 1 : Y + 2, [X - 7, X + 7]], eye[:, Y - 1 : Y + 2, X - 20 : X - 15]
        assert iris.mean() < -0.3 and iris.mean((1, 2))[0] > iris.mean((1, 2))[2] + 0.05
        assert white.mean() > iris.mean() + 0.3
        # Across what was black and white from pixel to pixel.
        assert iris.std((1, 2)).max() < 0.25 and white.std((1, 2)).max() < 0.15


def test_an_iris_ends_at_the_lids():
    low = _told(y=Y + 9)
    eye = Eyes(8).mend(torch.full((1, 3, 512, 512), 0.2), *low)[0, :, TOP:BOTTOM, LEFT : LEFT + WIDE]
    assert eye[:, Y + 6, X].mean() < 0 and abs(eye[:, Y + 17, X].mean() - 0.2) < 0.05


def test_beside_an_opening_flecks_go_and_lashes_stay_and_far_from_it_all_stays():
    picture = torch.full((1, 3, 512, 512), 0.2)
    row = TOP + Y - 14
    picture[:, :, row, LEFT + X - 10] = 0.9
    picture[:, :, row, LEFT + X + 10] = -0.8
    mended = Eyes(8).mend(picture, *_told())
    assert mended[0, 0, row, LEFT + X - 10] < 0.45 and mended[0, 0, row, LEFT + X + 10] < -0.7
    outside = torch.ones(512, 512, dtype=torch.bool)
    outside[TOP:BOTTOM, LEFT:RIGHT] = False
    flecked = _flecked()
    assert torch.equal(Eyes(8).mend(flecked, *_told())[0][:, outside], flecked[0][:, outside])
    assert torch.allclose(mended[0, :, TOP + 4, LEFT:RIGHT], torch.tensor(0.2), atol=1e-3)


def test_the_truth_of_an_eye_is_what_lies_between_its_lids_and_where_drawings_have_its_iris():
    landmarks = np.zeros((68, 2), np.float32)
    almond = np.array([[-28, 0], [-10, -10], [10, -10], [28, 0], [10, 10], [-10, 10]], np.float32)
    landmarks[36:42], landmarks[42:48] = almond + (192, 239), almond + (314, 239)
    opening, near = eyes_of(landmarks)
    assert opening[119, 96] == 1 and opening[90, 96] == 0
    assert np.unravel_index(near[:, :128].argmax(), (256, 128)) in ((119, 96), (119, 95), (120, 96), (120, 95))
    assert np.unravel_index(near[:, 128:].argmax(), (256, 128)) in ((119, 29), (119, 28), (120, 29), (120, 28))
    assert near.max() > 0.9 and near[119, 96 + 8] < 0.01


def test_the_shipped_graph_equals_ours(tmp_path):
    torch.manual_seed(0)
    eyes = Eyes(8).eval()
    inputs = torch.rand(1, 3, 512, 512) * 2 - 1, torch.randn(1, 8, 128, 128)
    export_graph(eyes, inputs, ["picture", "features"], "mended", tmp_path / "eyes.onnx")
    session = onnxruntime.InferenceSession(str(tmp_path / "eyes.onnx"))
    got = session.run(None, {"picture": inputs[0].numpy(), "features": inputs[1].numpy()})[0]
    with torch.no_grad():
        assert np.abs(got - eyes(*inputs).numpy()).mean() < 2e-3
