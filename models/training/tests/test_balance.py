"""Rare groups are drawn more often than they are, and colours are told apart."""

from __future__ import annotations

import numpy as np

from limn_training import balance, classes as c


class Faces:
    """36 young light women, 4 old dark men."""

    def __init__(self, folder):
        self.folder = folder
        self.faces = [{"sex": "female", "age": 25}] * 36 + [{"sex": "male", "age": 60}] * 4
        self.masks = np.zeros((40, 128, 128), np.uint8)
        np.save(folder / "tones.npy", np.array([50.0] * 36 + [-20.0] * 4, np.float32))


def test_a_rare_group_is_drawn_more_often_than_it_is_but_not_as_often_as_the_others(tmp_path):
    weights = balance.sampling_weights(Faces(tmp_path), np.arange(40))
    assert np.isclose(weights.sum(), 1)
    rare = weights[36:].sum()
    assert 4 / 40 < rare < 0.5


def test_faces_with_glasses_have_the_share_that_they_shall_have(tmp_path):
    faces = Faces(tmp_path)
    faces.masks[3, 60:70, 30:90] = c.GLASSES
    weights = balance.sampling_weights(faces, np.arange(40))
    assert np.isclose(weights[3], balance.RARE[c.GLASSES]) and np.isclose(weights.sum(), 1)


def test_the_typology_angle_orders_skin_from_dark_to_light():
    dark, tan, light = (np.tile(np.array(colour, np.uint8), (10, 1)) for colour in ((70, 45, 35), (170, 120, 90), (235, 205, 185)))
    angles = [balance.typology_angle(pixels) for pixels in (dark, tan, light)]
    assert angles[0] < balance.TONE_EDGES[0] < angles[2] and angles == sorted(angles)
