"""A table such as census offices publish: numbers and words, and whether income is high."""

import numpy as np

from assay.bench.problem import Problem
from assay.types import Array, Ints

WORDS = {
    "work": 8, "education": 16, "marriage": 7, "occupation": 14, "household": 6, "origin": 5,
    "sex": 2, "country": 40,
}  # fmt: skip


def people(seed: int, items: int = 50_000, noise: float = 0.05) -> Problem:
    """Return a table of 14 columns and a label, `income`, some of whose values are wrong.

    Parameters
    ----------
    seed
        Decides everything that is drawn.
    items
        Rows.
    noise
        Share of labels that are changed.
    """
    random = np.random.default_rng(seed)
    columns, pull = _numbers(items, random)
    for name, size in WORDS.items():
        code = np.minimum(random.geometric(min(0.9, 3 / size), items) - 1, size - 1)
        pull += random.normal(0, 0.6, size)[code]
        said = np.array([f"{name} {value}" for value in range(size)], object)[code]
        said[random.random(items) < 0.02] = None
        columns[name] = said
    high = pull + random.logistic(0, 0.5, items) > np.quantile(pull, 0.75)
    wrong = random.random(items) < noise
    columns["income"] = np.array(["low", "high"], object)[(high ^ wrong).astype(int)]
    return Problem({"columns": columns}, {"errors": wrong.astype(int)})


def _numbers(items: int, random: np.random.Generator) -> tuple[dict[str, Array], Array]:
    age = np.clip(random.normal(39, 13, items), 17, 90).astype(int)
    years = np.clip(random.normal(10, 2.6, items), 1, 16).astype(int)
    hours = np.clip(random.normal(40, 12, items), 1, 99).astype(int)
    weight = random.lognormal(12, 0.5, items).astype(int)
    gain, loss = _rare(items, random, 0.08, 8.5), _rare(items, random, 0.05, 7.5)
    columns: dict[str, Array] = {
        "age": age, "weight": weight, "years": years, "gain": gain, "loss": loss, "hours": hours,
    }  # fmt: skip
    pull = 0.03 * (age - 39) + 0.35 * (years - 10) + 0.03 * (hours - 40) + 1e-4 * gain
    return columns, pull


def _rare(items: int, random: np.random.Generator, share: float, size: float) -> Ints:
    """Return amounts that most rows have none of."""
    amount = random.lognormal(size, 0.8, items) * (random.random(items) < share)
    return np.asarray(amount.astype(int))
