import numpy as np
import pytest

from assay.bench.data import judged_babe, worked_votes
from assay.bench.metrics import covered, value, width
from assay.bench.peers import krippendorff_alpha
from assay.estimate import CohenKappa, FleissKappa, KrippendorffAlpha
from assay.results import Estimate


@pytest.mark.parametrize(
    ("name", "method", "figure"),
    [
        ("cohen", CohenKappa(), 0.492),
        ("fleiss", FleissKappa(), 0.210),
        ("krippendorff", KrippendorffAlpha(), 0.743),
    ],
)
def test_worked_examples_give_what_was_printed(name, method, figure):
    evidence = worked_votes(0, name).given["evidence"]
    assert value(method.estimate(evidence)) == pytest.approx(figure, abs=5e-4)


@pytest.mark.parametrize("level", ["nominal", "ordinal", "interval"])
def test_the_peer_answers_the_same(level):
    pytest.importorskip("krippendorff")
    given = worked_votes(0, "krippendorff").given
    work = krippendorff_alpha(given, level)
    ours = KrippendorffAlpha(distance=level).estimate(given["evidence"])
    assert value(work.read(work.call())) == pytest.approx(value(ours))


def test_an_interval_of_several_numbers_must_hold_all():
    found = Estimate(np.array([0.3, 0.7]), np.array([0.2, 0.6]), np.array([0.4, 0.9]))
    assert covered(found, {"rate": np.array([0.25, 0.75])}) == 1
    assert covered(found, {"rate": np.array([0.25, 0.95])}) == 0
    assert width(found) == pytest.approx(0.25)


@pytest.mark.shared
def test_a_tenth_of_the_answers_is_checked(shared):
    problem = judged_babe(0, shared / "data", "gpt_4")
    assert problem.truth["rate"][1] == pytest.approx(0.558, abs=0.001)
    assert (problem.given["gold"] >= 0).mean() == pytest.approx(0.1, abs=0.02)
