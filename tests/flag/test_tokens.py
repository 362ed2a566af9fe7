"""Suspicion of tokens and of spans, sentence by sentence."""

from itertools import product

import numpy as np
import pytest
from sklearn.metrics import average_precision_score, roc_auc_score

from assay.errors import DataError
from assay.evidence import Evidence
from assay.flag import SpanErrors, TokenErrors
from assay.infer import DawidSkene, MajorityVote
from assay.kernels.kinds.spans import (
    Scheme,
    dangling,
    decoded,
    mended,
    number_of_span,
    same_spans,
    spans,
    starts_of,
)

NAMES = ["O", "B-a", "I-a", "B-b", "I-b"]
SCHEME = Scheme.of(NAMES)


def slow_spans(labels, first):
    """Return the spans as a plain loop finds them."""
    found, start, kind = [], None, -1
    for at, label in enumerate([*labels, 0]):
        mine = SCHEME.kind[label] if label >= 0 else -1
        new = (
            at == len(labels) or first[at] or mine != kind or (label >= 0 and SCHEME.begins[label])
        )
        if start is not None and new:
            found.append((start, at, kind))
            start, kind = None, -1
        if at < len(labels) and mine >= 0 and start is None:
            start, kind = at, mine
    return found


def test_spans_are_those_of_a_plain_loop():
    random = np.random.default_rng(0)
    for _ in range(200):
        labels = random.integers(-1, 5, 12)
        first = random.random(12) < 0.3
        first[0] = True
        found = spans(labels, first, SCHEME)
        assert list(zip(*(part.tolist() for part in found), strict=True)) == slow_spans(
            labels, first
        )
        inside = number_of_span(found[0], found[1], 12)
        np.testing.assert_array_equal(
            inside >= 0, np.where(labels >= 0, SCHEME.kind[labels], -1) >= 0
        )
        assert not dangling(mended(labels, first, SCHEME), first, SCHEME).any()


def test_decoding_is_the_best_of_all_readings():
    random = np.random.default_rng(1)
    for _ in range(20):
        log = np.log(random.dirichlet(np.ones(5), 4))
        first = np.array([True, False, False, False])
        readings = product(range(5), repeat=4)
        allowed = [r for r in readings if not dangling(np.array(r), first, SCHEME).any()]
        best = max(allowed, key=lambda r: sum(log[i, k] for i, k in enumerate(r)))
        found = decoded(log, first, SCHEME)
        assert found.tolist() == list(best)


def test_sentences_are_decoded_apart():
    random = np.random.default_rng(2)
    log = np.log(random.dirichlet(np.ones(5), 30))
    groups = np.sort(random.integers(0, 6, 30))
    first = starts_of(groups)
    whole = decoded(log, first, SCHEME)
    for group in np.unique(groups):
        rows = groups == group
        np.testing.assert_array_equal(whole[rows], decoded(log[rows], first[rows], SCHEME))


def test_same_spans_need_both_ends_and_kind():
    one = (np.array([0, 4, 7]), np.array([2, 5, 9]), np.array([0, 1, 0]))
    other = (np.array([0, 4, 7]), np.array([3, 5, 9]), np.array([0, 1, 1]))
    assert same_spans(one, other).tolist() == [False, True, False]


def test_classes_that_are_no_spans_are_told():
    with pytest.raises(DataError, match="the classes of tokens must be O, B-"):
        Scheme.of(["noun", "verb"])


def test_sentence_scores_and_loose_ends():
    proba = np.full((4, 5), 0.05)
    proba[np.arange(4), [1, 2, 0, 0]] = 0.8
    flags = TokenErrors().flag(np.array([1, 2, 2, 0]), proba, NAMES, np.array([0, 0, 1, 1]))
    assert flags.flagged.tolist() == [False, False, True, False]
    np.testing.assert_allclose(flags.values["sentence"], [0.2, 0.2, 0.95, 0.95])
    assert flags.explain(2, "I-a", "O").endswith("; it goes on with a span that nothing begins")


def test_whole_spans_are_flagged():
    proba = np.full((5, 5), 0.05)
    proba[np.arange(5), [1, 2, 2, 0, 3]] = 0.8
    flags = SpanErrors().flag(np.array([1, 2, 0, 0, 0]), proba, NAMES, np.zeros(5))
    # The given span ends too early, so that its tokens are flagged; the last is missing.
    assert flags.flagged.tolist() == [True, True, False, False, True]
    np.testing.assert_allclose(flags.score, [0.95, 0.95, 0.95, 0.2, 0.95])


SOURCES = ("crowd", "distant", "weak", "llm")


@pytest.fixture(scope="module")
def bench(shared):
    """Return the labels of NoiseBench by source, sentences, class names and a vote maker."""
    data = np.load(shared / "data" / "sequence" / "noisebench" / "data.npz")
    names = [str(tag) for tag in data["tags"]]
    groups = np.repeat(np.arange(len(data["offsets"]) - 1), np.diff(data["offsets"]))
    labels = {name: data[f"y_{name}"].astype(int) for name in (*SOURCES, "true")}
    n = len(groups)

    def votes(sources):
        said = np.concatenate([labels[name] for name in sources])
        item, source = np.tile(np.arange(n), len(sources)), np.repeat(np.arange(len(sources)), n)
        return Evidence.votes(item, source, said, classes=names, n_items=n)

    return labels, groups, names, votes


@pytest.mark.shared
@pytest.mark.parametrize(
    ("source", "auroc", "precision"),
    [("crowd", 0.949, 0.839), ("llm", 0.974, 0.920), ("weak", 0.950, 0.846)],
)
def test_one_source_judged_by_the_others(bench, source, auroc, precision):
    labels, groups, names, votes = bench
    proba = DawidSkene().infer(votes([s for s in SOURCES if s != source])).proba
    wrong = labels[source] != labels["true"]
    tokens = TokenErrors().flag(labels[source], proba, names, groups)
    assert roc_auc_score(wrong, tokens.score) == pytest.approx(auroc, abs=0.002)
    assert average_precision_score(wrong, tokens.score) == pytest.approx(precision, abs=0.002)
    assert wrong[tokens.flagged].mean() > 0.65
    whole = SpanErrors().flag(labels[source], proba, names, groups)
    scheme, first = Scheme.of(names), starts_of(groups)
    given = spans(labels[source], first, scheme)
    right = same_spans(given, spans(labels["true"], first, scheme))
    flagged = whole.flagged[given[0]]
    assert flagged[~right].mean() > 0.65
    assert (~right)[flagged].mean() > 1.4 * (~right).mean()


@pytest.mark.shared
def test_spans_of_four_sources(bench):
    """Dawid and Skene's F1 is that of the notes on the paper; the likeliest reading's is higher."""
    labels, groups, names, votes = bench
    scheme, first = Scheme.of(names), starts_of(groups)
    true = spans(labels["true"], first, scheme)

    def f1(found):
        mine = spans(found, first, scheme)
        return 2 * same_spans(mine, true).sum() / (len(mine[0]) + len(true[0]))

    proba = DawidSkene().infer(votes(SOURCES)).proba
    assert f1(proba.argmax(axis=1)) == pytest.approx(0.768, abs=0.002)
    assert f1(decoded(np.log(np.maximum(proba, 1e-6)), first, scheme)) > 0.78
    assert f1(MajorityVote().infer(votes(SOURCES)).labels) == pytest.approx(0.686, abs=0.003)
