from dataclasses import replace
from itertools import permutations

import numpy as np
import pytest

from assay.audit import SourceDrift
from assay.infer import OneCoin
from assay.kernels.sources.trend import places, trend
from assay.registry import Parts, run


def parts(evidence):
    """Return the parts, with a truth that is inferred in a way that stays the same."""
    return Parts({"evidence": evidence, "truth_posterior": OneCoin().infer(evidence)})


def audit(evidence, **settings):
    return run(SourceDrift(**settings), parts(evidence))


def timed(crowd, seed, drift=(), fall=0.6, **shape):
    """Return evidence with times, in which some sources go from .95 right down, or up to it."""
    made = crowd(seed, **{"sources": 20, "items": 900, "each": 5, **shape})
    time = made.random.random(len(made.item))
    place = np.full((made.sources, made.items), 0.5)
    place[made.source, made.item] = places(time, made.source)
    for s, way in drift:
        late = place[s] if way < 0 else 1 - place[s]
        right = made.random.random(made.items) < 0.95 - fall * late
        made.answers[s] = np.where(right, made.truth, (made.truth + 1) % made.classes)
    return made.evidence(time=1e9 + 3600 * time)


def test_the_variance_is_that_of_all_orders():
    odds, place = np.array([0.9, 0.2, 0.6, 1.0]), np.array([0.0, 0.2, 0.5, 1.0])
    group, accuracy = np.zeros(4, int), np.array([0.7])
    z, _ = trend(odds, accuracy, group, place)
    score = (2 * odds - 1) / (0.7 * odds + 0.3 * (1 - odds))
    centred = place - place.mean()
    every = [np.dot(np.array(p), centred) for p in permutations(score)]
    assert z[0] == pytest.approx(np.dot(score, centred) / np.std(every))


def test_tiring_and_learning_sources_are_found(crowd):
    tired, learnt, wrong = 0, 0, 0
    for seed in range(5):
        drift = [(0, -1), (1, -1), (2, 1), (3, 1)]
        found = audit(timed(crowd, seed, drift))
        tired += len(crowd.told(found, "tiring-source") & {"s000", "s001"})
        learnt += len(crowd.told(found, "learning-source") & {"s002", "s003"})
        wrong += len({one.name for one in found} - {"s000", "s001", "s002", "s003"})
    assert tired >= 9
    assert learnt >= 9
    assert wrong <= 1


def test_steady_crowds_are_left_alone(crowd):
    assert sum(len(audit(timed(crowd, seed))) for seed in range(10)) <= 1


def test_without_times_the_order_of_claims_says_nothing(crowd):
    evidence = timed(crowd, 0, [(0, -1)])
    assert audit(evidence)
    assert audit(replace(evidence, context={})) == ()
    order = np.random.default_rng(0).permutation(len(evidence.item))
    shuffled = [one.message for one in audit(evidence.take(order))]
    assert shuffled == [one.message for one in audit(evidence)]


def test_the_message_has_both_ends(crowd):
    (found,) = audit(timed(crowd, 1, [(0, -1)]))
    assert found.message.startswith("`s000` is right in ")
    assert "of its first third of answers" in found.message
    assert found.value < -0.25


def test_a_source_with_few_answers_is_not_told(crowd):
    assert audit(timed(crowd, 2, [(0, -1)]), least=1000) == ()
