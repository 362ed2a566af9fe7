"""What holds for every repair."""

import numpy as np
import pytest
from scipy.sparse import csr_array

from assay.errors import AssayError
from assay.evidence import Evidence, Source, one_of
from assay.registry import methods
from assay.results import Flags

REPAIR = [pytest.param(cls, id=name) for name, cls in methods("repair").items()]
CLASSES = ("a", "b", "c")


@pytest.fixture(scope="module", params=REPAIR)
def cls(request):
    return request.param


def told(n, seed=0, k=3):
    random = np.random.default_rng(seed)
    p_wrong = random.random(n)
    return Flags(p_wrong, random.integers(0, k, n), p_wrong > 0.5, p_wrong=p_wrong)


def mixture(n=50, seed=0):
    """Return given labels, votes of two others, and gold, about some of the items each."""
    random = np.random.default_rng(seed)
    given = Evidence.labels(random.integers(-1, 3, n), CLASSES)
    item = random.integers(0, n, 80)
    votes = Evidence.votes(
        item, random.integers(0, 2, 80), random.integers(0, 3, 80), CLASSES, n_items=n
    )
    gold = Evidence(
        one_of(CLASSES), n, np.arange(5), np.zeros(5, int), csr_array(np.eye(3)[[0, 1, 2, 0, 1]]),
        np.zeros(5, bool), (Source("gold", trusted=True),),
    )  # fmt: skip
    return given.join(votes).join(gold)


def test_nothing_else_is_lost(cls, tools):
    evidence, flags = mixture(), told(50)
    repaired = tools.run(cls(), {"evidence": evidence, "flags": flags})
    assert repaired.n_items == evidence.n_items
    assert repaired.truth == evidence.truth
    assert repaired.sources == evidence.sources
    for source in range(1, evidence.n_sources):
        one, two = (np.flatnonzero(np.asarray(e.source) == source) for e in (evidence, repaired))
        np.testing.assert_array_equal(evidence.item[one], repaired.item[two])
        np.testing.assert_array_equal(evidence.claim[one].toarray(), repaired.claim[two].toarray())
    doubted = flags.p_wrong >= 0.5
    np.testing.assert_array_equal(repaired.given[~doubted], evidence.given[~doubted])
    assert (repaired.given[evidence.given < 0] < 0).all()


def test_something_is_repaired(cls, tools):
    evidence = mixture()
    repaired = tools.run(cls(), {"evidence": evidence, "flags": told(50)})
    assert (repaired.given != evidence.given).any()


def test_nothing_wrong_nothing_changed(cls, tools):
    evidence = mixture()
    clean = Flags(np.zeros(50), np.zeros(50, int), np.zeros(50, bool), p_wrong=np.zeros(50))
    repaired = tools.run(cls(), {"evidence": evidence, "flags": clean})
    assert tools.content(repaired) == tools.content(evidence)


def test_twice_is_once(cls, tools):
    evidence, flags = mixture(), told(50)
    once = tools.run(cls(), {"evidence": evidence, "flags": flags})
    twice = tools.run(cls(), {"evidence": once, "flags": flags})
    assert tools.content(once) == tools.content(twice)


def test_same_bytes_twice_and_input_untouched(cls, tools):
    parts = {"evidence": tools.closed(mixture()), "flags": tools.closed(told(50))}
    before = tools.content(parts)
    first, second = (tools.content(tools.run(cls(), parts)) for _ in range(2))
    assert first == second
    assert tools.content(parts) == before


@pytest.mark.parametrize("labels", [[], [0], [-1], [0, 0], [2, -1, 1]])
def test_few_labels(cls, tools, labels):
    evidence = Evidence.labels(np.array(labels, int), CLASSES)
    repaired = tools.run(cls(), {"evidence": evidence, "flags": told(len(labels))})
    assert repaired.n_items == len(labels)


def test_one_class(cls, tools):
    evidence = Evidence.labels(np.array([0, 0, 0]), ("a",))
    assert tools.run(cls(), {"evidence": evidence, "flags": told(3, k=1)}).n_items == 3


def test_flags_about_other_items_are_refused(cls, tools):
    with pytest.raises(AssayError, match=f"{cls.__name__}: .*got evidence of 50 and flags of 49"):
        tools.run(cls(), {"evidence": mixture(), "flags": told(49)})
