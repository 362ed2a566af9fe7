"""How values look in a notebook."""

import numpy as np

from assay.display import shown
from assay.posterior import Posterior
from assay.results import Estimate, Flags


def test_nothing_shown_is_executed():
    text = shown("<b>", ["a & b"], ["<i>"], [["<script>"]], 3)
    assert "<script>" not in text
    assert "&lt;script&gt;" in text
    assert "a &amp; b" in text
    assert text.endswith("<p>and 3 more</p></div>")


def test_flags_show_the_worst_first():
    flags = Flags(np.array([0.1, 0.9, 0.5]), np.array([0, 2, 1]), np.array([False, True, True]))
    text = flags._repr_html_()
    assert "2 of 3 items flagged" in text
    assert text.index(">1<") < text.index(">0.9<") < text.index(">0.5<")
    assert "P(wrong)" not in text
    many = Flags(np.arange(40.0), np.zeros(40, int), np.ones(40, bool), p_wrong=np.ones(40))
    assert "and 30 more" in many._repr_html_()
    assert "P(wrong)" in many._repr_html_()
    empty = Flags(np.empty(0), np.empty(0, int), np.empty(0, bool))
    assert "0 of 0 items" in empty._repr_html_()


def test_a_posterior_shows_the_least_certain_first():
    found = Posterior(("cat", "d<g"), np.array([[0.9, 0.1], [0.4, 0.6], [1.0, 0.0]]))
    text = found._repr_html_()
    assert "Posterior of 3 items, 2 classes" in text
    assert "cat 2, d&lt;g 1." in text
    assert text.index(">0.6<") < text.index(">0.9<")
    assert "0 items" in Posterior(("a",), np.empty((0, 1)))._repr_html_()


def test_an_estimate_shows_its_interval_and_what_it_assumes():
    one = Estimate(0.1, 0.05, 0.2, verdict="cannot-be-told", assumes=("Luck.",), settle="Ask.")
    text = one._repr_html_()
    for words in ("0.1, 0.05 to 0.2 (95% interval)", "cannot be told.", "Assumes: Luck.", "Ask."):
        assert words in text
    assert "<table>" not in text
    matrix = np.arange(16.0).reshape(4, 4)
    text = Estimate(matrix, matrix - 1, matrix + 1)._repr_html_()
    assert "16 numbers" in text
    assert "0, 1" in text
    assert "and 6 more" in text
