import numpy as np
import pytest

from limn_training.prepare import human_parts, line_drawing
from limn_training.prepare.canonical import canonical_strokes, simplify_strokes
from limn_training.prepare.raster import rasterize
from limn_training.prepare.strokes import LEFT_EYE, MOUTH, NOSE, REST, RIGHT_EYE, length
from limn_training.prepare.shading import hatch, shade
from limn_training.prepare.variants import KINDS, Face, draw
from prepare_folder import drawn_landmarks, drawn_mask, drawn_photo


@pytest.fixture(scope="module")
def face():
    landmarks, mask = drawn_landmarks(), drawn_mask()
    photo = drawn_photo(landmarks, mask)[::2, ::2, ::-1].copy()
    return Face(landmarks, mask, line_drawing.smooth_photo(photo))


def test_a_skeleton_with_a_crossing_is_traced_whole_and_its_first_line_straight_on():
    skeleton = np.zeros((64, 64), np.uint8)
    skeleton[32, 5:60] = 255
    skeleton[5:60, 32] = 255
    paths = line_drawing.trace_skeleton(skeleton)
    assert len({tuple(p) for path in paths for p in path}) == 109
    assert len(paths[0]) == 55 and len(np.unique(paths[0][:, 0])) == 1


def test_a_closed_ring_is_traced_and_spurs_shorter_than_the_minimum_are_dropped():
    ring = np.zeros((40, 40), np.uint8)
    ring[10:30, 10] = ring[10:30, 29] = ring[10, 10:30] = ring[29, 10:30] = 255
    ring[20, 7:10] = 255
    paths = line_drawing.trace_skeleton(ring, min_length=8)
    assert sum(len(p) for p in paths) >= 70
    assert line_drawing.trace_skeleton(np.zeros((8, 8), np.uint8)) == []


def test_traced_lines_lie_on_the_dark_lines_of_the_photo():
    photo = np.full((256, 256, 3), 220, np.uint8)
    photo[126:130, 40:200] = 30
    lines = line_drawing.trace_photo(line_drawing.smooth_photo(photo), 2.4, 0.01, 20)
    longest = max(lines, key=length)
    assert length(longest) > 280 and np.abs(longest[:, 1] - 256).max() < 4


def test_traced_lines_take_the_label_of_the_part_they_lie_in():
    landmarks = drawn_landmarks()
    lines = [landmarks[36:42], landmarks[42:48], landmarks[31:36], landmarks[48:60], landmarks[0:17]]
    labels = [s.label for s in line_drawing.label_by_place(lines, landmarks)]
    assert labels == [LEFT_EYE, RIGHT_EYE, NOSE, MOUTH, REST]


def test_outlines_leave_out_the_picture_border_and_shared_borders():
    mask = np.zeros((256, 256), np.uint8)
    mask[100:, 60:200] = 18
    mask[60:100, 60:200] = 17
    cloth = line_drawing.region_outline(mask, (18,))
    assert max(line[:, 1].max() for line in cloth) < 512 - 3
    alone = line_drawing.region_outline(mask, (18,), not_beside=(17,))
    assert min(line[:, 1].min() for line in alone) > 200
    assert line_drawing.region_outline(mask, (13,)) == []


def test_the_clean_drawing_has_every_part_on_its_side_and_no_chance(face):
    strokes = canonical_strokes(face.landmarks, face.mask)
    assert {s.label for s in strokes} == {LEFT_EYE, RIGHT_EYE, NOSE, MOUTH, REST}
    assert all(s.points[:, 0].max() < 256 for s in strokes if s.label == LEFT_EYE)
    assert all(s.points[:, 0].min() > 256 for s in strokes if s.label == RIGHT_EYE)
    assert np.array_equal(rasterize(strokes), rasterize(canonical_strokes(face.landmarks, face.mask)))


def test_simplified_clean_strokes_stay_within_the_points_and_near_the_drawing(face):
    light = simplify_strokes(face.canonical, 250)
    assert sum(len(s.points) for s in light) <= 250 and len(light) == len(face.canonical)
    full, thin = rasterize(face.canonical) > 100, rasterize(light) > 100
    assert (full & thin).sum() > 0.6 * full.sum()


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_repeats_with_the_seed_and_varies_with_it(face, kind):
    a, b, c = (rasterize(draw(face, kind, np.random.default_rng(seed))) for seed in (1, 1, 2))
    assert np.array_equal(a, b) and not np.array_equal(a, c)


@pytest.mark.parametrize("kind", KINDS)
def test_no_kind_leaves_paper_blank_or_draws_wild_coordinates(face, kind):
    for seed in range(25):
        strokes = draw(face, kind, np.random.default_rng(seed))
        assert strokes and rasterize(strokes).max() > 128
        points = np.concatenate([s.points for s in strokes])
        assert np.isfinite(points).all() and points.min() > -200 and points.max() < 712


def test_an_unknown_kind_is_refused(face):
    with pytest.raises(ValueError, match="unknown kind"):
        draw(face, "oil", np.random.default_rng(0))


def test_five_lines_are_sparser_than_the_whole_human_drawing(face):
    ink = {kind: np.mean([rasterize(draw(face, kind, np.random.default_rng(s))).mean() for s in range(20)]) for kind in ("human", "fiveLines")}
    assert ink["fiveLines"] < 0.8 * ink["human"]


def test_human_parts_stay_on_their_part(face):
    windows = {LEFT_EYE: (118, 153, 128), RIGHT_EYE: (258, 153, 128), NOSE: (172, 210, 160), MOUTH: (158, 279, 192)}
    for seed in range(40):
        for s in human_parts.human_drawing(face.landmarks, face.mask, np.random.default_rng(seed), outlines=face.outlines):
            if s.label in windows:
                x, y, size = windows[s.label]
                middle = 0.5 * (s.points.min(0) + s.points.max(0))
                assert x < middle[0] < x + size and y < middle[1] < y + size


@pytest.mark.parametrize("brow", ["stroke", "double", "outline", "hatching"])
@pytest.mark.parametrize("pupil", ["none", "ring", "ringDot", "ringDisc", "disc", "spiral", "dot"])
@pytest.mark.parametrize("shape", ["almond", "openAlmond", "upper", "oval", "closed", "dot"])
def test_every_eye_style_draws_finite_lines_within_reach_of_the_eye(face, shape, pupil, brow):
    style = human_parts.EyeStyle(shape, pupil, 1.3, 9.0, True, True, brow)
    rng = np.random.default_rng(0)
    for side, rows in ((LEFT_EYE, slice(36, 42)), (RIGHT_EYE, slice(42, 48))):
        eye = face.landmarks[rows]
        lines = human_parts.eye_lines(eye, side, style, rng) + human_parts.brow_lines(face.landmarks[17:22] if side == LEFT_EYE else face.landmarks[22:27], side, brow, rng)
        points = np.concatenate(lines)
        assert np.isfinite(points).all() and np.abs(points - eye.mean(0)).max() < 70


def test_hatching_stays_inside_its_region(face):
    region = np.zeros((256, 256), bool)
    region[40:120, 60:200] = True
    lines = hatch(region, 0.7, 10, np.random.default_rng(3))
    assert len(lines) > 10
    points = np.concatenate(lines)
    assert points[:, 0].min() > 120 - 6 and points[:, 0].max() < 400 + 6
    assert points[:, 1].min() > 80 - 6 and points[:, 1].max() < 240 + 6


def test_an_empty_region_is_not_hatched():
    assert hatch(np.zeros((64, 64), bool), 0.3, 8, np.random.default_rng(0)) == []


def test_shading_adds_lines_and_keeps_those_that_were_there(face):
    strokes = draw(face, "human", np.random.default_rng(5))
    shaded = shade(strokes, face.mask, face.smooth, np.random.default_rng(6))
    assert shaded[: len(strokes)] == strokes and len(shaded) > len(strokes)
