"""No data, for work that needs none."""

from assay.bench.problem import Problem


def nothing(seed: int) -> Problem:
    """Return an empty problem."""
    del seed
    return Problem({})
