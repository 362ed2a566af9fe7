import numpy as np
import pytest
from sklearn.datasets import load_digits
from sklearn.metrics import roc_auc_score

from assay.flag import NegativeProxies
from assay.flag.negative_proxies import alike, negative, positive, unit


def digits(share, seed):
    """Return labels 0..7, pixels, and which digits are really an 8 or a 9.

    Those carry the class that looks most like them, roughly.
    """
    pixels, truth = load_digits(return_X_y=True)
    random = np.random.default_rng(seed)
    known, other = np.flatnonzero(truth < 8), random.permutation(np.flatnonzero(truth >= 8))
    kept = np.concatenate([known, other[: round(share * len(known) / (1 - share))]])
    kept = random.permutation(kept)
    features, strange = (pixels[kept] / 16).astype(np.float32), truth[kept] >= 8
    means = np.stack([features[truth[kept] == k].mean(axis=0) for k in range(8)])
    apart = ((features[:, None] - means) ** 2).sum(axis=2)
    looks = (apart + random.normal(size=apart.shape) / 2).argmin(axis=1)
    return np.where(strange, looks, truth[kept]), features, strange


def test_no_item_is_compared_with_itself():
    random = np.random.default_rng(0)
    rows = unit(random.normal(size=(30, 5)))
    home = random.integers(-1, 6, 30)
    home[home == 4] = -1  # an empty memory
    home[3] = 6  # alone
    wanted = np.full(30, -1.0)
    for item in range(30):
        for cluster in range(7):
            others = np.flatnonzero((home == cluster) & (np.arange(30) != item))
            if len(others):
                mean = unit(rows[others].sum(axis=0)[None])[0]
                wanted[item] = max(wanted[item], float(rows[item] @ mean))
    np.testing.assert_allclose(alike(rows, home), wanted, atol=1e-12)


def test_memories_hold_whom_they_should():
    random = np.random.default_rng(1)
    rows, labels = unit(random.normal(size=(400, 6))), random.integers(0, 4, 400)
    strange = random.random(400) < 0.1
    home = positive(rows, labels, strange)
    assert ((home < 0) == strange).all()
    for cluster in range(int(home.max()) + 1):
        assert len(np.unique(labels[home == cluster])) == 1
    assert ((negative(rows, strange) >= 0) == strange).all()


#: By share of strangers, what the area under the curve must reach and how much it must rise.
RISES = [(0.02, 0.92, 0.01), (0.05, 0.92, 0.02), (0.1, 0.9, 0.03), (0.2, 0.86, 0.03)]


@pytest.mark.parametrize(("share", "least", "rise"), RISES)
def test_remembering_strangers_finds_more_of_them(share, least, rise):
    found = []
    for seed in range(3):
        labels, features, strange = digits(share, seed)
        made = [NegativeProxies(rounds=r).flag(labels, features) for r in (0, 4)]
        found.append([roc_auc_score(strange, flags.score) for flags in made])
    static, adaptive = np.mean(found, axis=0)
    assert adaptive > least
    assert adaptive > static + rise


def test_a_memory_without_strangers_does_no_harm():
    labels, features, strange = digits(0.01, 0)
    static, adaptive = (
        roc_auc_score(strange, NegativeProxies(rounds=r).flag(labels, features).score)
        for r in (0, 4)
    )
    assert adaptive > static - 0.01
    clean = ~strange
    found = NegativeProxies().flag(labels[clean], features[clean])
    assert found.flagged.mean() < 0.005


def test_the_order_does_not_matter():
    labels, features, _ = digits(0.1, 2)
    order = np.random.default_rng(0).permutation(len(labels))
    plain = NegativeProxies().flag(labels, features)
    moved = NegativeProxies().flag(labels[order], features[order])
    np.testing.assert_allclose(moved.score, plain.score[order], atol=1e-5)


def test_few_items_or_equal_ones():
    labels = np.arange(40) % 2
    for features in (np.zeros((40, 3)), np.ones((40, 3)), np.zeros((40, 0))):
        found = NegativeProxies().flag(labels, features)
        assert np.isfinite(found.score).all()
        assert not found.flagged.any()
    assert not NegativeProxies().flag(labels[:5], np.eye(5)).score.any()
