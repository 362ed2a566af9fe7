"""The words every signature is written in: array types and ranges of settings."""

from collections.abc import Mapping
from typing import Annotated, Any

import numpy as np
from annotated_types import Ge, Gt, Interval
from numpy.typing import NDArray

Array = NDArray[Any]
Floats = NDArray[np.floating[Any]]
Ints = NDArray[np.integer[Any]]
Bools = NDArray[np.bool_]
Objects = NDArray[np.object_]

#: Features (n, d), an array or sparse.
Features = Any

#: A tensor of torch, which is imported where it is used.
Tensor = Any

#: A table as we hold it: one array of n values a column. Numbers are floats with NaN for
#: missing; everything else is an object array of str with None for missing.
Columns = Mapping[str, Array]

Count = Annotated[int, Ge(1)]
Whole = Annotated[int, Ge(0)]
Seed = Annotated[int, Ge(0)]
NonNegative = Annotated[float, Ge(0)]
Positive = Annotated[float, Gt(0)]
Fraction = Annotated[float, Interval(ge=0, le=1)]
