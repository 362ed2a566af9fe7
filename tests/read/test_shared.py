"""Real data sets are read as their descriptions say."""

import json

import numpy as np
import pytest
from scipy.sparse import csr_array

import assay
from assay.read.rules import check

pytestmark = pytest.mark.shared


def test_census_incomes(shared):
    data = check(
        assay.read(shared / "data/tabular/adult/data.parquet", label="income", split="split")
    )
    assert (data.n_items, data.classes, len(data.columns)) == (48_842, ("0", "1"), 14)
    share = np.bincount(data.labels) / data.n_items
    np.testing.assert_allclose(share, [0.7607, 0.2393], atol=1e-4)
    words = [column for column in data.columns.values() if column.dtype == object]
    missing = sum(column.tolist().count(None) for column in words)
    assert missing == 6465
    assert set(data.split.tolist()) == {"train", "test"}


def test_news(shared):
    folder = shared / "data/text/agnews"
    classes = json.loads((folder / "labels.json").read_text())
    names = classes if isinstance(classes, list) else list(classes.values())
    data = check(assay.read(folder / "data.parquet", label="label", text="text", classes=names))
    assert data.n_items == 7600
    assert np.bincount(data.labels).tolist() == [1900] * 4
    assert (data.texts != "").all()


@pytest.mark.parametrize(
    ("name", "items", "workers", "votes"), [("rte", 800, 164, 8000), ("bluebird", 108, 39, 4212)]
)
def test_crowd_votes_packed(shared, name, items, workers, votes):
    path = shared / f"data/crowd/{name}/votes.csv.gz"
    data = check(assay.read(path, item="task", source="worker", label="label"))
    evidence = data.evidence
    assert (data.n_items, evidence.n_sources, len(evidence.item)) == (items, workers, votes)
    assert data.name == "votes"


def test_labelling_functions(shared):
    path = shared / "data/weak/youtube/votes.npz"
    data = check(assay.read(path, label="L"))
    matrix = np.load(path)["L"]
    assert data.evidence.n_sources == matrix.shape[1] == 10
    covered = len(np.unique(data.evidence.item)) / data.n_items
    assert covered == pytest.approx(0.8834, abs=1e-3)
    assert len(data.evidence.item) == int((matrix >= 0).sum())


def test_tags(shared):
    held = np.load(shared / "data/multilabel/bibtex/data.npz")
    truth = csr_array((held["Y_data"], held["Y_indices"], held["Y_indptr"]), shape=held["Y_shape"])
    names = held["label_names"]
    lists = [
        names[truth.indices[a:b]].tolist()
        for a, b in zip(truth.indptr, truth.indptr[1:], strict=False)
    ]
    data = check(assay.read({"row": np.arange(len(lists)), "tags": lists}, label="tags"))
    evidence = data.evidence
    assert set(data.classes) == set(names.tolist())
    positive = evidence.claim[np.flatnonzero(~evidence.negated)]
    assert positive.sum() == truth.sum()
    assert positive.sum() / data.n_items == pytest.approx(2.402, abs=1e-3)
