"""Numbers at one another's rows."""

from itertools import permutations

import numpy as np
import pytest

from assay.errors import DataError
from assay.evidence import Evidence
from assay.learn import Classifier, PermutedResponses, PlainTraining
from assay.learn.numbers.permuted_responses import Moved, blocks_of


def test_blocks_by_hand():
    groups = np.array(["b", "a", "b", "c", "a", "a"])
    known = np.array([True, True, True, True, True, False])
    found = blocks_of(groups, known)
    assert [part.tolist() for part in found] == [[1, 4], [0, 2]]
    with pytest.raises(DataError, match=r"a block must have at most 3000 items; got 3001"):
        blocks_of(None, np.ones(3001, bool))


def test_the_best_places_are_those_of_all_orders_tried():
    random = np.random.default_rng(0)
    every, guess = random.normal(size=(2, 5, 2)) * 2
    made = Moved(np.zeros((5, 1)), np.zeros((5, 0)), np.ones((5, 1)), [], 0.3)

    def score(order):
        stays = np.asarray(order) == np.arange(5)
        fits = -0.5 * ((guess - every[list(order)]) ** 2).sum()
        return fits + stays.sum() * np.log(0.7 / 0.3 * 4)

    best = max(permutations(range(5)), key=score)
    assert tuple(made._matched(every, guess)) == best


def line(beside, seed=0, n=120):
    random = np.random.default_rng(seed)
    features = random.normal(size=(n, 4))
    numbers = features @ random.normal(size=(4, beside + 1))
    numbers += 0.1 * random.normal(size=numbers.shape)
    order = np.arange(n)
    moved = random.permutation(n)[: n // 5]
    order[moved] = np.roll(moved, 1)
    return features, numbers, order


def test_numbers_carried_along_tell_where_they_belong():
    features, numbers, order = line(3)
    evidence = Evidence.numbers(numbers[order, 0])
    model = PermutedResponses().learn(
        features, evidence, responses=numbers[order, 1:], carrier=Classifier()
    )
    # The number that stands at row order^-1(i) is item i's.
    right = (order[model.about["place"]] == np.arange(len(order))).mean()
    assert right > 0.97
    plain = PlainTraining().learn(features, evidence, carrier=Classifier())
    clean = numbers[:, 0]
    off = np.abs(model.predict(features) - clean).mean()
    assert off < 0.6 * np.abs(plain.predict(features) - clean).mean()


def test_numbers_stay_in_their_blocks():
    features, numbers, order = line(2)
    groups = np.arange(len(order)) // 10
    evidence = Evidence.numbers(numbers[order, 0])
    model = PermutedResponses().learn(features, evidence, groups, numbers[order, 1:], Classifier())
    assert (groups[model.about["place"]] == groups).all()
