"""What to label next."""

from assay.query.entropy import Entropy as Entropy
from assay.query.margin import Margin as Margin
