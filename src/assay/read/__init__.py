"""Files, frames and arrays to data sets."""

from assay.verbs import make_callable

make_callable(__name__, "assay.read.read:read")
