import numpy as np

from limn_training.prepare import strokes as st
from limn_training.prepare.deform import deform, deform_points
from limn_training.prepare.raster import rasterize

LINE = st.polyline([[100, 200], [200, 200], [300, 260]])


def test_resampling_keeps_the_ends_and_spaces_evenly():
    even = st.resample(LINE, 5.0)
    steps = np.hypot(*np.diff(even, axis=0).T)
    assert np.allclose(even[[0, -1]], LINE[[0, -1]])
    assert steps.max() < 5.5 and steps.min() > 4.0


def test_a_smooth_curve_runs_through_its_control_points_and_closes():
    square = st.polyline([[0, 0], [10, 0], [10, 10], [0, 10]])
    curve = st.smooth_curve(square, closed=True)
    gaps = np.linalg.norm(curve[None] - square[:, None], axis=2).min(1)
    assert np.allclose(gaps, 0, atol=1e-4) and np.allclose(curve[0], curve[-1])


def test_similarity_turns_about_its_centre_clockwise_on_screen():
    turned = st.similarity(st.polyline([[10, 0]]), (0, 0), 2.0, np.pi / 2, (1, 1))
    assert np.allclose(turned, [[1, 21]], atol=1e-4)


def test_wobble_stays_near_the_line_and_repeats_with_the_seed():
    a, b = (st.wobble(LINE, 1.0, np.random.default_rng(3)) for _ in range(2))
    dense = st.resample(LINE, 1.0)
    away = np.linalg.norm(a[:, None] - dense[None], axis=2).min(1)
    assert np.array_equal(a, b) and 0.05 < away.max() < 5


def test_no_strokes_give_blank_paper_and_off_canvas_strokes_do_no_harm():
    assert rasterize([]).max() == 0
    assert rasterize([st.Stroke(st.polyline([[-9e5, -9e5], [-8e5, -9e5]]))]).max() == 0


def test_the_pen_is_three_pixels_wide_at_512_and_centred_on_the_line():
    full = rasterize([st.Stroke(st.polyline([[50, 101.5], [450, 101.5]]))], 512)
    column = full[:, 250].astype(float) / 255
    assert abs(column.sum() - 3) < 0.6
    assert abs((column * (np.arange(512) + 0.5)).sum() / column.sum() - 101.5) < 0.1


def test_half_size_is_the_area_average_and_stays_in_place():
    half = rasterize([st.Stroke(st.polyline([[100, 40], [100, 480]]))]).astype(float)
    row = half[128] / 255
    assert half.shape == (256, 256) and abs(row.sum() - 1.5) < 0.3
    assert abs((row * (np.arange(256) + 0.5)).sum() / row.sum() - 50) < 0.1


def test_deformation_of_no_strength_changes_nothing():
    kept = deform([st.Stroke(LINE, st.NOSE)], np.random.default_rng(0), 0.0, drop=0, double=0)
    assert len(kept) == 1 and kept[0].label == st.NOSE and np.array_equal(kept[0].points, LINE)


def test_deformation_repeats_with_the_seed_and_moves_within_its_bound():
    line = st.resample(LINE, 3.0)
    a, b = (deform_points(line, np.random.default_rng(5), 1.0) for _ in range(2))
    away = np.linalg.norm(a[:, None] - line[None], axis=2).min(1)
    assert np.array_equal(a, b) and 0.5 < away.max() <= 11 * np.sqrt(2) * 1.3


def test_deformation_drops_and_doubles_with_the_probabilities_given():
    many = [st.Stroke(LINE)] * 200
    assert deform(many, np.random.default_rng(1), 0.5, drop=1.0) == []
    assert len(deform(many, np.random.default_rng(1), 0.5, drop=0.0, double=1.0)) == 400
    assert 120 < len(deform(many, np.random.default_rng(1), 0.5, drop=0.25, double=0.0)) < 180


def test_simplified_lines_keep_their_ends_and_closed_lines_stay_closed():
    ring = st.ellipse((256, 256), 80, 60, count=200)
    ring[-1] = ring[0]
    for line in (ring, st.resample(LINE, 2.0)):
        light = st.simplify(line, 1.0)
        assert len(light) < len(line) / 3
        assert np.array_equal(light[[0, -1]], line[[0, -1]])
        away = np.linalg.norm(st.resample(light, 1.0)[None] - line[:, None], axis=2).min(1)
        assert away.max() < 2
