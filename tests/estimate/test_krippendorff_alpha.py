from dataclasses import replace

import numpy as np
import pytest
from scipy.sparse import csr_array

from assay.errors import DataError
from assay.estimate import KrippendorffAlpha
from assay.evidence import Evidence, number, ordered

#: Krippendorff's four observers and twelve units.
OBSERVERS = (
    "1 2 3 3 2 1 4 1 2 . . .",
    "1 2 3 3 2 2 4 1 2 5 . 3",
    ". 3 3 3 2 3 4 2 2 5 1 .",
    "1 2 3 3 2 4 4 1 2 5 1 .",
)


@pytest.fixture
def votes():
    said = np.array([[0 if x == "." else int(x) for x in row.split()] for row in OBSERVERS])
    source, item = np.nonzero(said)
    return Evidence.votes(item, source, said[source, item] - 1, tuple("12345"), n_items=12)


def test_the_truth_says_how_far_answers_are_apart(votes):
    ranked = replace(votes, truth=ordered("12345"))
    assert float(KrippendorffAlpha().estimate(votes)) == pytest.approx(0.743, abs=5e-4)
    assert float(KrippendorffAlpha().estimate(ranked)) == pytest.approx(0.815, abs=5e-4)
    apart = KrippendorffAlpha(distance="interval")
    assert float(apart.estimate(votes)) == pytest.approx(0.849, abs=5e-4)


def test_numbers_are_an_interval_scale_wherever_they_lie(votes):
    value = csr_array((1e6 + votes.claim.indices[:, None]).astype(float))
    numbers = replace(votes, truth=number(), claim=value)
    assert float(KrippendorffAlpha().estimate(numbers)) == pytest.approx(0.849, abs=5e-4)
    with pytest.raises(DataError, match="of-the-truth or interval"):
        KrippendorffAlpha(distance="nominal").estimate(numbers)


def test_by_class_is_one_against_all_others(votes):
    found = KrippendorffAlpha().estimate(votes).about["by_class"]
    for k in range(5):
        two = (votes.claim.indices == k).astype(int)
        other = Evidence.votes(votes.item, votes.source, two, ("no", "yes"), n_items=12)
        assert found[k] == pytest.approx(float(KrippendorffAlpha().estimate(other)))


def test_by_time_tells_when_agreement_fell():
    random = np.random.default_rng(0)
    truth = random.integers(0, 3, 800)
    item, source = np.repeat(np.arange(800), 3), np.tile(np.arange(3), 800)
    good = np.where(item < 400, 0.9, 0.4)
    label = np.where(random.random(2400) < good, truth[item], random.integers(0, 3, 2400))
    votes = Evidence.votes(item, source, label, ("a", "b", "c"))
    timed = replace(votes, context={"time": item * 60.0 + source})
    found = KrippendorffAlpha(parts=4).estimate(timed)
    table, edges = found.about["by_time"], found.about["time"]
    assert table.shape == (4, 3)
    assert len(edges) == 5
    assert table[:2, 1].min() > table[2:, 2].max()
    assert "by_time" not in KrippendorffAlpha().estimate(votes).about


def test_nothing_that_could_disagree():
    alone = Evidence.votes([0, 1, 2], [0, 0, 1], ["a", "b", "a"])
    found = KrippendorffAlpha().estimate(alone)
    assert found.verdict == "cannot-be-told"
    assert (found.low, found.high) == (-1, 1)
