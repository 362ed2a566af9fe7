"""From tags: any set of classes an item, some of them unspoken."""

from assay.learn.tags.assumed_negatives import AssumedNegatives as AssumedNegatives
from assay.learn.tags.asymmetric_pseudo_labels import (
    AsymmetricPseudoLabels as AsymmetricPseudoLabels,
)
from assay.learn.tags.large_loss import LargeLoss as LargeLoss
