import numpy as np
import pytest

from assay.audit import TextShortcuts
from assay.audit.text_shortcuts import best_word
from assay.registry import run

WORDS = np.array(
    ["red", "green", "blue", "warm", "cold", "slow", "fast", "loud", "the", "of", "and", "to"]
)


def drawn(n=600, seed=0):
    """Texts of which some words go with the class, as words of honest texts do."""
    random = np.random.default_rng(seed)
    labels = random.integers(0, 2, n)
    texts = np.empty(n, object)
    for i, k in enumerate(labels):
        weight = np.ones(12)
        weight[:4] += k
        weight[4:8] += 1 - k
        texts[i] = " ".join(random.choice(WORDS, random.integers(6, 14), p=weight / weight.sum()))
    return texts, labels, random


def audited(look, texts, labels, **more):
    return look(TextShortcuts(**more), texts=texts, labels=labels, classes=("a", "b"))


def test_honest_texts_raise_no_alarm(look):
    texts, labels, random = drawn()
    assert audited(look, texts, labels) == {}
    assert audited(look, texts, random.permutation(labels)) == {}


def test_a_planted_word_is_named(look):
    """A word that goes with the label nine times in ten."""
    texts, labels, random = drawn()
    there = np.where(random.random(600) < 0.9, labels, 1 - labels) == 1
    texts[there] += " zebra"
    found = audited(look, texts, labels)["text-shortcut"]
    assert "`zebra` stands in a text" in found.message
    assert found.severity == "note"
    assert found.value == pytest.approx(0.8, abs=0.08)


@pytest.mark.parametrize(
    ("change", "named"),
    [
        (str.upper, "share of capitals"),
        (lambda text: f"{text} {text}", "length of a text"),
        (lambda text: text + "!!!!!", "share of signs"),
        (lambda text: text + " 123456", "share of digits"),
    ],
)
def test_form_that_gives_the_label_away_is_told(change, named):
    texts, labels, _ = drawn()
    for i in np.flatnonzero(labels):
        texts[i] = change(texts[i])
    parts = {"texts": texts, "labels": labels, "classes": ("a", "b")}
    (found, *words) = run(TextShortcuts(), parts)
    assert named in found.message
    assert found.severity == "warning"
    assert all(one.severity == "note" for one in words)


def test_the_best_word_by_brute_force():
    texts, labels, _ = drawn(300, 3)
    half = np.random.default_rng(0).permutation(300) % 2 == 0
    best = ("", -9.0)
    floor = (labels[~half] == np.bincount(labels[half]).argmax()).mean()
    for word in sorted(WORDS):
        there = np.array([word in text.split() for text in texts])
        guess = np.zeros(300, int)
        for value in (True, False):
            guess[there == value] = np.bincount(
                labels[half & (there == value)], minlength=2
            ).argmax()
        score = ((guess == labels)[~half].mean() - floor) / (1 - floor)
        best = max(best, (word, score), key=lambda one: one[1])
    word, score = best_word(list(texts), labels, 2)
    assert score == pytest.approx(best[1])
    assert word == best[0]


def test_few_texts_are_not_judged(look):
    texts, labels, _ = drawn(60)
    assert audited(look, texts, labels) == {}
    assert best_word(["", ""], np.array([0, 1]), 2) == ("", 0.0)


@pytest.mark.shared
@pytest.mark.parametrize("name", ["agnews", "banking77"])
def test_real_texts_have_no_shortcut(shared, look, name):
    import pandas as pd

    frame = pd.read_parquet(shared / "data" / "text" / name / "data.parquet")
    names, labels = np.unique(frame["label"], return_inverse=True)
    texts = frame["text"].astype(object).to_numpy()
    found = look(TextShortcuts(), texts=texts, labels=labels, classes=tuple(map(str, names)))
    assert found == {}
