import numpy as np
import pytest
from sklearn.datasets import load_breast_cancer, load_wine
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import cross_val_score

from assay.parts.codes import codes
from assay.parts.factorise import factorise
from assay.parts.instants import seconds
from assay.parts.layout import layout
from assay.parts.table_features import encode


def objects(*values):
    out = np.empty(len(values), object)
    out[:] = values
    return out


@pytest.mark.parametrize("load", [load_wine, load_breast_cancer])
def test_a_linear_probe_reads_real_tables(load):
    data = load()
    columns = {str(j): column.astype(float) for j, column in enumerate(data.data.T)}
    made = encode(columns, 0)
    assert made.dtype == np.float32
    assert cross_val_score(LogisticRegression(max_iter=500), made, data.target).mean() > 0.94


def test_numbers_stand_around_their_median_and_outliers_are_bent():
    column = np.append(np.arange(99.0), 1e12)
    made = encode({"x": np.random.default_rng(0).permutation(column)}, 0)
    assert abs(np.median(made)) < 0.02
    assert np.abs(made).max() <= 3


def test_missing_numbers_stand_in_the_middle_and_say_so():
    column = np.random.default_rng(0).standard_normal(50)
    column[:10] = np.nan
    made = encode({"x": column}, 0)
    assert made.shape == (50, 2)
    assert (made[:10, 0] == 0).all()
    assert (made[:10, 1] > 0).all()
    assert (made[10:, 1] == 0).all()


def test_categories_are_equally_far_apart():
    made = encode({"c": objects(*"abcabcabc", None)}, 0)
    far = np.linalg.norm(made[:, None] - made, axis=2)
    assert len(np.unique(far.round(5))) == 2


def test_columns_that_say_nothing_add_nothing():
    n = 60
    columns = {
        "same": np.full(n, 4.0),
        "word": objects(*["x"] * n),
        "row": np.arange(n, dtype=float),
        "key": objects(*(f"{i:05d}-{i * 7919 % 997:03d}" for i in range(n))),
    }
    assert encode(columns, 0).shape == (n, 0)


def test_strings_of_many_values_are_near_when_they_are_alike():
    jobs = [f"{grade} {job}" for grade in ("junior", "senior", "chief") for job in
            ("nurse", "teacher", "driver", "lawyer", "painter")]  # fmt: skip
    rng = np.random.default_rng(0)
    column = objects(*(f"{jobs[i]} {rng.integers(0, 40)}" for i in rng.integers(0, 15, 600)))
    made = encode({"job": column}, 0)
    nurse = np.array(["nurse" in value for value in column])
    apart = np.linalg.norm(made[:, None] - made, axis=2)
    assert apart[np.ix_(nurse, nurse)].mean() < 0.8 * apart[np.ix_(nurse, ~nurse)].mean()


def test_dates_are_read_as_time():
    days = seconds(["2024-01-01", "2024-01-02", "2024-03-01"])
    assert days is not None
    np.testing.assert_allclose(np.diff(days), [86400, 59 * 86400])
    assert seconds(["red", "green"]) is None
    made = encode({"d": objects("2024-01-01", "2024-06-30", None, "2025-01-01")}, 0)
    assert np.isfinite(made).all()


def test_codes_are_by_frequency_and_missing_is_nan():
    made = codes({"c": objects("b", "a", "b", None), "x": np.array([1.5, np.nan, 3, 4])})
    assert made.dtype == np.float32
    np.testing.assert_array_equal(made[:, 0], [0, 1, 0, np.nan])
    np.testing.assert_array_equal(made[:, 1], [1.5, np.nan, 3, 4])


def test_factorise_agrees_with_a_plain_count():
    rng = np.random.default_rng(0)
    column = objects(*(None if i == 9 else f"v{i}" for i in rng.integers(0, 10, 500)))
    code, values = factorise(column)
    assert [None if c < 0 else values[c] for c in code] == column.tolist()
    counts = [np.sum(column == value) for value in values]
    assert counts == sorted(counts, reverse=True)


@pytest.mark.parametrize("n", [0, 1, 2, 5, 200])
def test_the_map_lies_in_the_unit_square(n):
    rows = np.random.default_rng(0).standard_normal((n, 6)).astype(np.float32)
    points = layout(rows)
    assert points.shape == (n, 2)
    assert np.isfinite(points).all()
    assert ((points >= 0) & (points <= 1)).all()
    np.testing.assert_array_equal(points, layout(rows))
    assert np.isfinite(layout(np.ones((n, 3), np.float32))).all()
