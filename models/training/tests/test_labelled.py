"""Labelled drawings beside the packed ones."""

from __future__ import annotations

import numpy as np

from limn_training.data import PackedFaces
from limn_training import classes as c
from limn_training.interpreter.pack import PLAIN
from limn_training.labelled import FREELY, ROUNDS, class_cells, habits_of
from limn_training.prepare.strokes import Stroke


def test_training_faces_have_every_round_drawn_with_its_classes_and_others_none(packed):
    data = PackedFaces(packed)
    training, others = data.rows("training"), np.concatenate([data.rows("validation"), data.rows("test")])
    assert data.labelled.shape[:2] == (len(data.faces), len(ROUNDS))
    for row in training:
        for which in range(len(ROUNDS)):
            assert data.labelled[row, which].max() > 200
            assert data.classes[row, which].any()
    assert not data.labelled[others].any() and not data.classes[others].any()


def test_all_ink_of_a_stroke_lies_in_cells_of_its_class():
    from limn_training.prepare.raster import rasterize

    stroke = Stroke(np.array([[40.0, 50.0], [300.0, 420.0], [470.0, 90.0]]), c.GLASSES)
    ink = rasterize([stroke], 256).reshape(128, 2, 128, 2).max((1, 3))
    cells = class_cells([stroke])
    assert (cells[ink > 40] == c.GLASSES).mean() > 0.97
    assert (cells > 0).sum() < 2.5 * (ink > 40).sum()


def test_glasses_and_hats_are_drawn_freely_for_who_wears_them_alone():
    mask = np.full((256, 256), c.SKIN)
    assert habits_of(mask) == PLAIN
    mask[100:115, 80:160] = c.GLASSES
    assert (habits_of(mask).glasses, habits_of(mask).hat) == (FREELY, 0)
