"""Instructions by examples: the choice, the page, and what a review makes of them."""

import re
from itertools import combinations

import numpy as np
import pytest
from sklearn.metrics import average_precision_score

from assay.bench.data import digits
from assay.bench.shown import (
    examples_precision,
    greedy_examples,
    label_examples,
    medoid_examples,
    random_examples,
)
from assay.errors import DataError, UnknownName
from assay.kernels.explain.exemplars import choose, retrieval
from assay.kernels.explain.telling_words import by_group, log_odds
from assay.report.instructions import Guide, belief
from assay.report.instructions_page import page


def test_retrieval_is_average_precision():
    random = np.random.default_rng(0)
    distance, relevant = random.random((5, 40)), random.random(40) < 0.3
    expected = [average_precision_score(relevant, -row) for row in distance]
    np.testing.assert_allclose(retrieval(distance, relevant.astype(float)), expected)


def test_two_of_a_class_of_two_clusters_show_both():
    random = np.random.default_rng(1)
    middle = np.repeat([[0, 0], [6, 0], [3, 0]], 20, axis=0)
    points = middle + 0.3 * random.normal(size=(60, 2))
    relevant = (np.arange(60) < 40).astype(float)
    apart = np.sqrt(((points[:40, None] - points) ** 2).sum(axis=2))
    chosen, reached = choose(apart, relevant, np.arange(40), 3)
    assert {c // 20 for c in chosen[:2]} == {0, 1}
    assert reached[1] > 0.99 > reached[0]
    assert len(chosen) == 2


def test_greedy_is_nearly_the_best_pair():
    """Against every pair of candidates, tried one by one."""
    random = np.random.default_rng(2)
    points, relevant = random.normal(size=(30, 2)), (np.arange(30) < 12).astype(float)
    apart = np.sqrt(((points[:12, None] - points) ** 2).sum(axis=2))

    def worth(pair):
        rest = np.delete(np.arange(30), pair)
        near = apart[list(pair)].min(axis=0)
        return average_precision_score(relevant[rest], -near[rest])

    chosen, reached = choose(apart, relevant, np.arange(12), 2)
    assert reached[-1] == pytest.approx(worth(tuple(chosen)))
    best = max(worth(pair) for pair in combinations(range(12), 2))
    assert reached[-1] > 0.9 * best


def test_a_copy_is_no_second_example():
    points = np.array([0.0, 0.0, 0.0, 1.0, 5.0, 6.0])
    relevant = np.array([1.0, 1, 1, 1, 0, 0])
    apart = np.abs(points[:4, None] - points)
    assert len(choose(apart, relevant, np.arange(4), 3)[0]) == 1


def test_words_that_tell():
    counts = np.array([[30.0, 28, 1], [29, 2, 1]])
    told = log_odds(counts)
    assert told[0].argmax() == 1
    assert told[0, 1] == pytest.approx(-told[1, 1])
    assert abs(told[0, 1]) > 2 > abs(told[0, 2])
    from scipy.sparse import csr_array

    words = csr_array(np.array([[1, 0], [1, 1], [0, 1]]))
    grouped = by_group(words, np.array([0, 0, 1]), np.array([1.0, 0.5, 1.0]), 2)
    assert grouped.tolist() == [[1.5, 0.5], [0.0, 1.0]]


def test_what_is_believed():
    labels, better = np.array([0, 0, 1, -1, 2]), np.array([1, 0, 2, 2, 0])
    wrong = np.array([0.9, 0.1, 0.4, 0.0, 0.8])
    classes, sure = belief(labels, better, wrong)
    assert classes.tolist() == [1, 0, 1, 2, 0]
    np.testing.assert_allclose(sure, [0.9, 0.9, 0.6, 0.5, 0.8])
    decided = np.array([2, -1, -2, -1, -1])
    classes, sure = belief(labels, better, wrong, decided)
    assert classes.tolist() == [2, 0, -1, 2, 0]
    assert sure[0] == 1


def blobs(n=60):
    random = np.random.default_rng(0)
    believed = np.arange(n) % 3
    return random.normal(size=(n, 4)) + 4 * np.eye(3, 4)[believed], believed


def test_a_mistake_is_never_shown_as_typical():
    """Items labelled wrongly sit in other classes; what is believed doesn't show them."""
    features, believed = blobs(90)
    sure = np.ones(90)
    sure[::10] = 0.2
    guide = Guide(features, believed, sure, "abc")
    shown = [one["row"] for one in guide.all()["classes"] for one in one["typical"]]
    assert shown
    assert not [row for row in shown if row % 10 == 0]


def test_edges_are_the_nearest_of_two_classes_that_are_sure():
    features, believed = blobs()
    sure = np.ones(60)
    guide = Guide(features, believed, sure, "abc")
    edge = guide.of("a")["edge"]
    assert {pair["class"] for pair in edge} == {"b", "c"}
    apart = np.sqrt(((features[:, None] - features) ** 2).sum(axis=2))
    to_b = apart[np.ix_(believed == 0, believed == 1)].min()
    pair = next(one for one in edge if one["class"] == "b")
    assert pair["distance"] == pytest.approx(to_b) == apart[pair["row"], pair["other"]]
    sure[pair["other"]] = 0.4
    again = Guide(features, believed, sure, "abc").of("a")["edge"]
    assert pair["other"] not in [one["other"] for one in again]


def test_odd_classes():
    features, believed = blobs()
    guide = Guide(features, np.where(believed == 2, -1, believed), np.ones(60), ["a", "b", "c"])
    empty = guide.of("c")
    assert (empty["n"], empty["typical"], empty["edge"]) == (0, [], [])
    single = Guide(features[:1], np.zeros(1, int), np.ones(1), ["a", "b"]).of("a")
    assert [one["row"] for one in single["typical"]] == [0]
    with pytest.raises(UnknownName, match="no class 'z'"):
        guide.of("z")
    with pytest.raises(DataError, match="one row an item"):
        Guide(features, believed[:3], np.ones(3), "abc")


def test_words_are_of_the_class_that_is_believed():
    features, believed = blobs()
    texts = np.array([["warm coat", "green tea", "fast car"][k] + " the" for k in believed], object)
    guide = Guide(features, believed, np.ones(60), "abc", texts)
    assert set(guide.of("a")["words"]) == {"coat", "warm"}
    nothing = Guide(features, believed, np.ones(60), "abc", np.full(60, "", object))
    assert nothing.of("a")["words"] == []


@pytest.mark.parametrize("rate", [0.0, 0.2])
def test_the_papers_figure_on_digits(rate):
    """At most three examples a class find the rest better than three by chance or medoids do."""
    problem = digits(0, rate=rate)

    def reached(contender):
        return examples_precision(contender(problem.given).call(), problem.truth)

    greedy = reached(greedy_examples)
    assert greedy > 0.93
    assert greedy > reached(random_examples) + 0.08
    assert greedy > reached(medoid_examples) + 0.01
    if rate:
        assert greedy > reached(label_examples) + 0.01


def test_the_page_is_markdown_and_nothing_else():
    features, believed = blobs()
    nasty = "<script>alert(1)</script> | [a](javascript:x) *b* `c`"
    guide = Guide(features, believed, np.ones(60), ["<b>", "b|b", "c"]).all()

    def show(row):
        return {"kind": "text", "text": f"{nasty} {row}"}

    made = page(guide, show, "<i>pets</i>")
    assert made.startswith("# How to label &lt;i&gt;pets&lt;/i&gt;\n")
    assert "<" not in made
    assert not re.search(r"(?<!\\)\]\(javascript", made)
    assert made.count("\n## ") == 3
    assert made == page(guide, show, "<i>pets</i>")


def test_pictures_and_rows_stand_in_tables():
    features, believed = blobs()
    guide = Guide(features, believed, np.ones(60), "abc").all()
    png = "data:image/png;base64,AAAA"
    made = page(guide, lambda _: {"kind": "image", "png": png}, "pets")
    assert f"![]({png})" in made
    assert "![](" not in page(guide, lambda _: {"kind": "image", "image": "javascript:1"}, "x")
    rows = page(guide, lambda row: {"kind": "row", "cells": {"age": row, "a|b": None}}, "pets")
    assert "| age | a\\|b |" in rows
    first = guide["classes"][0]["typical"][0]["row"]
    assert f"- row {first}" in page(guide, lambda _: {"kind": "none"}, "pets")


def test_a_review_writes_instructions(review):
    made = review.instructions()
    names = review.index.classes
    assert made.startswith("# How to label ")
    assert [f"## {name}" in made for name in names] == [True] * len(names)
    assert "**Typical**" in made


def test_decisions_change_what_is_believed(review):
    from assay.review.believed import believed

    classes, sure = believed(review)
    cards = review.queue("ann", limit=3)["items"]
    first, second, third = (card["row"] for card in cards)
    other = next(n for n in review.index.classes if n != review.index.classes[classes[first]])
    sent = [
        {"event": "a", "key": cards[0]["key"], "verdict": "relabel", "new": other},
        {"event": "b", "key": cards[1]["key"], "verdict": "ambiguous"},
        {"event": "c", "key": cards[2]["key"], "verdict": "skip"},
    ]
    assert not review.decide("ann", sent)["refused"]
    after, surer = believed(review)
    assert (review.index.classes[after[first]], surer[first]) == (other, 1)
    assert after[second] == -1
    assert (after[third], surer[third]) == (classes[third], sure[third])
