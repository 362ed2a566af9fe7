"""Labels kept by small loss: by hand, against scikit-learn's mixture, and a figure."""

import numpy as np

from assay.evidence import Evidence
from assay.learn import Classifier, LossMixture, PlainTraining
from assay.learn.held_out import out_of_fold
from assay.learn.noisy.split import Split


def test_a_label_weighs_its_chance_and_the_guess_the_rest():
    first = np.array([[1.0, 0.0], [0.0, 1.0], [np.nan, np.nan]])
    guess = np.array([[0.5, 0.5], [0.9, 0.1], [0.2, 0.8]])
    recipe = Split(first, np.array([0.6, 0.1, 1.0]), guess)
    np.testing.assert_allclose(recipe.first[:2], [[0.8, 0.2], [0.81, 0.19]], atol=1e-6)
    assert recipe.weight.tolist() == [1, 1, 0]
    dropped = Split(first, np.array([0.6, 0.1, 1.0]))
    np.testing.assert_allclose(dropped.weight, [0.6, 0.1, 0])
    np.testing.assert_array_equal(dropped.first[:2], first[:2])


def test_the_chance_is_that_of_a_mixture_of_two(digits):
    from sklearn.mixture import GaussianMixture

    split = digits.split()
    labels = digits.symmetric(split.truth, 0.4)
    evidence = Evidence.labels(labels, digits.names)
    guess = out_of_fold(split.train, np.eye(10)[labels])
    model = LossMixture().learn(split.train, evidence, guess, Classifier())
    clean = model.about["clean"]
    loss = -np.log(guess[np.arange(len(labels)), labels])[:, None]
    peer = GaussianMixture(2, random_state=0, tol=1e-8, max_iter=500).fit(loss)
    theirs = peer.predict_proba(loss)[:, peer.means_.argmin()]
    # Ours holds the chance still beyond both means, where theirs may turn.
    between = (loss[:, 0] > peer.means_.min()) & (loss[:, 0] < peer.means_.max())
    np.testing.assert_allclose(clean[between], theirs[between], atol=0.06)
    right = labels == split.truth
    assert clean[right].mean() > clean[~right].mean() + 0.6


def test_wrong_labels_are_replaced_or_left_out(digits):
    """The reference at 120 epochs, symmetric .4: 93.2 (plain training 89.4)."""
    split = digits.split()
    evidence = Evidence.labels(digits.symmetric(split.truth, 0.4), digits.names)
    carrier = Classifier()
    plain = digits.accuracy(PlainTraining().learn(split.train, evidence, carrier))
    for learner in (LossMixture(), LossMixture(rest="drop"), LossMixture(by="class")):
        model = learner.learn(split.train, evidence, carrier=carrier)
        assert digits.accuracy(model) > plain + 0.02
