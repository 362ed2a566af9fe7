"""Features of one table made by what another shows: nothing of the second changes the first."""

import numpy as np
import pytest

from assay.dataset import Dataset
from assay.evidence import Evidence
from assay.registry import Parts

CITIES = np.array(["rome", "oslo", "bern"], object)


def table(n, seed, **more):
    random = np.random.default_rng(seed)
    days = np.array([f"2024-0{m}-11" for m in random.integers(1, 9, n)], object)
    streets = np.array([f"{random.integers(1, 99)} {c} road" for c in CITIES[np.arange(n) % 3]])
    made = {"size": random.normal(size=n), "city": CITIES[random.integers(0, 3, n)],
            "day": days, "street": streets.astype(object)}  # fmt: skip
    return made | more


def features(first, second=None):
    """Return features of the first table alone, or of both by what the first shows."""
    n = len(first["size"])
    columns = first
    if second is not None:
        columns = {name: np.concatenate([first[name], second[name]]) for name in first}
    total = len(columns["size"])
    parts = Dataset(Evidence.labels(np.full(total, -1), ("a", "b")), columns=columns).parts
    return Parts({**parts, "taught": np.arange(total) < n} if second is not None else parts)[
        "features"
    ]


def test_the_first_table_is_told_as_if_it_were_alone():
    first, second = table(200, 0), table(50, 1)
    second["size"] *= 1e6
    second["city"][:10] = "lima"
    alone, both = features(first), features(first, second)
    assert both.shape == (250, alone.shape[1])
    np.testing.assert_allclose(both[:200], alone, atol=1e-6)


def test_the_same_rows_are_told_alike_in_either_table():
    first = table(200, 0)
    second = {name: column[40:80] for name, column in first.items()}
    both = features(first, second)
    np.testing.assert_allclose(both[200:], both[40:80], atol=1e-6)


def test_what_was_never_seen_is_missing():
    first = {"size": np.arange(6) ** 2.0, "city": CITIES[np.arange(6) % 3]}
    second = {"size": np.array([np.nan, 4.0]), "city": np.array(["lima", "rome"], object)}
    both = features(first, second)
    names = both[:, 1:]
    assert both.shape[1] == 4
    assert not names[6].any()
    assert names[7].tolist() == names[0].tolist()
    assert both[6, 0] == 0


@pytest.mark.parametrize("hardly", [False, True])
def test_words_of_other_texts_are_left_out(hardly):
    said = ["red", "green"] if hardly else ["a red apple fell", "the green pear fell"]
    texts = np.array([*said * 20, "red zebra zebra" if not hardly else "zzzz"], object)
    taught = np.arange(41) < 40
    found = Parts({"texts": texts, "taught": taught, "kind": "texts"})["words"]
    alone = Parts({"texts": texts[:40], "kind": "texts"})["words"]
    assert found.shape == (41, alone.shape[1])
    np.testing.assert_allclose(found[:40].toarray(), alone.toarray(), atol=1e-6)
    assert bool(found[40:].sum() > 0) is not hardly
