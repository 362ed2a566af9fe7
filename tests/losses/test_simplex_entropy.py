"""Corners of a simplex that never move: their geometry, and looking items up across models."""

import numpy as np
import pytest
from sklearn.datasets import load_digits
from sklearn.neighbors import KNeighborsClassifier

from assay.evidence import Evidence
from assay.learn import Head, RobustTraining
from assay.losses import CrossEntropy, SimplexEntropy
from assay.losses.simplex_entropy import cosines

torch = pytest.importorskip("torch")


def test_corners_are_a_simplex():
    """Logits at a corner: cosine 1 with it and -1 / (K - 1) with all others."""
    found = cosines(torch.eye(4, dtype=torch.float64))
    np.testing.assert_allclose(found, np.where(np.eye(4) > 0, 1, -1 / 3))


def test_only_the_direction_of_centred_logits_counts():
    z = torch.tensor([[2.0, -1.0, 0.5]], dtype=torch.float64)
    y = torch.eye(3, dtype=torch.float64)[:1]
    loss = SimplexEntropy()
    torch.testing.assert_close(loss.losses(5 * z + 7, y), loss.losses(z, y))
    same = CrossEntropy().losses(10 * cosines(z), y)
    torch.testing.assert_close(loss.losses(z, y), same)


def test_new_places_can_be_looked_up_among_old_ones():
    """The definition of compatible: new against old is as good as old against old."""
    pixels, classes = load_digits(return_X_y=True)
    pixels, names = (pixels / 16).astype(np.float32), tuple("0123456789")

    def places(items, seed):
        head = Head(epochs=25, batch=128, scaling="none", rate=3e-3, seed=seed)
        evidence = Evidence.labels(classes[items], names)
        model = RobustTraining(loss="simplex-entropy").learn(pixels[items], evidence, carrier=head)
        return cosines(torch.from_numpy(model.body.logits(pixels)[0])).numpy()

    old, new = places(np.arange(300), 0), places(np.arange(1200), 1)
    gallery, queries = np.arange(1200, 1500), np.arange(1500, 1797)

    def found(query, store):
        nearest = KNeighborsClassifier(1).fit(store[gallery], classes[gallery])
        return nearest.score(query[queries], classes[queries])

    assert found(new, old) >= found(old, old)
    assert found(new, new) >= found(new, old) - 0.01
    assert found(new, old) > 0.85
