import numpy as np
import pytest
from scipy.sparse import csr_array
from sklearn.metrics import (
    average_precision_score,
    f1_score,
    matthews_corrcoef,
    roc_auc_score,
)

from assay.errors import DataError
from assay.flag import GraphCleaner
from assay.flag.graph_cleaner import FLOOR, expected, views, wrong_labels
from assay.kernels.links import normalised
from assay.simulate import PairFlip, SymmetricNoise


def town(seed=0, n=240, k=3, inside=0.12, outside=0.01):
    """Return truth, weak predictions, and links that mostly stay inside a class."""
    random = np.random.default_rng(seed)
    truth = random.integers(0, k, n)
    chance = np.where(truth[:, None] == truth, inside, outside)
    links = np.triu(random.random((n, n)) < chance, 1)
    logits = np.eye(k)[truth] * 1.5 + random.normal(size=(n, k))
    proba = np.exp(logits) / np.exp(logits).sum(axis=1, keepdims=True)
    return truth, proba, csr_array(links.astype(float))


def test_views_are_what_they_say():
    truth, proba, links = town(1, n=40)
    labels = truth.copy()
    labels[::7] = -1
    both = links.toarray() + links.toarray().T
    root = np.sqrt(both.sum(axis=1, keepdims=True))
    step = np.divide(both, root @ root.T, out=np.zeros_like(both), where=both > 0)
    said = np.eye(3)[labels] * (labels >= 0)[:, None]
    wanted = [proba]
    for values in (proba, said):
        for power in (1, 2, 3):
            whole = np.linalg.matrix_power(step, power)
            np.fill_diagonal(whole, 0)
            wanted.append(whole @ values)
    found = list(views(labels, proba, normalised(links)))
    assert len(found) == 7
    for one, other in zip(found, wanted, strict=True):
        np.testing.assert_allclose(np.exp(one) - FLOOR, other, atol=1e-5)


def test_links_find_what_predictions_cannot():
    truth, proba, links = town()
    labels = SymmetricNoise(rate=0.1, seed=0).simulate(truth, "abc").given
    wrong = labels != truth
    flags = GraphCleaner().flag(labels, proba, links)
    alone = roc_auc_score(wrong, 1 - proba[np.arange(240), labels])
    assert roc_auc_score(wrong, flags.score) > alone + 0.05
    assert f1_score(wrong, flags.flagged) > 0.8
    assert (flags.suggested == truth)[wrong].mean() > 0.9
    assert (flags.suggested != labels)[flags.flagged].all()


def test_an_items_own_label_speaks_for_nobody_but_its_links():
    truth, proba, links = town(2)
    other = truth.copy()
    other[5] = (truth[5] + 1) % 3
    for one, two in zip(
        views(truth, proba, normalised(links)), views(other, proba, normalised(links)), strict=True
    ):
        np.testing.assert_allclose(one[5], two[5], atol=1e-6)


def test_wrong_labels_are_dealt_by_the_noise():
    noise = np.array([[0.8, 0.15, 0.05], [0.0, 1.0, 0.0], [0.1, 0.1, 0.8]]) + 1e-12
    tried, weight = wrong_labels(noise, np.array([0, 2]))
    assert tried.tolist() == [[1, 2], [0, 1]]
    np.testing.assert_allclose(weight, [[0.75, 0.25], [0.5, 0.5]], atol=1e-9)
    random = np.random.default_rng(0)
    noise = random.random((30, 30))
    noise /= noise.sum(axis=1, keepdims=True)
    labels = np.repeat(np.arange(30), 200)
    tried, weight = wrong_labels(noise, labels)
    assert (tried != labels[:, None]).all()
    share = np.zeros((30, 30))
    np.add.at(share, (np.repeat(labels, tried.shape[1]), tried.ravel()), weight.ravel() / 200)
    np.fill_diagonal(noise, 0)
    np.testing.assert_allclose(share, noise / noise.sum(axis=1, keepdims=True), atol=0.002)


def test_the_rate_is_what_the_odds_add_up_to():
    random = np.random.default_rng(0)
    wrong = random.random(20_000) < 0.08
    seen = random.normal(size=20_000) + 2 * wrong
    assert expected(2 * seen - 2, 0.3) == pytest.approx(wrong.mean(), abs=0.01)
    assert expected(2 * seen - 2, 0.05) == 0.05


def test_too_little_to_learn_from_is_told():
    truth, proba, links = town()
    with pytest.raises(DataError, match="GraphCleaner: at least 10 labels must agree"):
        GraphCleaner().flag(np.where(np.arange(240) < 5, truth, -1), proba, links)


def test_isolated_items_are_judged_by_their_predictions():
    truth, proba, _ = town()
    labels = SymmetricNoise(rate=0.1, seed=0).simulate(truth, "abc").given
    flags = GraphCleaner().flag(labels, proba, csr_array((240, 240)))
    alone = roc_auc_score(labels != truth, 1 - proba[np.arange(240), labels])
    assert roc_auc_score(labels != truth, flags.score) == pytest.approx(alone, abs=0.03)
    assert flags.values["links"].max() == 0


@pytest.fixture(scope="module")
def cora(shared):
    """Return the true classes of Cora, its links, and its words smoothed over two steps."""
    from sklearn.decomposition import TruncatedSVD

    with np.load(shared / "data" / "graph" / "cora" / "data.npz") as data:
        held = data["X_data"].astype(np.float32), data["X_indices"].astype(int), data["X_indptr"]
        words = csr_array(held, shape=tuple(data["X_shape"]))
        truth, (start, end) = data["y"].astype(int), data["edge_index"]
    links = csr_array((np.ones(len(start), np.float32), (start, end)), shape=(len(truth),) * 2)
    step = normalised(links, own=True)
    smooth = (step @ (step @ words)).toarray()
    smooth /= np.linalg.norm(smooth, axis=1, keepdims=True) + 1e-9
    return truth, links, TruncatedSVD(100, random_state=0).fit_transform(smooth)


#: AUROC, average precision, F1 and MCC of an earlier reproduction of the paper.
FIGURES = [(SymmetricNoise, (0.979, 0.835, 0.680, 0.669)), (PairFlip, (0.946, 0.597, 0.596, 0.579))]


@pytest.mark.shared
@pytest.mark.parametrize(("noise", "figures"), FIGURES)
def test_figures_on_cora_are_reached(cora, noise, figures):
    from sklearn.linear_model import LogisticRegression
    from sklearn.model_selection import cross_val_predict

    truth, links, smooth = cora
    labels = noise(rate=0.1, seed=0).simulate(truth, tuple("abcdefg")).given
    model = LogisticRegression(max_iter=60, tol=1e-3)
    proba = cross_val_predict(model, smooth, labels, cv=5, method="predict_proba")
    wrong, flags = labels != truth, GraphCleaner().flag(labels, proba, links)
    ranked = roc_auc_score(wrong, flags.score), average_precision_score(wrong, flags.score)
    cut = f1_score(wrong, flags.flagged), matthews_corrcoef(wrong, flags.flagged)
    assert (np.array([*ranked, *cut]) >= figures).all()
