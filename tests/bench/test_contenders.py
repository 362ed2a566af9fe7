import warnings

import numpy as np
import pytest

from assay.bench import metrics
from assay.bench.data import world
from assay.bench.ours import oracle
from assay.bench.peers import cleanlab, datalab
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


def test_nobody_does_better_than_who_knows_the_world():
    made = world(0, items=5000, classes=5, noise=0.2, signal=1.5)
    known, ours = oracle(made.given).call(), run(method("label-posterior")(), made.given)
    assert metrics.average_precision(known, made.truth) > metrics.average_precision(
        ours, made.truth
    )
    assert metrics.f1(known, made.truth) > metrics.f1(ours, made.truth) - 0.01
    np.testing.assert_array_equal(known.flagged, made.given["exact"] > 0.5)
