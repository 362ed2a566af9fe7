import numpy as np
from scipy.sparse import csr_array
from sklearn.metrics import log_loss

from assay.dataset import Dataset
from assay.evidence import Evidence
from assay.parts.smoothed import smoothed
from assay.registry import Parts


def blocks(seed=0, n=300, k=3, inside=0.06, outside=0.003):
    """Return truth, weak features and links that mostly stay inside a class."""
    random = np.random.default_rng(seed)
    truth = random.integers(0, k, n)
    chance = np.where(truth[:, None] == truth, inside, outside)
    links = np.triu(random.random((n, n)) < chance, 1)
    features = np.eye(k)[truth] * 0.7 + random.normal(size=(n, k))
    return truth, features.astype(np.float32), csr_array(links.astype(float))


def test_two_linked_items_by_hand():
    found = smoothed(np.array([[2.0], [0.0], [5.0]]), csr_array([[0, 1, 0], [0, 0, 0], [0, 0, 0]]))
    np.testing.assert_allclose(found, [[2, 1, 1], [0, 1, 1], [5, 5, 5]], atol=1e-6)


def test_sparse_is_as_dense():
    _, features, graph = blocks()
    bag = np.maximum(features.round(), 0)
    plain, sparse = smoothed(bag, graph), smoothed(csr_array(bag), graph)
    sparse = sparse.toarray() if hasattr(sparse, "tocsr") else sparse
    np.testing.assert_allclose(plain, sparse, atol=1e-6)
    few = smoothed(csr_array(np.eye(300)), csr_array((300, 300)))
    assert hasattr(few, "tocsr")


def test_links_make_better_predictions():
    truth, features, graph = blocks()
    parts = Parts(Dataset(Evidence.labels(truth), features=features, graph=graph))
    alone = Parts(Dataset(Evidence.labels(truth), features=features))
    assert log_loss(truth, parts["predictions"]) < 0.5 * log_loss(truth, alone["predictions"])


def test_the_own_label_never_returns():
    truth, features, graph = blocks(1)
    folds = np.arange(300) % 5
    given = {"features": features, "graph": graph, "folds": folds, "classes": ("a", "b", "c")}
    plain = Parts(given | {"labels": truth})["predictions"]
    other = truth.copy()
    other[0] = (other[0] + 1) % 3
    moved = Parts(given | {"labels": other})["predictions"]
    np.testing.assert_array_equal(moved[0], plain[0])
    assert (moved != plain).any()
