import warnings

import numpy as np
import pytest

from assay.bench import metrics
from assay.bench.data import world
from assay.bench.ours import oracle, usual_guess, vote_disagreement
from assay.bench.peers import cleanlab, crowdlab, datalab
from assay.evidence import Evidence
from assay.registry import method, run


def test_datalab_flags_as_cleanlab_does():
    pytest.importorskip("cleanlab")
    pytest.importorskip("datasets")
    given = {**world(0, items=400, classes=3, noise=0.2).given}
    given["features"] = np.asarray(given["predictions"])
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        theirs, plain = datalab(given).call(), cleanlab(given).call()
    np.testing.assert_array_equal(theirs.flagged, plain.flagged)
    assert theirs.score.shape == (400,)
    assert theirs.flagged.any()


def opinions():
    """Return a given label and three more; the first item has everyone against it."""
    said = np.array([[0, 1, 1, 1], [1, 1, 1, 0], [0, 0, 0, -1], [1, -1, -1, -1]] * 10)
    item, source = np.nonzero(said >= 0)
    evidence = Evidence.votes(item, source, said[item, source], ("a", "b"))
    proba = np.array([[0.2, 0.8], [0.1, 0.9], [0.9, 0.1], [0.3, 0.7]] * 10)
    return {"evidence": evidence, "predictions": proba}


def test_votes_disagree_by_the_share_that_says_something_else():
    flags = vote_disagreement(opinions()).call()
    np.testing.assert_allclose(flags.score[:4], [1, 1 / 3, 0, 0])
    assert flags.flagged[:4].tolist() == [True, False, False, False]
    assert flags.suggested[0] == 1


def test_crowdlab_suspects_who_all_others_are_against():
    pytest.importorskip("cleanlab")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        flags = crowdlab(opinions()).call()
    assert flags.score[:4].argmax() == 0
    assert flags.flagged[:4].tolist() == [True, False, False, False]


def test_nobody_does_better_than_who_knows_the_world():
    made = world(0, items=5000, classes=5, noise=0.2, signal=1.5)
    known, ours = oracle(made.given).call(), run(method("label-posterior")(), made.given)
    assert metrics.average_precision(known, made.truth) > metrics.average_precision(
        ours, made.truth
    )
    assert metrics.f1(known, made.truth) > metrics.f1(ours, made.truth) - 0.01
    np.testing.assert_array_equal(known.flagged, made.given["exact"] > 0.5)


def test_the_usual_guess_looks_at_nothing():
    told = usual_guess({}).call()
    assert (float(told), float(told.low), float(told.high)) == (0.1, 0, 1)
