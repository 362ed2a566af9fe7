import numpy as np
import pytest
from scipy.sparse import csr_array

from assay.kernels.slices import false_flags, measured
from assay.parts.slices import slices

CLASSES = ("cat", "dog")


def sizes(found):
    return dict(zip(found.names, np.asarray(found.member.sum(axis=0)).astype(int), strict=True))


def test_values_of_columns_and_where_they_are_rare():
    labels = np.repeat([0, 1], 100)
    colour = np.array(["red", "blue"] * 50 + ["red"] * 75 + [None] * 25, object)
    columns = {"colour": colour, "legs": np.repeat([4.0, 2.0], 100), "size": np.arange(200.0)}
    found = slices(labels, CLASSES, columns=columns)
    assert sizes(found) == {
        "colour missing": 25, "colour = blue": 50, "colour = red": 125,
        "legs = 2": 100, "legs = 4": 100, "class `cat`, colour = red": 50,
    }  # fmt: skip
    rare = found.names.index("class `cat`, colour = red")
    assert found.items(rare).tolist() == list(range(0, 100, 2))


def test_clusters_of_a_class_are_its_kinds():
    random = np.random.default_rng(0)
    kind = random.integers(0, 4, 400)
    features = np.eye(4)[kind] * 9 + random.normal(size=(400, 4))
    found = slices(kind // 2, CLASSES, features)
    assert all(name.startswith("class `") for name in found.names)
    for which, name in enumerate(found.names):
        mine = found.items(which)
        assert len(np.unique(kind[mine])) == 1, name
    assert np.asarray(found.member.sum(axis=1)).max() == 1


def test_the_order_of_items_does_not_matter():
    random = np.random.default_rng(1)
    labels, features = random.integers(0, 2, 500), random.normal(size=(500, 3))
    columns = {"colour": np.array(["red", "blue"], object)[random.integers(0, 2, 500)]}
    order = random.permutation(500)
    plain = slices(labels, CLASSES, features, columns)
    columns = {"colour": columns["colour"][order]}
    moved = slices(labels[order], CLASSES, features[order], columns)
    assert moved.names == plain.names
    np.testing.assert_array_equal(moved.member.toarray(), plain.member.toarray()[order])


@pytest.mark.parametrize("k", [2, 10, 14, 40, 900])
def test_there_are_few_and_none_is_small(k):
    random = np.random.default_rng(2)
    labels, features = random.integers(-1, k, 4000), random.normal(size=(4000, 3))
    columns = {f"c{i}": random.integers(0, 12, 4000) for i in range(30)}
    found = slices(labels, tuple(map(str, range(k))), features, columns)
    assert 20 <= len(found.names) <= 60
    assert len(set(found.names)) == len(found.names)
    assert min(sizes(found).values()) >= 20
    assert any("cluster" in name for name in found.names)


@pytest.mark.parametrize("n", [0, 1, 30])
def test_few_items_have_no_slices(n):
    found = slices(np.zeros(n, int), CLASSES, np.zeros((n, 2)), {"a": np.zeros(n)})
    assert found.names == ()
    assert found.member.shape == (n, 0)


def test_equal_or_sparse_features():
    labels = np.repeat([0, 1], 200)
    assert slices(labels, CLASSES, np.zeros((400, 2))).names == ()
    words = csr_array(np.random.default_rng(0).poisson(0.5, (400, 9)).astype(float))
    assert len(slices(labels, CLASSES, words).names) >= 4


def spurious(seed):
    """Return labels, features, truth and a margin where an attribute goes with the class in 95 %.

    The model leans on the attribute, so that those without it look wrong.
    """
    from sklearn.linear_model import LogisticRegression
    from sklearn.model_selection import cross_val_predict

    random = np.random.default_rng(seed)
    truth = random.integers(0, 2, 4000)
    attribute = np.where(random.random(4000) < 0.95, truth, 1 - truth)
    centre = np.stack([2 * truth - 1, 6 * attribute - 3], axis=1)
    features = centre + random.normal(size=(4000, 2))
    labels = np.where(random.random(4000) < 0.1, 1 - truth, truth)
    proba = cross_val_predict(LogisticRegression(), features, labels, cv=5, method="predict_proba")
    return labels, features, truth, attribute, proba[np.arange(4000), 1 - labels]


@pytest.mark.parametrize("seed", range(3))
def test_a_minority_that_the_average_hides_is_shown(seed):
    labels, features, truth, attribute, p_wrong = spurious(seed)
    flagged, wrong, minority = np.zeros(4000, bool), labels != truth, attribute != truth
    flagged[np.argsort(-p_wrong)[:400]] = True
    assert flagged[minority & ~wrong].mean() > 0.25
    assert flagged[~minority & ~wrong].mean() < 0.01
    found = slices(labels, CLASSES, features)
    every, *groups = measured(flagged, wrong, labels, CLASSES, found)
    assert every.false_flags[2] < 0.03
    bad = [g for g in groups if g.kind == "slice" and g.false_flags[1] > 5 * every.false_flags[2]]
    assert len(bad) == 2  # one in each class
    held = np.concatenate([found.items(found.names.index(g.group)) for g in bad])
    assert np.isin(np.flatnonzero(minority & ~wrong), held).mean() > 0.85
    # Even the fooled model's own probabilities tell, by classes never.
    told = {g.group: g for g in false_flags(flagged, p_wrong, labels, CLASSES, found)}
    assert all(told[g.group].rate[1] > 5 * told["all"].rate[2] for g in bad)
    assert all(told[name].rate[2] < 0.06 for name in CLASSES)


def test_the_minority_of_a_table_is_shown():
    labels, _, truth, attribute, p_wrong = spurious(0)
    flagged, wrong, minority = p_wrong > 0.5, labels != truth, attribute != truth
    colour = np.array(["red", "blue"], object)[attribute]
    found = slices(labels, CLASSES, columns={"colour": colour})
    worst = max(measured(flagged, wrong, labels, CLASSES, found), key=lambda g: g.false_flags[0])
    assert worst.group in {"class `cat`, colour = blue", "class `dog`, colour = red"}
    assert worst.false_flags[0] > 0.25
    inside = found.items(found.names.index(worst.group))
    assert minority[inside[~wrong[inside]]].all()
