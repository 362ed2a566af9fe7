"""Crowds that are drawn, and crowd-kit's answers about them."""

import warnings
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from assay.evidence import Evidence, Source, heaviest

NAMES = tuple("abcdefgh")


class Crowds:
    """Votes of sources that each have an accuracy of their own."""

    def drawn(
        self, seed: int = 0, n: int = 60, sources: int = 9, k: int = 3, per: int | None = 4,
        low: float = 0.4, high: float = 0.95,
    ) -> tuple[Any, Evidence]:  # fmt: skip
        """Return truth and votes by `per` sources on each item, or by all."""
        random = np.random.default_rng(seed)
        truth, right = random.integers(0, k, n), random.uniform(low, high, sources)
        return truth, self.of(truth, right, random, k, per)

    def of(self, truth: Any, right: Any, random: Any, k: int, per: int | None = None) -> Evidence:
        """Return votes of sources that are right this often and err evenly."""
        n, sources = len(truth), len(right)
        each = per or sources
        source = np.concatenate([np.sort(random.permutation(sources)[:each]) for _ in range(n)])
        item = np.repeat(np.arange(n), each)
        other = (truth[item] + random.integers(1, max(k, 2), len(item))) % k
        said = np.where(random.random(len(item)) < right[source], truth[item], other)
        # All sources and classes in order at first, as crowd-kit's MACE takes them to be.
        return Evidence.votes(item, source, said, NAMES[:k], n_items=n)

    def with_gold(self, evidence: Evidence, truth: Any, items: Any) -> Evidence:
        """Add a trusted source that speaks of these items."""
        given = np.full(evidence.n_items, -1)
        given[items] = np.asarray(truth)[items]
        gold = Evidence.labels(given, evidence.classes, name="gold")
        trusted = (Source("gold", "annotator", trusted=True),)
        return evidence.join(replace(gold, sources=trusted))

    def frame(self, evidence: Evidence) -> Any:
        """Return the votes as crowd-kit reads them."""
        import pandas

        return pandas.DataFrame(
            {"task": evidence.item, "worker": evidence.source, "label": heaviest(evidence.claim)}
        )

    def crowd_kit(
        self, evidence: Evidence, name: str, truth: Any = None, **settings: Any
    ) -> tuple[Any, Any]:
        """Return crowd-kit's fitted method and its posterior (n, K).

        Three of its methods can be fitted but, with scikit-learn from 1.6 on, not asked; what
        they would do is their own last step, a majority vote with their skills.
        """
        import crowdkit.aggregation

        made, data = getattr(crowdkit.aggregation, name)(**settings), self.frame(evidence)
        with warnings.catch_warnings():  # of pandas, about how it is called there
            warnings.simplefilter("ignore")
            made.fit(data) if truth is None else made.fit(data, truth)
            if getattr(made, "probas_", None) is None:
                vote = crowdkit.aggregation.MajorityVote()
                told = vote.fit_predict_proba(data, made.skills_)
            else:
                told = made.probas_
        return made, told.reindex(columns=range(len(evidence.classes)), fill_value=0.0).to_numpy()


@pytest.fixture(scope="session")
def crowds() -> Crowds:
    return Crowds()


@pytest.fixture(scope="session")
def real(shared: Any) -> Any:
    """Return what gives the truth and the votes of a real set, and an answer's accuracy."""
    from assay.bench.data.stored import stored_votes

    def accuracy(method: Any, name: str) -> float:
        problem = stored_votes(0, shared / "data", name)
        truth = problem.truth["labels"]
        found = method.infer(problem.given["evidence"]).labels
        return float((found == truth)[truth >= 0].mean())

    return accuracy


@pytest.fixture(scope="session")
def labelme(shared: Any) -> tuple[Evidence, Any, Any]:
    """Return 2.5 votes each, embeddings and the truth of a thousand pictures of places.

    Majority .765, Dawid-Skene .790, a linear model of the majority .834; of the truth .927.
    """
    folder = shared / "data" / "crowd_image" / "labelme"
    item, source, said = np.loadtxt(folder / "votes.csv.gz", int, delimiter=",", skiprows=1).T
    where, what = np.loadtxt(folder / "truth.csv.gz", int, delimiter=",", skiprows=1).T
    truth = np.empty(1000, int)
    truth[where] = what
    with np.load(folder / "emb.npz") as kept:
        features = kept["emb"].astype(np.float32)
    return Evidence.votes(item, source, said, NAMES, n_items=1000), features, truth
