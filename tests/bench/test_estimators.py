import warnings

import numpy as np
import pytest

from assay.bench import metrics
from assay.bench.asking import ask, ask_at_random, ask_by_activeml
from assay.bench.data import digits, learn_digits, learn_imbalanced, learn_selected
from assay.bench.estimators import (
    annotator_ensemble,
    annotator_model,
    cleaned,
    from_positives,
    resampled,
)
from assay.bench.learn import positive_f1
from assay.evidence import Evidence


@pytest.fixture(autouse=True)
def quiet():
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # as the runner does for peers
        yield


def answer(work):
    return work.read(work.call())


def test_what_a_cleaning_sampler_takes_out_is_flagged():
    pytest.importorskip("imblearn")
    # Two groups far apart; the first and the last item bear the other's label.
    places = [0, 0.5, *range(2, 10)]
    features = np.r_[places, 100 - np.array(places[::-1])].astype(float)[:, None]
    labels = np.repeat([0, 1], 10)
    labels[[0, 19]] = 1, 0
    given = {"labels": labels, "features": features}
    flags = answer(cleaned(given, "EditedNearestNeighbours", kind_sel="mode"))
    assert np.flatnonzero(flags.flagged).tolist() == [0, 19]
    assert flags.score.tolist() == flags.flagged.astype(float).tolist()
    # A Tomek link is a pair of nearest neighbours of two classes; both of it are flagged.
    assert np.flatnonzero(answer(cleaned(given, "TomekLinks")).flagged).tolist() == [0, 1, 18, 19]


def test_cleaning_finds_errors_in_digits():
    pytest.importorskip("imblearn")
    made = digits(0, rate=0.1, predictions="neighbours")
    flags = answer(cleaned(made.given, "EditedNearestNeighbours", kind_sel="mode"))
    assert metrics.f1(flags, made.truth) > 0.75


@pytest.mark.parametrize("sampler", ["SMOTE", "RandomOverSampler", "RandomUnderSampler"])
def test_balanced_labels_are_learnt_from(sampler):
    pytest.importorskip("imblearn")
    made = learn_imbalanced(0)
    settings = {"k_neighbors": 1} if sampler == "SMOTE" else {}
    found = answer(resampled(made.given, sampler, **settings))
    assert metrics.accuracy(found, made.truth) > 0.7


@pytest.mark.parametrize(
    ("learner", "least"),
    [("ElkanotoPuClassifier", 0.65), ("NNPUClassifier", 0.75), ("BaggingPuClassifier", 0.45)],
)
def test_pulearn_learns_from_positives(learner, least):
    pytest.importorskip("pulearn")
    made = learn_selected(0, kind="tumours")
    found = answer(from_positives(made.given, learner))
    np.testing.assert_allclose(found.proba.sum(axis=1), 1)
    assert positive_f1(found, made.truth) > least


def crowd():
    """Return two clouds and three annotators, the last of whom says the opposite."""
    random = np.random.default_rng(0)
    truth = np.repeat([0, 1], 30)
    features = random.normal(size=(60, 2)) + 4 * truth[:, None]
    said = np.stack([truth, truth, 1 - truth])
    item, source = np.tile(np.arange(60), 3), np.repeat([0, 1, 2], 60)
    evidence = Evidence.votes(item, source, said.ravel(), ("a", "b"))
    return {"evidence": evidence, "features": features}, truth


@pytest.mark.parametrize(
    ("contender", "settings"),
    [(annotator_model, {"solver": "L-BFGS-B", "max_iter": 5}), (annotator_ensemble, {})],
)
def test_scikit_activeml_infers_the_truth_of_annotators(contender, settings):
    pytest.importorskip("skactiveml")
    given, truth = crowd()
    found = answer(contender(given, **settings))
    assert (found.labels == truth).mean() > 0.95


def test_both_libraries_ask_the_same_by_margin():
    pytest.importorskip("skactiveml")
    made = learn_digits(0, kind="few", each=2)
    ours = answer(ask(made.given, "margin", rounds=2, each=10))
    theirs = answer(
        ask_by_activeml(
            made.given, "UncertaintySampling", {"method": "margin_sampling"}, rounds=2, each=10
        )
    )
    # The first items asked for are equal; ties and the last digits may part them later.
    apart = metrics.accuracy(ours, made.truth) - metrics.accuracy(theirs, made.truth)
    assert abs(apart) < 0.03


def test_asking_by_doubt_beats_asking_at_random_and_every_answer_is_new():
    made = learn_digits(0, kind="few", each=2)
    by_margin, by_chance, none = (
        metrics.accuracy(answer(work), made.truth)
        for work in (
            ask(made.given, "margin"),
            ask_at_random(made.given),
            ask_at_random(made.given, rounds=0),
        )
    )
    assert by_margin > by_chance > none + 0.1
