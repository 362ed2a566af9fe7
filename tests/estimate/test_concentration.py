"""How robust a classifier may be."""

from itertools import combinations

import numpy as np
import pytest
from scipy.spatial.distance import cdist

from assay.estimate import Concentration
from assay.evidence import Evidence
from assay.kernels.estimate.balls import grow


def grown(x, doubt, share, least, reach, balls):
    distance = cdist(x, x)
    found = grow(
        distance, np.arange(len(x)), doubt, share=share, least=least, reach=reach, balls=balls
    )
    near = (distance[found.centre] <= found.radius[:, None] + reach).any(axis=0)
    return found, near


def test_by_hand_in_the_plane():
    # Two pairs: one alone, one with two more items within reach.
    x = np.array([[0, 0], [0, 1], [10, 0], [10, 1], [10, 2.5], [10, -1.5], [20, 0], [30, 0]])
    found, near = grown(x.astype(float), np.ones(8), 0.25, 0.0, 1.6, 1)
    assert np.flatnonzero(found.inside).tolist() == [0, 1]
    assert near.sum() == 2
    # If only labels there are doubtful, the crowded pair has to be taken.
    doubt = np.array([0, 0, 1, 1, 0, 0, 0, 0.0])
    found, near = grown(x.astype(float), doubt, 0.25, 1.0, 1.6, 1)
    assert np.flatnonzero(found.inside).tolist() == [2, 3]
    assert np.flatnonzero(near).tolist() == [2, 3, 4] or near.sum() == 4


@pytest.mark.parametrize("seed", range(6))
def test_greedy_is_near_the_best_of_all_unions(seed):
    r = np.random.default_rng(seed)
    x, doubt = r.uniform(0, 4, (14, 2)), r.uniform(0, 1, 14)
    distance, share, least, reach = cdist(x, x), 0.3, 0.4, 0.4
    _, near = grown(x, doubt, share, least, reach, 2)
    every = [(c, d) for c in range(14) for d in distance[c]]
    best = 14
    for one, two in combinations(every, 2):
        inside = (distance[one[0]] <= one[1]) | (distance[two[0]] <= two[1])
        if inside.sum() >= np.ceil(share * 14) and doubt[inside].mean() >= least:
            wide = (distance[one[0]] <= one[1] + reach) | (distance[two[0]] <= two[1] + reach)
            best = min(best, int(wide.sum()))
    assert best <= near.sum() <= 1.5 * best + 1


def test_demands_on_doubt_lower_what_robustness_can_be_had_no_more_than_they_must():
    r = np.random.default_rng(0)
    x = r.normal(size=(1200, 2))
    # Labels are doubtful in the middle, where all is near.
    middle = np.linalg.norm(x, axis=1) < 0.7
    share = np.where(middle[:, None], [0.6, 0.4], [1.0, 0.0])
    evidence, labels = Evidence.soft(share, "ab"), np.zeros(1200, int)
    values = [
        float(Concentration(doubt=doubt, radius=0.2).estimate(labels, x, evidence=evidence))
        for doubt in (0.0, 0.7)
    ]
    assert values[1] < values[0] - 0.02
    found = Concentration(doubt=0.7, radius=0.2).estimate(labels, x, evidence=evidence)
    assert found.about["doubt"] >= 0.7 - 1e-9
    assert found.about["measure"] >= 0.05
    assert found.low <= found.value <= found.high


def test_a_gaussian_on_a_line_has_its_half_line():
    # Of all sets of measure 1/20 the half-line expands least: to Phi(Phi^-1(1/20) + reach).
    from scipy.stats import norm

    x = np.random.default_rng(0).normal(size=(6000, 1))
    evidence = Evidence.soft(np.tile([[0.5, 0.5]], (6000, 1)), "ab")
    found = Concentration(risk=0.05, doubt=0.0, radius=0.3, balls=1).estimate(
        np.zeros(6000, int), x, evidence=evidence
    )
    bound = 1 - norm.cdf(norm.ppf(0.05) + found.about["reach"])
    assert float(found) <= bound + 0.02


def test_doubt_that_is_nowhere_cannot_be_had():
    x, item = np.random.default_rng(0).normal(size=(100, 2)), np.repeat(np.arange(100), 2)
    evidence = Evidence.votes(item, np.tile([0, 1], 100), np.zeros(200, int), classes="ab")
    found = Concentration(doubt=0.5).estimate(np.zeros(100, int), x, evidence=evidence)
    assert found.verdict == "cannot-be-told"
    assert "lower doubt" in found.settle
