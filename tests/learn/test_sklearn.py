"""The estimator is one of scikit-learn's in every way that scikit-learn checks."""

import numpy as np
import pytest
from sklearn import config_context
from sklearn.datasets import make_blobs
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import GridSearchCV, cross_val_score
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler
from sklearn.utils.estimator_checks import parametrize_with_checks

from assay.errors import UnknownName
from assay.evidence import Evidence
from assay.sklearn import ImperfectLabelClassifier


@parametrize_with_checks([ImperfectLabelClassifier()])
def test_scikit_learns_own_checks(estimator, check):
    check(estimator)


def blobs(n=300, wrong=0.3, seed=0):
    features, truth = make_blobs(
        n, centers=[[0, 0], [4, 0], [0, 4]], cluster_std=1.0, random_state=seed
    )
    random = np.random.default_rng(seed)
    labels = np.where(random.random(n) < wrong, (truth + 1) % 3, truth)
    return features, truth, np.array(["x", "y", "z"])[labels]


def test_it_goes_in_pipelines_searches_and_cross_validation():
    features, _, labels = blobs()
    piped = make_pipeline(StandardScaler(), ImperfectLabelClassifier())
    assert cross_val_score(piped, features, labels, cv=3).mean() > 0.5
    carriers = [None, LogisticRegression()]
    grid = {"method": ["plain-training", "forward-correction"], "carrier": carriers}
    found = GridSearchCV(ImperfectLabelClassifier(), grid, cv=2).fit(features, labels)
    assert found.best_estimator_.predict(features[:2]).dtype.kind == "U"


def test_weights_are_routed():
    features, truth, labels = blobs(wrong=0.0)
    weight = np.where(truth == 2, 1e-9, 1.0)
    with config_context(enable_metadata_routing=True):
        one = ImperfectLabelClassifier("plain-training").set_fit_request(sample_weight=True)
        piped = make_pipeline(StandardScaler().set_fit_request(sample_weight=False), one).fit(
            features, labels, sample_weight=weight
        )
    assert (piped.predict(features) != "z").mean() > 0.9


def test_structured_noise_is_seen_and_told():
    features, truth, labels = blobs(n=900, wrong=0.3)
    found = ImperfectLabelClassifier().fit(features, labels)
    assert found.model_.about["said"].startswith(
        "left-out-targets: items have one label each; about "
    )
    right = np.array(["x", "y", "z"])[truth]
    plain = ImperfectLabelClassifier("plain-training").fit(features, labels)
    assert found.score(features, right) >= plain.score(features, right) - 0.005
    assert found.score(features, right) > 0.9


def test_evidence_takes_the_place_of_labels_and_one_label_may_mean_none():
    features, truth, _ = blobs()
    member = np.random.default_rng(0).random((300, 3)) < 0.4
    sets = Evidence.soft(np.where(np.eye(3)[truth] > 0, 1.0, member), ("x", "y", "z"))
    found = ImperfectLabelClassifier().fit(features, sets)
    assert found.classes_.tolist() == ["x", "y", "z"]
    assert (found.predict_proba(features).argmax(axis=1) == truth).mean() > 0.8
    some = np.where(np.arange(300) % 2, truth, -1)
    found = ImperfectLabelClassifier(unlabelled=-1).fit(features, some)
    assert found.classes_.tolist() == [0, 1, 2]


def test_an_unknown_method_is_told():
    with pytest.raises(UnknownName, match="no method that learns 'elr'"):
        ImperfectLabelClassifier("elr").fit([[0.0], [1.0]], [0, 1])
