"""Real, clean sets that no auditor may complain about, and a way to run one."""

import numpy as np
import pytest
from sklearn.datasets import load_breast_cancer, load_digits, load_iris, load_wine

from assay.dataset import Dataset
from assay.evidence import Evidence
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
