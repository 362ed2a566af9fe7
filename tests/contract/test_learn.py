"""What holds for every method that learns, with every carrier that it says can run it."""

import inspect
from dataclasses import replace

import numpy as np
import pytest
from scipy.sparse import csr_array

from assay.errors import AssayError, DataError, SettingError
from assay.evidence import Evidence, Source, any_of, number, one_of
from assay.learn import Classifier, Head
from assay.learn.fit import fit
from assay.learn.recipe import AtPosterior, Recipe
from assay.learn.said import rows_of
from assay.model import Model
from assay.registry import methods, needed

CLASSES = ("red", "green", "blue")
#: So many of the items are said to be of another class than they are.
WRONG = 0.1
CARRIERS = {
    "head": Head(hidden=16, epochs=8, batch=32, rate=1e-2),
    "classifier": Classifier(rounds=4),
}
EVERY = [
    pytest.param(cls, carrier, id=f"{name}-{carrier}")
    for name, cls in methods("learn").items()
    for carrier in sorted(cls.carriers)
]


def world(n=150, k=3, seed=0):
    """Return the truth (n,) and features (n, 5) of an easy problem."""
    random = np.random.default_rng(seed)
    truth = np.arange(n) % k
    features = random.normal(size=(n, 5))
    features[np.arange(n), truth] += 3
    return truth, features


def kind_of(cls):
    """Return the kind of label that a method is tried on: the first of these that it reads."""
    order = (
        "bags",
        "positives",
        "complementary",
        "candidates",
        "tags",
        "numbers",
        "labels",
        "votes",
    )
    return next(kind for kind in order if kind in cls.reads and not plain(cls, kind))


def plain(cls, kind):
    """Tell whether a method that reads many kinds should be tried on another."""
    return "labels" in cls.reads and kind not in {"labels", "votes"}


def case(cls, n=150, seed=0):
    """Return the truth and the parts of an easy problem of the kind that a method reads."""
    kind = kind_of(cls)
    two = kind in {"bags", "positives"}
    truth, features = world(n, 2 if two else 3, seed)
    names = CLASSES[: 2 if two else 3]
    random = np.random.default_rng(seed + 1)
    parts = {"features": features}
    if kind == "bags":
        bags = np.arange(n) // 5
        counts = np.zeros((-(-n // 5), 2), int)
        np.add.at(counts, (bags, truth), 1)
        return truth, parts | {"bags": bags, "bag_counts": counts, "classes": names}
    parts["evidence"] = said(kind, truth, names, random)
    if "prior" in inspect.signature(cls.learn).parameters and kind == "positives":
        parts["prior"] = 0.5
    return truth, parts


def said(kind, truth, names, random):
    n, k = len(truth), len(names)
    if kind == "positives":
        return Evidence.labels(np.where((truth == 1) & (random.random(n) < 0.5), 1, -1), names)
    if kind in ("candidates", "complementary"):
        member = random.random((n, k)) < 0.4
        member[np.arange(n), truth] = kind == "candidates"
        if kind == "candidates":
            return Evidence.soft(member.astype(float), names)
        out = (truth + random.integers(1, k, n)) % k
        claim = csr_array(np.eye(k)[out])
        source = np.zeros(n, int)
        return Evidence(
            one_of(names), n, np.arange(n), source, claim, np.ones(n, bool), (Source("given"),)
        )
    if kind == "tags":
        return Evidence.tags(np.eye(k)[truth], names)
    if kind == "numbers":
        return Evidence.numbers(truth + random.normal(size=n) * 0.1)
    if kind == "votes":
        item = np.repeat(np.arange(n), 3)
        wrong = random.random(3 * n) < WRONG
        vote = np.where(wrong, (truth[item] + 1) % k, truth[item])
        return Evidence.votes(item, np.tile(np.arange(3), n), vote, names, n_items=n)
    wrong = random.random(n) < WRONG
    return Evidence.labels(np.where(wrong, (truth + 1) % k, truth), names)


def moved(parts, order):
    """Return the parts with the items in another order: item order[i] comes to stand at i."""
    place = np.argsort(order)
    made = {**parts, "features": parts["features"][order]}
    if "bags" in parts:
        made["bags"] = parts["bags"][order]
    if "evidence" in parts:
        evidence = parts["evidence"]
        made["evidence"] = replace(evidence, item=place[evidence.item])
    return made


def right(model, truth, features):
    found = model.predict(features)
    if model.truth.kind == "number":
        return 1 - np.abs(found - truth).mean()
    return float(
        (found.argmax(axis=1) == truth).mean() if found.ndim == 2 else (found == truth).mean()
    )


@pytest.mark.parametrize(("cls", "carrier"), EVERY)
def test_learns_an_easy_problem(cls, carrier):
    truth, parts = case(cls, n=300)
    carried = replace(CARRIERS[carrier], epochs=20) if carrier == "head" else CARRIERS[carrier]
    model = cls().learn(**parts, carrier=carried)
    assert isinstance(model, Model)
    fresh, features = world(90, len(model.classes) or 3, seed=9)
    # Of numbers, one less the mean error; a constant reaches a third.
    assert right(model, fresh, features) > (0.65 if model.truth.kind == "number" else 0.85)
    assert len(model.history) >= 1
    assert cls.__name__ in model.learnt
    if model.truth.kind == "number":
        return
    proba = model.probabilities(features)
    assert proba.shape == (90, len(model.classes))
    assert np.isfinite(proba).all()
    assert proba.min() >= 0
    if model.truth.kind != "any_of":
        np.testing.assert_allclose(proba.sum(axis=1), 1, atol=1e-9)
    if model.believed is not None:
        assert model.believed.shape == (len(truth), len(model.classes))


@pytest.mark.parametrize(("cls", "carrier"), EVERY)
def test_same_bytes_twice_and_input_untouched(cls, carrier, tools):
    _, parts = case(cls)
    shut = tools.closed(parts)
    before = tools.content(shut)
    found = [cls().learn(**shut, carrier=CARRIERS[carrier]) for _ in range(2)]
    assert len({one.body.outputs(parts["features"]).tobytes() for one in found}) == 1
    assert found[0].history == found[1].history
    assert tools.content(shut) == before


@pytest.mark.parametrize(("cls", "carrier"), EVERY)
def test_order_of_items_does_not_matter(cls, carrier):
    truth, parts = case(cls)
    order = np.random.default_rng(3).permutation(len(truth))
    first = cls().learn(**parts, carrier=CARRIERS[carrier])
    second = cls().learn(**moved(parts, order), carrier=CARRIERS[carrier])
    apart = np.abs(first.body.outputs(parts["features"]) - second.body.outputs(parts["features"]))
    # Out-of-fold parts and what is drawn for items may differ; what is learnt may not by much.
    assert apart.mean() < 0.05


@pytest.mark.parametrize(("cls", "carrier"), EVERY)
def test_no_items_and_one_item_give_a_model_or_a_reason(cls, carrier):
    for n in (0, 1, 2):
        _, parts = case(cls, n=n)
        try:
            model = cls().learn(**parts, carrier=CARRIERS[carrier])
        except AssayError:
            continue
        assert np.isfinite(model.body.outputs(world(4)[1])).all()


@pytest.mark.parametrize(("cls", "carrier"), EVERY)
def test_one_class_alone_is_learnt(cls, carrier):
    if "labels" not in cls.reads:
        pytest.skip("reads no plain labels")
    _, features = world(40)
    for names in (("red",), ("red", "green")):
        evidence = Evidence.labels(np.zeros(40, int), names)
        try:
            model = cls().learn(features, evidence, carrier=CARRIERS[carrier])
        except AssayError:
            continue
        proba = model.probabilities(features)
        assert proba.shape == (40, len(names))
        assert (proba.argmax(axis=1) == 0).mean() > 0.9


@pytest.mark.parametrize(("cls", "carrier"), EVERY)
def test_unlabelled_items_are_borne(cls, carrier):
    if "labels" not in cls.reads:
        pytest.skip("reads no plain labels")
    truth, features = world(150)
    labels = np.where(np.arange(150) % 3 == 0, -1, truth)
    order = np.random.default_rng(0).permutation(150)
    evidence = Evidence.labels(labels[order], CLASSES)
    model = cls().learn(features[order], evidence, carrier=CARRIERS[carrier])
    assert np.isfinite(model.probabilities(features)).all()


@pytest.mark.parametrize("cls", [pytest.param(c, id=n) for n, c in methods("learn").items()])
def test_a_method_says_what_carries_it(cls):
    assert cls.carriers
    assert cls.carriers <= {"head", "classifier"}
    parameters = inspect.signature(cls.learn).parameters
    assert parameters["carrier"].default is None
    assert "carrier" not in needed(cls.learn)
    if "classifier" not in cls.carriers:
        _, parts = case(cls)
        with pytest.raises(SettingError, match=f"{cls.__name__}: .*torch head"):
            cls().learn(**parts, carrier=Classifier())


def learner():
    return methods("learn")["plain-training"]()


def test_wrong_targets_and_weights_are_told():
    _, features = world(6)
    half = np.full((6, 3), 0.5)
    names = one_of(CLASSES)
    with pytest.raises(DataError, match=r"PlainTraining: a target must sum to one; got .* 1\.5"):
        fit(learner(), features, names, Recipe(half))
    with pytest.raises(DataError, match=r"weights must have one value an item, 6; got shape"):
        fit(learner(), features, names, Recipe(half / 1.5, np.ones(7)))
    with pytest.raises(DataError, match=r"weights must be finite; got NaN .* \(item 2\)"):
        fit(learner(), features, names, Recipe(half / 1.5, np.array([1, 1, np.nan, 1, 1, 1])))
    with pytest.raises(DataError, match=r"targets must have shape .*\(6, 3\)"):
        fit(learner(), features, names, Recipe(half[:, :2]))


def test_claims_that_rule_everything_out_are_told():
    _, features = world(3)
    first = Evidence.soft(np.array([[1.0, 0, 0], [0, 1, 0], [0, 0, 1]]), CLASSES)
    second = Evidence.soft(np.array([[1.0, 0, 0], [1, 0, 0], [0, 0, 1]]), CLASSES, name="other")
    rows = rows_of(first.join(second))
    with pytest.raises(DataError, match=r"leave at least one class; got none \(item 1, 1 such\)"):
        fit(learner(), features, one_of(CLASSES), AtPosterior(rows))


def test_a_bag_whose_count_cannot_be_met_is_told():
    cls = methods("learn")["count-likelihood"]
    _, parts = case(cls)
    counts = parts["bag_counts"].copy()
    counts[7] = [4, 4]
    with pytest.raises(DataError, match=r"add up to its items; got \[4, 4\] of 5 items \(bag 7\)"):
        cls().learn(**{**parts, "bag_counts": counts})


@pytest.mark.parametrize("prior", [-0.1, 0.01, 1.0, np.nan])
def test_a_prior_outside_its_bounds_is_told(prior):
    cls = methods("learn")["prior-matched"]
    _, parts = case(cls)
    with pytest.raises(DataError, match="prior must be at least the share of items"):
        cls().learn(**{**parts, "prior": prior})


def test_a_network_that_lacks_a_class_is_told():
    torch = pytest.importorskip("torch")
    truth, features = world(30)
    with pytest.raises(DataError, match="the network must have 3 outputs, one a class"):
        learner().learn(features, Evidence.labels(truth, CLASSES), carrier=torch.nn.Linear(5, 2))


def test_a_carrier_that_is_none_is_told():
    truth, features = world(30)
    with pytest.raises(SettingError, match="a carrier must be a Head, a Classifier"):
        learner().learn(features, Evidence.labels(truth, CLASSES), carrier="torch")


def test_kinds_of_truth_that_are_not_one_class():
    truth, features = world(150)
    tags = Evidence.tags(np.eye(3)[truth], CLASSES)
    assert tags.truth == any_of(CLASSES)
    numbers = Evidence.numbers(truth.astype(float), number(0, 2))
    for carrier in (Head(hidden=16, epochs=40, rate=1e-2), Classifier()):
        model = learner().learn(features, tags, carrier=carrier)
        assert (model.predict(features) == (np.eye(3)[truth] > 0)).mean() > 0.95
        model = learner().learn(features, numbers, carrier=carrier)
        assert np.abs(model.predict(features) - truth).mean() < 0.5
        with pytest.raises(DataError, match="no probabilities"):
            model.probabilities(features)
