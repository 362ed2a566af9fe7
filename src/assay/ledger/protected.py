"""Which splits are for testing: changes there change what a score means."""

import re

#: Words for the part of the data that scores are measured on.
TEST = frozenset(
    ("test", "testing", "tst", "holdout", "heldout", "eval", "evaluation", "benchmark")
)


def is_test(split: str) -> bool:
    """Tell whether a split is one that scores are measured on.

    Validation is not: models are chosen on it, not judged.

    >>> [is_test(name) for name in ("test", "Test-2", "hold_out", "train", "validation", "")]
    [True, True, True, False, False, False]
    """
    words = re.split(r"[^a-z]+", split.lower())
    return bool(TEST & {*words, "".join(words)})
