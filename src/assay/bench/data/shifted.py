"""Shares to be estimated: of classes where nothing is labelled, and of sets without the truth."""

import numpy as np

from assay.bench.data.learning import learn_digits
from assay.bench.problem import Problem
from assay.types import Array, Floats

#: Classes, and dimensions of the clouds.
CLASSES, WIDE = 4, 3


def shifted_clouds(
    seed: int, items: int = 1000, taught: int = 1000, sure: float = 1.0, spread: float = 2.0
) -> Problem:
    """Return four clouds, evenly labelled, and as many items without a label, of other shares.

    Parameters
    ----------
    seed
        Decides everything.
    items
        How many are labelled, and how many are not.
    taught
        On how many others the classifier learnt that predicts them.
    sure
        What its log-odds are multiplied by.
    spread
        Of the Dirichlet distribution that the other shares are drawn from.
    """
    from sklearn.linear_model import LogisticRegression

    random = np.random.default_rng(seed)
    middles = random.normal(size=(CLASSES, WIDE)) * 1.2
    even, prior = np.full(CLASSES, 1 / CLASSES), random.dirichlet(np.full(CLASSES, spread))

    def drawn(n: int, share: Floats) -> tuple[Floats, Array]:
        truth = random.choice(CLASSES, n, p=share)
        return middles[truth] + random.normal(size=(n, WIDE)), truth

    model = LogisticRegression(C=10).fit(*drawn(taught, even))
    (here, labels), (there, _) = drawn(items, even), drawn(items, prior)
    logs = sure * model.decision_function(np.concatenate([here, there]))
    proba = np.exp(logs - logs.max(axis=1, keepdims=True))
    given = {
        "labels": np.concatenate([labels, np.full(items, -1)]),
        "classes": tuple("abcd"),
        "predictions": proba / proba.sum(axis=1, keepdims=True),
    }
    return Problem(given, {"rate": prior})


def missed_sets(seed: int, rate: float = 0.3, missing: float = 0.3) -> Problem:
    """Return digits with sets of candidates, and the share of those that miss the truth.

    Parameters
    ----------
    seed
        Decides everything.
    rate
        Chance of every class but the true one to be in the set.
    missing
        Chance that the truth is not.
    """
    made = learn_digits(seed, kind="candidates", rate=rate, missing=missing)
    evidence, truth = made.given["evidence"], np.asarray(made.given["true_labels"])
    claim = np.asarray(evidence.claim.toarray())
    held = claim[np.arange(len(truth)), truth[evidence.item]] > 0
    given = {"evidence": evidence, "features": made.given["features"]}
    return Problem(given, {"rate": float(1 - held.mean())})
