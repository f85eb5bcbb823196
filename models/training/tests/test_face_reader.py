"""Face reader, its views, and what it judges of portraits."""

from __future__ import annotations

import torch

from limn_training import classes as c
from limn_training.losses import glasses, identity, places
from limn_training.networks.face_reader import FaceReader, Reading, _centres
from limn_training.networks.image_synthesis import ImageSynthesis
from limn_training.sketches import roughen
from limn_training.train_reader import same_face
from limn_training.views import view


def _reading(landmarks: torch.Tensor, identity: torch.Tensor, glasses: float = 0.0) -> Reading:
    traits = torch.tensor([[0.0, 0.0, glasses]]).expand(len(landmarks), 3)
    return Reading(landmarks, identity, traits, [torch.ones(len(landmarks), 1, 2, 2)] * 2)


def test_a_landmark_is_where_its_heat_map_is_hot_in_px_of_the_canvas():
    heat = torch.zeros(1, 2, 32, 32)
    heat[0, 0, 4, 20] = heat[0, 1, 31, 0] = 50
    assert torch.allclose(_centres(heat)[0], torch.tensor([[328.0, 72.0], [8.0, 504.0]]), atol=0.1)


def test_a_view_moves_the_landmarks_with_the_picture():
    generator = torch.Generator().manual_seed(2)
    photo = torch.full((6, 3, 128, 128), -1.0)
    dots = torch.randint(40, 88, (6, 2), generator=generator)
    for one, (x, y) in zip(photo, dots.tolist()):
        one[:, y - 1 : y + 2, x - 1 : x + 2] = 60
    landmarks = (dots[:, None].float() + 0.5) * 4
    moved, places_there = view(photo, torch.ones(6, 128, 128, dtype=torch.long), landmarks, generator)
    for picture, place in zip(moved, places_there[:, 0]):
        bright = (picture.mean(0) > picture.mean() + 5).nonzero().float()
        assert torch.allclose((bright.mean(0).flip(0) + 0.5) * 4, place, atol=3.0)
    assert (places_there - landmarks).abs().max() > 4


def test_two_views_of_each_face_cost_nothing_where_only_they_agree():
    faces = torch.eye(4)
    assert same_face(faces, faces) < 0.01 < same_face(faces, faces.roll(1, 0))


def test_identity_has_unit_length():
    reading = FaceReader(8).eval()(torch.randn(2, 3, 128, 128))
    assert torch.allclose(reading.identity.norm(dim=1), torch.ones(2), atol=1e-5)
    assert reading.landmarks.shape == (2, 68, 2) and reading.traits.shape == (2, 3)


def test_places_count_as_much_as_the_drawing_tells_them_and_identity_as_much_as_the_photo_is_wanted():
    photo = _reading(torch.zeros(2, 68, 2), torch.eye(2))
    portrait = _reading(torch.full((2, 68, 2), 8.0), torch.eye(2).flip(0))
    half = torch.tensor([1.0, 0.0])
    assert places(portrait, photo, half) == 0.5 and places(photo, photo, half) == 0
    assert identity(portrait, photo, half) == 0.5 and identity(photo, photo, half) == 0


def test_glasses_are_wanted_where_the_mask_has_them_and_nowhere_else():
    mask = torch.zeros(2, 128, 128, dtype=torch.long)
    mask[0, :10, :10] = c.GLASSES
    everybody = _reading(torch.zeros(2, 68, 2), torch.eye(2), glasses=5.0)
    assert glasses(everybody, mask, torch.tensor([1.0, 0.0])) < 0.01 < glasses(everybody, mask, torch.tensor([0.0, 1.0]))


def test_rough_hands_move_lines_as_far_as_told_and_their_classes_with_them():
    generator = torch.Generator().manual_seed(4)
    ink = torch.zeros(2, 1, 256, 256)
    ink[:, :, :, 100:103] = 1
    classes = torch.zeros(2, 128, 128, dtype=torch.long)
    classes[:, :, 49:53] = c.HAIR
    rough, moved = roughen(ink, torch.tensor([0.0, 12.0])[:, None, None, None], generator, [classes])
    assert torch.allclose(rough[0], ink[0], atol=1e-4) and torch.equal(moved[0], classes[0])
    columns = (rough[1, 0] * torch.arange(256)).sum(1) / rough[1, 0].sum(1)
    assert 1 < (columns - 101).abs().max() <= 6.5
    line = torch.nn.functional.max_pool2d(rough[1:], 2)[0, 0] > 0.5
    assert (moved[1][line] == c.HAIR).float().mean() > 0.8


def test_coarse_layers_hear_the_canvas_and_the_finest_layer_the_looks_alone():
    torch.manual_seed(7)
    network = ImageSynthesis(4, 8, 1, 16).eval()
    canvas, looks = torch.randn(1, 4, 128, 128), torch.randn(1, 16)
    heard: list[torch.Tensor] = []
    for layer in (network.trunk[0], network.block1, network.block2):
        layer.register_forward_pre_hook(lambda _, inputs: heard.append(inputs[1]))
    network(canvas, looks, 128)
    assert all(torch.equal(style, network.mapping(looks)) for style in heard), "additions begin at zero"
    heard.clear()
    with torch.no_grad():
        for layer in network.coarse:
            layer.weight.normal_()
    network(canvas, looks, 128)
    network(canvas * 2, looks, 128)
    (trunk, coarse, fine), (other_trunk, other_coarse, other_fine) = heard[:3], heard[3:]
    assert not torch.equal(trunk, other_trunk) and not torch.equal(coarse, other_coarse) and torch.equal(fine, other_fine)
    assert not torch.equal(trunk, coarse), "each layer has a code of its own"
