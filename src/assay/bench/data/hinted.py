"""Digits whose class is only hinted at: by few labels, by people who err, by pixels, by domains."""

from collections.abc import Callable
from typing import Any

import numpy as np

from assay.bench.problem import Problem
from assay.errors import SettingError
from assay.evidence import Evidence
from assay.types import Floats, Ints

NAMES = tuple("0123456789")
#: How often three annotators err: evenly, to the next digit, and to 0.
ERRORS = (0.3, 0.5, 0.6)
#: Labelled digits by which rules of one pixel are learnt, and which pixels by what they tell.
SEEN, RANKS = 100, (2, 6, 10)
#: Domains, and what of a domain's shares is even.
DOMAINS, EVEN = 15, 0.1


def hinted_digits(seed: int, hint: str, **settings: Any) -> Problem:
    """Return the small digits with features, and evidence that only hints at the class.

    Parameters
    ----------
    seed
        Decides everything that is drawn.
    hint
        few: labels of `each` of every class, judged on the others; annotators: three who err;
        pixels: three rules of one pixel each for a `pair` of digits, such as "37"; domains: two
        labels a class, and the domain of every digit, whose classes have Dirichlet shares of
        `concentration`.
    settings
        Of the hint.
    """
    from sklearn.datasets import load_digits

    if hint not in HINTS:
        raise SettingError("bench", f"hint must be one of {', '.join(HINTS)}", got=repr(hint))
    rows, truth = load_digits(return_X_y=True)
    return HINTS[hint](rows / 16, truth, np.random.default_rng(seed), **settings)


def few(rows: Floats, truth: Ints, random: np.random.Generator, each: int = 4) -> Problem:
    """Return labels of so many digits of every class; nobody knows the truth of those."""
    labels = _some(truth, each, random)
    evidence = Evidence.labels(labels, NAMES)
    return Problem(
        {"evidence": evidence, "features": rows}, {"labels": np.where(labels < 0, truth, -1)}
    )


def annotators(rows: Floats, truth: Ints, random: np.random.Generator) -> Problem:
    """Return votes of three people on every digit."""
    n, eye = len(truth), np.eye(10)
    wrong = np.stack([np.full((10, 10), 0.1), np.roll(eye, 1, axis=1), np.tile(eye[:1], (10, 1))])
    rates = np.array(ERRORS)[:, None, None]
    tables = (1 - rates) * eye + rates * wrong
    item, source = np.tile(np.arange(n), 3), np.repeat(np.arange(3), n)
    edges = tables[source, truth[item]].cumsum(axis=1)
    said = (random.random(3 * n)[:, None] > edges).sum(axis=1).clip(max=9)
    evidence = Evidence.votes(item, source, said, NAMES, n_items=n)
    return Problem({"evidence": evidence, "features": rows}, {"labels": truth})


def pixels(rows: Floats, truth: Ints, random: np.random.Generator, pair: str = "37") -> Problem:
    """Return what three rules that see one pixel each say of two digits."""
    from sklearn.linear_model import LogisticRegression

    mine = np.isin(truth, [int(pair[0]), int(pair[1])])
    rows, truth = rows[mine], (truth[mine] == int(pair[1])).astype(int)
    seen = random.permutation(len(truth))[:SEEN]
    spread = rows[seen].std(axis=0) > 0
    told = np.zeros(rows.shape[1])
    told[spread] = [abs(np.corrcoef(x, truth[seen])[0, 1]) for x in rows[seen][:, spread].T]
    chosen = np.argsort(-told, kind="stable")[list(RANKS)]
    said = [
        LogisticRegression(C=100).fit(rows[seen][:, [at]], truth[seen]).predict(rows[:, [at]])
        for at in chosen
    ]
    item, source = np.tile(np.arange(len(truth)), 3), np.repeat(np.arange(3), len(truth))
    evidence = Evidence.votes(item, source, np.concatenate(said), tuple(pair), kind="rule")
    return Problem({"evidence": evidence, "features": rows}, {"labels": truth})


def domains(
    rows: Floats, truth: Ints, random: np.random.Generator, concentration: float = 0.1
) -> Problem:
    """Return digits of domains in which classes are differently common, with two labels a class."""
    share = (1 - EVEN) * random.dirichlet(np.full(10, concentration), DOMAINS) + EVEN / 10
    left = [list(random.permutation(np.flatnonzero(truth == k))) for k in range(10)]
    chosen = []
    for _ in range(len(truth)):
        domain = int(random.integers(DOMAINS))
        k = int(random.choice(10, p=share[domain]))
        if left[k]:
            chosen.append((left[k].pop(), domain))
    place, domain_of = np.array(chosen).T
    rows, truth = rows[place], truth[place]
    labels = _some(truth, 2, random)
    given = {"evidence": Evidence.labels(labels, NAMES), "features": rows, "groups": domain_of}
    return Problem(given, {"labels": np.where(labels < 0, truth, -1)})


def _some(truth: Ints, each: int, random: np.random.Generator) -> Ints:
    """Return (n,) the labels of `each` items of every class, -1 elsewhere."""
    labels = np.full(len(truth), -1)
    for k in np.unique(truth):
        some = random.permutation(np.flatnonzero(truth == k))[:each]
        labels[some] = k
    return labels


#: What hints at the class, by its name.
HINTS: dict[str, Callable[..., Problem]] = {
    "few": few, "annotators": annotators, "pixels": pixels, "domains": domains,
}  # fmt: skip
