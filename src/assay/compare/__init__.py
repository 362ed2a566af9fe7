"""Does it pay? Models trained before and after a repair, on one test set."""

from assay.compare.compare import compare as compare
from assay.compare.comparison import Comparison as Comparison
