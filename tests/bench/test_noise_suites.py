"""What the suites of massive noise, tags of names, marks and crowds are run on."""

import msgspec
import numpy as np
import pytest

from assay.bench.data import (
    crowded,
    learn_diluted,
    learn_groups,
    learn_noisebench,
    noisebench,
    noisebench_judged,
    noisebench_votes,
)
from assay.bench.data.crowded import picked
from assay.bench.data.noisebench import simulated
from assay.bench.measure import missing, quality
from assay.bench.shipped import load_suite
from assay.errors import SettingError
from assay.evidence import Evidence


def test_each_right_label_stands_among_copies_that_mean_nothing():
    made = learn_diluted(0, None, copies=4, share=0.5)
    labels, truth = made.given["evidence"].given, made.given["true_labels"]
    n = len(labels) // 5
    assert len(labels) == 5 * n
    np.testing.assert_array_equal(labels[:n], truth[:n])
    rows = made.given["features"]
    np.testing.assert_array_equal(rows[:n], rows[n : 2 * n])
    assert (labels[n:] == truth[n:]).mean() == pytest.approx(0.1, abs=0.02)
    np.testing.assert_allclose(made.given["true_noise"].sum(axis=1), 1)


def test_copies_lean_to_the_nearest_class_as_far_as_they_are_told_to():
    made = learn_diluted(0, None, copies=10, lean=0.5)
    labels, truth = made.given["evidence"].given, made.given["true_labels"]
    pairs = np.zeros((10, 10))
    np.add.at(pairs, (truth, labels), 1)
    shares = pairs / pairs.sum(axis=1, keepdims=True)
    np.testing.assert_allclose(shares, made.given["true_noise"], atol=0.03)
    assert (shares.argmax(axis=1) == np.arange(10)).all()
    with pytest.raises(SettingError, match="at most copies"):
        learn_diluted(0, None, copies=1, lean=2)


def test_noise_spares_those_whose_group_is_told():
    made = learn_groups(0, items=1000, noise=0.3, empty=20)
    labels, truth = made.given["evidence"].given, made.given["true_labels"]
    wrong, told = labels != truth, made.given["groups"] >= 0
    assert not wrong[told].any()
    assert wrong[~told].mean() == pytest.approx(0.3, abs=0.05)
    assert made.given["features"].shape == (1000, 22)


def test_simulated_tags_are_wrong_as_often_as_the_source():
    random = np.random.default_rng(0)
    truth = random.integers(0, 3, 20_000)
    said = np.where(random.random(20_000) < 0.2, (truth + 1) % 3, truth)
    for drawn in ("any", "confused"):
        made = simulated(truth, said, drawn, 3, 0)
        assert (made != truth).mean() == pytest.approx(0.2, abs=0.01)
    assert ((made - truth) % 3 != 2).all()
    with pytest.raises(SettingError, match="any or confused"):
        simulated(truth, said, "none", 3, 0)


def test_a_label_is_picked_of_a_crowds_votes():
    # The second voter differs from the majority of the first two items, the third of the last.
    item = np.repeat(np.arange(4), 3)
    source = np.tile([0, 1, 2], 4)
    said = np.array([0, 1, 0, 1, 0, 1, 0, 0, 0, 1, 1, 0])
    evidence = Evidence.votes(item, source, said, ("a", "b"))
    random = np.random.default_rng(0)
    assert picked(evidence, "majority", random).tolist() == [0, 1, 0, 1]
    assert picked(evidence, "dissenting-label", random).tolist() == [1, 0, 0, 0]
    assert picked(evidence, "dissenting-worker", random).tolist() == [1, 0, 0, 1]


@pytest.mark.shared
def test_tags_of_six_sources_are_read(shared):
    root = shared / "data"
    made = noisebench_votes(0, root, ("crowd", "expert"))
    assert made.given["evidence"].n_sources == 2
    judged = noisebench_judged(0, root, "crowd")
    # The set's README gives the share of tokens that the crowd has wrong.
    assert judged.truth["errors"].mean() == pytest.approx(0.0779, abs=1e-4)
    with pytest.raises(SettingError, match="crowd, distant"):
        noisebench_judged(0, root, "crowdbest")
    learnt = learn_noisebench(0, root, "llm", drawn="any", items=4000)
    spoilt = learnt.given["evidence"].given != learnt.given["true_labels"]
    assert spoilt.mean() == pytest.approx(0.1256, abs=0.03)
    assert set(learnt.given["groups"]).isdisjoint(learnt.truth["groups"])
    drawn = noisebench(0, root, "llm", drawn="any", items=2000, predictions="neighbours")
    assert drawn.truth["errors"].mean() == pytest.approx(0.12, abs=0.05)


@pytest.mark.shared
def test_fewer_labels_are_right_the_more_a_voter_differs(shared):
    right = [
        1 - crowded(0, shared / "data", "labelme", kind, "neighbours").truth["errors"].mean()
        for kind in ("majority", "dissenting-worker", "dissenting-label")
    ]
    assert right[0] > right[1] > right[2]
    # The set's README gives the majority's.
    assert right[0] == pytest.approx(0.765, abs=0.01)


#: What makes a row small enough to be tried: settings of its data and of its heads.
SMALL = {
    "learn-diluted": {"copies": 1},
    "learn-groups": {"items": 300, "empty": 10},
    "spurious": {"items": 300, "predictions": "neighbours"},
    "digits": {"predictions": "neighbours"},
    "learn-digits": {},
    "learn-stored": {"items": 300},
    "tabular": {"items": 300, "predictions": "neighbours"},
    "texts": {"items": 300, "predictions": "neighbours"},
    "crowded": {"predictions": "neighbours"},
    "noisebench": {"items": 3000, "predictions": "neighbours"},
    "learn-noisebench": {"items": 1500},
    "noisebench-votes": {"items": 1500},
    "noisebench-judged": {"items": 1500},
}
SUITES = ("aqua", "dilution", "domain-noise", "noisebench", "query")


def rows(*, stored):
    for suite in SUITES:
        for row in load_suite(suite).rows:
            real = suite == "noisebench" or bool({"name"} & {*row.data.settings, *row.data.vary})
            if real == stored:
                yield pytest.param(row, id=f"{suite}: {row.name}")


def tried(row, root):
    first = next(row.spread())
    settings = first.data.settings | SMALL[first.data.loader]
    if settings.get("lean"):
        settings["lean"] = 1
    data = msgspec.structs.replace(first.data, settings=settings)
    small = msgspec.structs.replace(first, data=data)
    for told in quality(small, 0, root):
        one = next(one for one in small.contenders if one.name == told.contender)
        assert told.skipped == missing(one)
        assert told.skipped or told.measured


@pytest.mark.parametrize("row", [*rows(stored=False)])
def test_every_row_runs(row):
    tried(row, None)


@pytest.mark.shared
@pytest.mark.parametrize("row", [*rows(stored=True)])
def test_every_row_of_real_sets_runs(row, shared):
    tried(row, shared / "data")
