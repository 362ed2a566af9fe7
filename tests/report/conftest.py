"""Audits made by hand, so that the report's tests don't wait for those who make them."""

import numpy as np
import pytest

from assay.dataset import Dataset, Images, Neighbours
from assay.evidence import Evidence
from assay.registry import Parts
from assay.report.run import AuditRun, Planted
from assay.report.summarise import summarise
from assay.results import Estimate, Finding, Flags

REASON = (
    "{same} of the {k} nearest items are {suggested}, and a model that never saw this label "
    "says {suggested} with {proba:.0%}"
)


def softmax(scores):
    scores = np.exp(scores - scores.max(axis=1, keepdims=True))
    return scores / scores.sum(axis=1, keepdims=True)


def nearest(features, k=5):
    squared = (features**2).sum(axis=1)
    distance = squared[:, None] + squared - 2 * features @ features.T
    np.fill_diagonal(distance, np.inf)
    index = np.argsort(distance, axis=1, kind="stable")[:, :k]
    return Neighbours(index, np.sqrt(np.maximum(np.take_along_axis(distance, index, 1), 0)))


def centroid_predictions(features, labels, n_classes):
    centres = np.stack([features[labels == k].mean(axis=0) for k in range(n_classes)])
    distance = ((features[:, None] - centres) ** 2).sum(axis=2)
    return softmax(-distance / np.median(distance) * 12).astype(np.float32)


def judged(labels, proba, near):
    """Flags as a detector would make them: what the model thinks of the given label."""
    rows = np.arange(len(labels))
    said = labels >= 0
    suggested = np.where(said, proba.argmax(axis=1), 0)
    p_wrong = np.where(said, 1 - proba[rows, labels], 0).astype(np.float64)
    same = (labels[near.index] == suggested[:, None]).sum(axis=1)
    return Flags(
        p_wrong,
        np.where(said, suggested, 0),
        (p_wrong > 0.8) & said,
        REASON,
        {
            "same": same,
            "k": np.full(len(labels), near.index.shape[1]),
            "proba": proba[rows, suggested],
        },
        p_wrong,
    )


def noise_of(labels, proba):
    said = labels >= 0
    n_classes = proba.shape[1]
    joint = np.stack(
        [np.bincount(labels[said], proba[said, k], n_classes) for k in range(n_classes)]
    )
    joint /= joint.sum()
    prior = joint.sum(axis=1)
    value = joint / prior[:, None]
    return Estimate(
        value, value * 0.8, np.minimum(value * 1.2, 1), about={"joint": joint, "prior": prior}
    )


def class_errors_of(labels, flags, n_classes):
    said = labels >= 0
    sizes = np.maximum(np.bincount(labels[said], minlength=n_classes), 1)
    value = np.bincount(labels[said], flags.p_wrong[said], n_classes) / sizes
    half = 1.96 * np.sqrt(value * (1 - value) / sizes)
    return Estimate(value, np.maximum(value - half, 0), np.minimum(value + half, 1))


def rate_of(labels, flags):
    value = float(flags.p_wrong[labels >= 0].mean())
    return Estimate(
        np.array(value), np.array(value * 0.7), np.array(value * 1.3),
        assumes=("The predictions are out of sample.",),
        settle="200 labels drawn at random and checked by a person.",
        about={"gold_checks": np.array(200)},
    )  # fmt: skip


def finished(dataset, features, findings=(), settings=None, planted=None):
    labels = dataset.labels
    proba = centroid_predictions(features, labels, len(dataset.classes))
    near = nearest(features)
    dataset = dataset.replace(
        features=features.astype(np.float32), neighbours=near, predictions=proba
    )
    flags = judged(labels, proba, near)
    return AuditRun(
        dataset=dataset,
        parts=Parts(dataset),
        flags={"label-posterior": flags, "self-confidence": flags},
        final=flags,
        noise=noise_of(labels, proba),
        error_rate=rate_of(labels, flags),
        class_errors=class_errors_of(labels, flags, len(dataset.classes)),
        findings=tuple(findings),
        settings=settings or {"seed": 0},
        methods={
            "flag": ("label-posterior", "self-confidence"),
            "estimate": ("error-rate",),
            "audit": ("duplicates",),
        },
        seconds={"detect": 0.25},
        planted=planted,
    )


def digits_of(n=300, rate=0.08):
    from sklearn.datasets import load_digits

    pixels, truth = load_digits(return_X_y=True)
    pixels, truth = pixels[:n], truth[:n]
    rng = np.random.default_rng(0)
    given = truth.copy()
    wrong = rng.choice(n, int(rate * n), replace=False)
    given[wrong] = (given[wrong] + rng.integers(1, 10, len(wrong))) % 10
    dataset = Dataset(
        Evidence.labels(given, [str(k) for k in range(10)]),
        images=Images((pixels.reshape(n, 8, 8) * 15.9375).astype(np.uint8)),
        name="handwritten digits",
        origin={"path": "digits/", "images": True},
    )
    findings = (
        Finding(
            "conflicting-duplicates", "error",
            "3 pairs of items are the same picture with different labels.",
            "Keep one of each pair, with the label that a person confirms.",
            "items", items=np.array([5, 9, 12, 40, 77, 80]), value=3,
        ),
        Finding(
            "imbalance", "warning", "Class 8 has a third of the items of class 3.",
            "Weigh the classes when you train.", "class", "8", value=0.33,
        ),
        Finding(
            "ordered-items", "note", "Items are sorted by label.", "Shuffle before you split.",
            value=0.9,
        ),
    )  # fmt: skip
    planted = Planted(
        truth, f"{rate:.0%} of the labels, drawn at random, were given another class at random"
    )
    return finished(dataset, pixels / 16, findings, {"seed": 0, "out": "audit"}, planted)


TOPICS = {
    "billing": "I was charged {n} times for the {w} plan and want a refund of my invoice",
    "delivery": "The parcel with the {w} has not arrived after {n} days, where is my courier",
    "login": "My password for the {w} page is refused {n} times, please reset the account",
}
HOSTILE = (
    '<script>window.hacked = true</script><img src=x onerror="window.hacked = true"> '
    "\"quoted\" 'single' "
    "</textarea></style></script> {{ 7 * 7 }} 😀 مرحبا بالعالم \u202edrawkcab"
)


def texts_of(n=120, hostile=False):
    rng = np.random.default_rng(1)
    names = list(TOPICS)
    truth = rng.integers(0, 3, n)
    words = ["premium", "garden", "winter", "family"]
    texts = [
        TOPICS[names[t]].format(n=rng.integers(2, 9), w=words[rng.integers(0, 4)]) for t in truth
    ]
    given = truth.copy()
    wrong = rng.choice(n, n // 15, replace=False)
    given[wrong] = (given[wrong] + 1) % 3
    labels = given.astype(object)
    labels[:] = [names[k] for k in given]
    labels[n - 1] = None
    classes = names
    if hostile:
        classes = [*names[:2], "<script>window.hacked=true</script>"]
        labels[:] = [None if v is None else v.replace("login", classes[2]) for v in labels]
        texts = [f"{HOSTILE} {t}" for t in texts]
    filled = np.empty(n, object)
    filled[:] = texts
    dataset = Dataset(
        Evidence.labels(labels, classes),
        ids=np.array([f"ticket-{i}" for i in range(n)], object),
        texts=filled,
        split=np.array(["train"] * (n - 30) + ["test"] * 30, object),
        name=HOSTILE if hostile else "support tickets",
        origin={"path": "tickets' box.csv", "label": "topic", "text": ["subject", "body"]},
    )
    features = np.eye(3)[truth] + rng.normal(0, 0.12, (n, 3))
    message = HOSTILE if hostile else "2 texts stand in train and in test."
    findings = (
        Finding(
            "split-leakage",
            "error",
            message,
            "Drop them from train.",
            "items",
            items=np.array([3, 95]),
            value=2,
        ),
    )
    return finished(dataset, features, findings)


def table_of(n=200):
    rng = np.random.default_rng(2)
    truth = rng.integers(0, 2, n)
    age = 30 + 25 * truth + rng.normal(0, 6, n)
    hours = 35 + 12 * truth + rng.normal(0, 4, n)
    age[3] = np.nan
    job = np.where(truth == 1, "manager", "clerk").astype(object)
    job[5] = None
    given = truth.copy()
    given[:12] = 1 - given[:12]
    dataset = Dataset(
        Evidence.labels(np.where(given == 1, ">50K", "<=50K")),
        columns={"age": age, "hours": hours, "job": job},
        name="people",
        origin={"path": "people.parquet", "label": "income", "drop": ["id", "note"]},
    )
    features = np.stack([np.nan_to_num(age, nan=40) / 20, hours / 20], axis=1)
    findings = (
        Finding(
            "leaking-column",
            "warning",
            "Column job alone tells the label.",
            "Drop it.",
            "column",
            "job",
            value=0.97,
        ),
    )
    return finished(dataset, features, findings)


@pytest.fixture(scope="session")
def digits_run():
    return digits_of()


@pytest.fixture(scope="session")
def texts_run():
    return texts_of()


@pytest.fixture(scope="session")
def hostile_run():
    return texts_of(hostile=True)


@pytest.fixture(scope="session")
def table_run():
    return table_of()


@pytest.fixture(scope="session")
def digits(digits_run):
    return summarise(digits_run)


@pytest.fixture(scope="session")
def texts(texts_run):
    return summarise(texts_run)


@pytest.fixture(scope="session")
def hostile(hostile_run):
    return summarise(hostile_run)


@pytest.fixture(scope="session")
def table(table_run):
    return summarise(table_run)
