"""Tags that are learnt, mended and learnt again."""

import numpy as np
from sklearn.datasets import load_digits

from assay.flag import SelfRefining
from assay.parts.neighbours import neighbours


def digits(seed, rate=0.3):
    """Return features, true tags and tags of which 30 % of the digits were drawn anew."""
    data = load_digits()
    random = np.random.default_rng(seed)
    n = len(data.target)
    bad = random.permutation(n)[: int(rate * n)]
    given = data.target.copy()
    given[bad] = (given[bad] + random.integers(1, 10, len(bad))) % 10
    return (data.data / 16).astype(np.float32), data.target, np.eye(10, dtype=np.int8)[given]


def test_three_rounds_take_most_of_the_noise_out_of_digits():
    """The dossier asks for label errors to fall from 30 % to below 10 % in three rounds."""
    features, truth, tags = digits(0)
    near = neighbours(features)
    refined, proba = SelfRefining(rounds=3).refine(tags, features, neighbours=near, workers=2)
    right = np.eye(10, dtype=np.int8)[truth]
    assert (tags.argmax(axis=1) != truth).mean() > 0.29
    assert (proba.argmax(axis=1) != truth).mean() < 0.05
    assert (tags != right).mean() > 0.059
    assert (refined != right).mean() < 0.018
    assert (refined != right).any(axis=1).mean() < 0.5 * (tags != right).any(axis=1).mean()


def test_flags_are_what_was_turned():
    features, _, tags = digits(1)
    value, names = SelfRefining(rounds=1), [str(k) for k in range(10)]
    refined, _ = value.refine(tags[:400], features[:400], workers=2)
    flags = value.flag(tags[:400], features[:400], names, workers=2)
    np.testing.assert_array_equal(flags.flagged, (refined != tags[:400]).any(axis=1))
    item = int(np.flatnonzero(flags.flagged)[0])
    turned = np.flatnonzero(refined[item] != tags[item])
    signs = ["-" if tags[item, k] else "+" for k in turned]
    words = ", ".join(f"{s}{k}" for s, k in zip(signs, turned, strict=True))
    assert flags.values["changes"][item] == words


def test_tags_that_nothing_tells_stay_as_they_are():
    random = np.random.default_rng(0)
    tags = (random.random((300, 3)) < 0.3).astype(np.int8)
    flags = SelfRefining().flag(tags, random.normal(size=(300, 4)).astype(np.float32), "abc")
    assert flags.flagged.mean() < 0.02
