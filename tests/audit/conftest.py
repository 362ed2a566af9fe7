"""Real, clean sets that no auditor may complain about, and a way to run one."""

import numpy as np
import pytest
from sklearn.datasets import load_breast_cancer, load_digits, load_iris, load_wine

from assay.dataset import Dataset
from assay.evidence import Evidence, Source
from assay.registry import run


@pytest.fixture
def look():
    """Return a function that runs an auditor on parts and gives findings by code."""

    def look(auditor, **parts):
        return {finding.code: finding for finding in run(auditor, parts)}

    return look


@pytest.fixture(
    params=[load_iris, load_wine, load_breast_cancer, load_digits], ids=lambda f: f.__name__[5:]
)
def clean(request):
    """Return a clean set in random order as a table."""
    bunch = request.param()
    order = np.random.default_rng(0).permutation(len(bunch.target))
    data, labels = bunch.data[order].astype(float), bunch.target[order]
    columns = {f"column {j}": column for j, column in enumerate(data.T)}
    return Dataset(Evidence.labels(labels), columns=columns)


class Crowd:
    """Sources that answer each its share of the items, some of them in a known bad way.

    `answers` (S, n) may be changed before `evidence` is asked for.
    """

    def __init__(self, seed, sources=30, items=600, each=6, classes=3, low=0.6, high=0.9):
        self.random = random = np.random.default_rng(seed)
        self.truth = random.integers(0, classes, items)
        self.classes, self.items, self.sources = classes, items, sources
        self.item = np.repeat(np.arange(items), each)
        self.source = np.argsort(random.random((items, sources)), axis=1)[:, :each].ravel()
        accuracy = random.uniform(low, high, sources)[:, None]
        other = (self.truth + random.integers(1, max(classes, 2), (sources, items))) % classes
        right = random.random((sources, items)) < accuracy
        self.answers = np.where(right, self.truth, other)

    def evidence(self, names=None, kind="annotator", **context):
        """Return the answers as evidence; source s is called by its number, or by `names`."""
        names = names or [f"s{s:03d}" for s in range(self.sources)]
        classes = tuple(f"class {k}" for k in range(self.classes))
        label = self.answers[self.source, self.item]
        made = Evidence.votes(self.item, self.source, label, classes, n_items=self.items)
        kept = sorted(set(self.source.tolist()))
        whole = tuple(Source(names[s], kind) for s in kept)
        return Evidence(
            made.truth,
            made.n_items,
            made.item,
            made.source,
            made.claim,
            made.negated,
            whole,
            context,
        )

    @staticmethod
    def told(found, code):
        """Return the names of the sources that findings of this code are about."""
        return {name for one in found if one.code == code for name in one.name.split(", ")}


@pytest.fixture(scope="session")
def crowd():
    """Return the class of drawn crowds."""
    return Crowd
