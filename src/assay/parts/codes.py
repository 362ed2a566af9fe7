"""A table as numbers for trees: one column each, categories as codes."""

from assay.parts import table_features
from assay.types import Columns, Floats


def codes(columns: Columns) -> Floats:
    """Return (n, c) float32, a column for each of the table: numbers as they are, else codes.

    Codes go from 0, the most frequent value first; NaN is missing.

    Parameters
    ----------
    columns
        The table.
    """
    return table_features.ordinal(columns)
