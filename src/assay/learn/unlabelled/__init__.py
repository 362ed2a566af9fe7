"""From few labels and many items without one."""

from assay.learn.unlabelled.cross_pseudo_labels import CrossPseudoLabels as CrossPseudoLabels
from assay.learn.unlabelled.debiased_contrast import DebiasedContrast as DebiasedContrast
from assay.learn.unlabelled.distillation import Distillation as Distillation
from assay.learn.unlabelled.generated_rules import GeneratedRules as GeneratedRules
from assay.learn.unlabelled.growing_pseudo_labels import GrowingPseudoLabels as GrowingPseudoLabels
from assay.learn.unlabelled.imbalanced_pseudo_labels import (
    ImbalancedPseudoLabels as ImbalancedPseudoLabels,
)
from assay.learn.unlabelled.meta_pseudo_labels import MetaPseudoLabels as MetaPseudoLabels
from assay.learn.unlabelled.open_set_matching import OpenSetMatching as OpenSetMatching
from assay.learn.unlabelled.pseudo_labels import PseudoLabels as PseudoLabels
from assay.learn.unlabelled.pseudo_pretraining import PseudoPretraining as PseudoPretraining
from assay.learn.unlabelled.rewarded_pseudo_labels import (
    RewardedPseudoLabels as RewardedPseudoLabels,
)
from assay.learn.unlabelled.robust_self_training import RobustSelfTraining as RobustSelfTraining
from assay.learn.unlabelled.self_training import SelfTraining as SelfTraining
from assay.learn.unlabelled.weight_aware_distillation import (
    WeightAwareDistillation as WeightAwareDistillation,
)
