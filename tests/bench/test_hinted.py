import numpy as np
import pytest

from assay.bench.data import hinted_digits
from assay.errors import SettingError


def said(made):
    evidence = made.given["evidence"]
    return evidence.item, evidence.source, np.asarray(evidence.claim.indices)


def test_few_labels_are_right_and_not_judged():
    made = hinted_digits(0, "few", each=3)
    item, _, named = said(made)
    assert np.bincount(named).tolist() == [3] * 10
    assert (made.truth["labels"][item] == -1).all()
    assert (made.truth["labels"] >= 0).sum() == len(made.given["features"]) - 30


def test_annotators_err_as_they_were_asked_to():
    made = hinted_digits(1, "annotators")
    item, source, named = said(made)
    truth = made.truth["labels"][item]
    right = [(named == truth)[source == s].mean() for s in range(3)]
    np.testing.assert_allclose(right, [0.73, 0.5, 0.46], atol=0.03)
    wrong = named != truth
    assert (named[wrong & (source == 1)] == (truth[wrong & (source == 1)] + 1) % 10).all()
    assert (named[wrong & (source == 2)] == 0).all()


def test_rules_of_a_pixel_are_better_than_chance_and_not_right():
    made = hinted_digits(0, "pixels", pair="48")
    item, source, named = said(made)
    truth = made.truth["labels"]
    assert set(np.unique(truth)) == {0, 1}
    for s in range(3):
        assert 0.55 < (named == truth[item])[source == s].mean() < 0.98


def test_domains_hold_classes_in_shares_of_their_own():
    made = hinted_digits(0, "domains")
    truth, groups = made.truth["labels"], made.given["groups"]
    table = np.zeros((10, 15))
    np.add.at(table, (truth[truth >= 0], groups[truth >= 0]), 1)
    share = table / table.sum(axis=0)
    assert share.max(axis=0).mean() > 0.4
    assert len(said(made)[0]) == 20


def test_hints_are_the_same_again_and_others_are_refused():
    one, other = (hinted_digits(3, "pixels", pair="59") for _ in range(2))
    np.testing.assert_array_equal(said(one)[2], said(other)[2])
    with pytest.raises(SettingError, match="hint must be one of"):
        hinted_digits(0, "tea leaves")
