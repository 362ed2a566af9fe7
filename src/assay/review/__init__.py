"""Look at labels that may be wrong, one by one or many at once, and decide."""

from assay.review.opening import open_review as open_review
from assay.review.review import Review as Review
