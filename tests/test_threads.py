"""Threads: order, and what they share with the rest of the process."""

import threading
import warnings

import numpy as np
import pytest

from assay.engine.threads import map_shards


@pytest.mark.parametrize("workers", [1, 2, 5, None])
def test_shards_come_back_in_their_order(workers):
    assert list(map_shards(lambda one: one * 2, range(40), workers)) == list(range(0, 80, 2))
    assert list(map_shards(str, [], workers)) == []


def test_filters_of_warnings_are_as_they_were(capsys):
    """As scikit-learn's forests do around every tree, in every thread."""

    def noisy(one):
        with warnings.catch_warnings():
            warnings.resetwarnings()
            warnings.warn(f"of thread {one}", UserWarning, stacklevel=1)
        warnings.resetwarnings()
        return one

    with warnings.catch_warnings():
        warnings.simplefilter("error")
        before = list(warnings.filters)
        assert list(map_shards(noisy, range(30), 3)) == list(range(30))
        assert list(warnings.filters) == before
        with pytest.raises(UserWarning, match="still an error"):
            warnings.warn("still an error", UserWarning, stacklevel=1)
    assert "of thread" not in capsys.readouterr().err


def test_forests_side_by_side_say_nothing(capsys):
    from sklearn.ensemble import RandomForestClassifier

    random = np.random.default_rng(0)
    features, labels = random.random((60, 4)), random.integers(0, 2, 60)

    def fitted(seed):
        forest = RandomForestClassifier(25, max_depth=2, random_state=seed)
        return forest.fit(features, labels).predict_proba(features).sum()

    before = list(warnings.filters)
    first = list(map_shards(fitted, range(8), 4))
    assert first == list(map_shards(fitted, range(8), 1))
    assert list(warnings.filters) == before
    assert capsys.readouterr().err == ""


def test_what_fits_are_known_to_say_is_no_error_in_any_thread():
    """One thread leaves its silence while another is in it: the filters of both are the first's."""
    met = threading.Barrier(2, timeout=10)

    def fitted(one):
        with warnings.catch_warnings():
            met.wait()
            if one:
                met.wait()
                warnings.warn("lbfgs failed to converge (status=1)", UserWarning, stacklevel=1)
            else:
                warnings.simplefilter("ignore")
        if not one:
            met.wait()
        return one

    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert list(map_shards(fitted, [0, 1], 2)) == [0, 1]


def test_an_error_in_a_thread_is_raised():
    def broken(one):
        message = f"shard {one}"
        raise ValueError(message)

    with pytest.raises(ValueError, match="shard 0"):
        list(map_shards(broken, range(3), 2))
