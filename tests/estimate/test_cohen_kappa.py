from dataclasses import replace

import numpy as np
import pytest

from assay.estimate import CohenKappa
from assay.evidence import Evidence, ordered

#: Cohen's 200 diagnoses by two judges.
TABLE = np.array([[88, 10, 2], [14, 40, 6], [18, 10, 12]])


@pytest.fixture
def votes():
    a, b = np.nonzero(TABLE)
    a, b = np.repeat(a, TABLE[TABLE > 0]), np.repeat(b, TABLE[TABLE > 0])
    item = np.tile(np.arange(200), 2)
    return Evidence.votes(item, np.repeat(["A", "B"], 200), np.concatenate([a, b]), "abc")


def test_cohens_example(votes):
    found = CohenKappa().estimate(votes)
    assert float(found) == pytest.approx(0.492, abs=5e-4)
    assert found.about["kappa"].tolist() == pytest.approx([float(found)])
    assert found.about["shared"].tolist() == [200]
    assert found.low < 0.4
    assert found.high > 0.55


def test_ordered_classes_weigh_by_distance(votes):
    from sklearn.metrics import cohen_kappa_score

    ranked = replace(votes, truth=ordered("abc"))
    said = votes.claim.indices[np.lexsort((votes.item, votes.source))].reshape(2, 200)
    for weights, evidence in (("quadratic", ranked), ("linear", ranked), ("none", ranked)):
        setting = "of-the-truth" if weights == "quadratic" else weights
        want = cohen_kappa_score(*said, weights=None if weights == "none" else weights)
        assert float(CohenKappa(weights=setting).estimate(evidence)) == pytest.approx(want)


def test_pairs_that_share_little_are_not_looked_at(votes):
    few = CohenKappa(least=201).estimate(votes)
    assert few.verdict == "cannot-be-told"
    assert len(few.about["kappa"]) == 0


def test_the_pairs_that_share_most_come_first():
    random = np.random.default_rng(0)
    item, source = np.repeat(np.arange(100), 4), np.tile(np.arange(4), 100)
    asked = random.random(400) < np.array([0.9, 0.7, 0.5, 0.3])[source]
    evidence = Evidence.votes(item[asked], source[asked], random.integers(0, 2, asked.sum()), "ab")
    found = CohenKappa(most=3).estimate(evidence).about
    assert len(found["kappa"]) == 3
    assert (np.diff(found["shared"]) <= 0).all()
    assert (found["first"][0], found["second"][0]) == (0, 1)


@pytest.mark.shared
def test_language_models_and_people_on_media_bias(shared):
    """How far each of twelve models agrees with people: from .04 (Falcon) to .48 (Zephyr)."""
    from sklearn.metrics import cohen_kappa_score

    from assay.bench.data.babe import CLASSES, MODELS, opinions
    from assay.bench.data.stored import columns

    names = ("label_original", *(f"zs_{one}" for one in MODELS))
    given, *said = columns(shared / "data" / "llm_labels" / "babe" / "data.parquet", *names)
    evidence = opinions(said).join(Evidence.labels(given, CLASSES, name="people"))
    found = CohenKappa().estimate(evidence).about
    place = {one.name: s for s, one in enumerate(evidence.sources)}
    value = {}
    for first, second, kappa in zip(found["first"], found["second"], found["kappa"], strict=True):
        if second == place["people"]:
            value[evidence.sources[first].name] = kappa
    for one, theirs in zip(MODELS, said, strict=True):
        both = theirs >= 0
        assert value[one] == pytest.approx(cohen_kappa_score(theirs[both], given[both]))
    assert min(value, key=value.get) == "falcon_7b"
    assert max(value, key=value.get) == "zephyr"
    assert value["zephyr"] == pytest.approx(0.483, abs=0.001)
