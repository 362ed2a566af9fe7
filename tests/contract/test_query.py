"""What holds for every query."""

import numpy as np
import pytest

from assay.errors import DataError
from assay.posterior import Posterior
from assay.registry import methods, run
from assay.results import Batch

QUERY = [pytest.param(cls, id=name) for name, cls in methods("query").items()]


@pytest.fixture(scope="module", params=QUERY)
def cls(request):
    return request.param


def doubt(n=40, k=3, seed=0):
    """Return a posterior whose items 0..9 are in doubt and the others nearly settled."""
    random = np.random.default_rng(seed)
    proba = random.dirichlet(np.ones(k) * 20, n)
    proba[10:] = 0.98 * np.eye(k)[random.integers(0, k, max(n - 10, 0))] + 0.02 * proba[10:]
    return Posterior(tuple("abcdef"[:k]), proba)


def parts(posterior):
    """Return the posterior, and labels that it contradicts where it is in doubt."""
    proba = np.asarray(posterior.proba)
    doubtful = proba.max(axis=1, initial=0) < 0.9
    labels = np.where(doubtful, proba.argmin(axis=1), proba.argmax(axis=1))
    return {"posterior": posterior, "labels": labels}


@pytest.mark.parametrize("budget", [0, 1, 7, 40, 1000])
def test_batch_has_the_budget_and_no_item_twice(cls, budget):
    batch = run(cls(), parts(doubt()), budget=budget)
    assert isinstance(batch, Batch)
    assert len(batch) == len(batch.gain) == min(budget, 40)
    assert len(set(batch.items.tolist())) == len(batch)
    assert batch.items.min(initial=0) >= 0
    assert batch.items.max(initial=0) < 40
    assert np.isfinite(batch.gain).all()
    assert (np.diff(batch.gain) <= 0).all()
    assert batch.gain.min(initial=0) >= 0
    assert batch.unit


def test_asks_where_there_is_doubt(cls):
    if cls.drawn:
        first = [run(cls(seed=s), parts(doubt()), budget=10).items < 10 for s in range(50)]
        assert np.mean(first) > 1.5 * 10 / 40
        return
    assert set(run(cls(), parts(doubt()), budget=10).items.tolist()) == set(range(10))


def test_names_and_order_do_not_matter(cls):
    if cls.drawn:
        pytest.skip("which items are drawn hangs on their order")
    plain, order = doubt(), np.random.default_rng(1).permutation(40)
    moved = Posterior(("c", "a", "b"), plain.proba[order][:, [2, 0, 1]])
    one, two = (run(cls(), parts(p), budget=12) for p in (plain, moved))
    np.testing.assert_array_equal(order[two.items], one.items)
    np.testing.assert_allclose(two.gain, one.gain)


def test_same_bytes_twice_and_input_untouched(cls, tools):
    posterior = tools.closed(doubt())
    before = tools.content(posterior)
    first, second = (tools.content(run(cls(), parts(posterior), budget=9)) for _ in range(2))
    assert first == second
    assert tools.content(posterior) == before


@pytest.mark.parametrize(("n", "k"), [(0, 3), (1, 3), (5, 1)])
def test_few_items_and_one_class(cls, n, k):
    batch = run(cls(), parts(doubt(n, k)), budget=2)
    assert len(batch) == min(n, 2)


def test_float32_asks_the_same(cls):
    plain = doubt()
    narrow = Posterior(plain.classes, plain.proba.astype(np.float32))
    one, two = (run(cls(), parts(p), budget=10).items for p in (plain, narrow))
    np.testing.assert_array_equal(one, two)


@pytest.mark.parametrize("budget", [-1, 1.5, "many", True])
def test_wrong_budget_is_told(cls, budget):
    with pytest.raises(DataError, match=f"{cls.__name__}: budget must be a whole number"):
        run(cls(), parts(doubt()), budget=budget)
