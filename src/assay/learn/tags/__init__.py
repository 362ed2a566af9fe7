"""From tags: any set of classes an item, some of them unspoken."""

from assay.learn.tags.assumed_negatives import AssumedNegatives as AssumedNegatives
from assay.learn.tags.asymmetric_pseudo_labels import (
    AsymmetricPseudoLabels as AsymmetricPseudoLabels,
)
from assay.learn.tags.large_loss import LargeLoss as LargeLoss
from assay.learn.tags.long_tailed_tags import LongTailedTags as LongTailedTags
from assay.learn.tags.multi_label_distillation import (
    MultiLabelDistillation as MultiLabelDistillation,
)
from assay.learn.tags.similarity_propagation import (
    SimilarityPropagation as SimilarityPropagation,
)
from assay.learn.tags.variational_mixup import VariationalMixup as VariationalMixup
