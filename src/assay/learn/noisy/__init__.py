"""From noisy labels, one class an item."""

from assay.learn.noisy.adaptive_robustness import AdaptiveRobustness as AdaptiveRobustness
from assay.learn.noisy.adversarial_margin import AdversarialMargin as AdversarialMargin
from assay.learn.noisy.annotator_matrices import AnnotatorMatrices as AnnotatorMatrices
from assay.learn.noisy.auxiliary_views import AuxiliaryViews as AuxiliaryViews
from assay.learn.noisy.backward_correction import BackwardCorrection as BackwardCorrection
from assay.learn.noisy.bidimensional_selection import (
    BidimensionalSelection as BidimensionalSelection,
)
from assay.learn.noisy.co_teaching import CoTeaching as CoTeaching
from assay.learn.noisy.compressed_features import CompressedFeatures as CompressedFeatures
from assay.learn.noisy.cross_split import CrossSplit as CrossSplit
from assay.learn.noisy.detected_errors import DetectedErrors as DetectedErrors
from assay.learn.noisy.early_learning import EarlyLearning as EarlyLearning
from assay.learn.noisy.feature_echo import FeatureEcho as FeatureEcho
from assay.learn.noisy.forward_correction import ForwardCorrection as ForwardCorrection
from assay.learn.noisy.group_reweighting import GroupReweighting as GroupReweighting
from assay.learn.noisy.loss_mixture import LossMixture as LossMixture
from assay.learn.noisy.meta_correction import MetaCorrection as MetaCorrection
from assay.learn.noisy.meta_rescaling import MetaRescaling as MetaRescaling
from assay.learn.noisy.neighbour_candidates import NeighbourCandidates as NeighbourCandidates
from assay.learn.noisy.neighbour_consistency import NeighbourConsistency as NeighbourConsistency
from assay.learn.noisy.noise_adaptation import NoiseAdaptation as NoiseAdaptation
from assay.learn.noisy.plain_training import PlainTraining as PlainTraining
from assay.learn.noisy.posterior_targets import PosteriorTargets as PosteriorTargets
from assay.learn.noisy.privileged_information import PrivilegedInformation as PrivilegedInformation
from assay.learn.noisy.prototype_cleaner import PrototypeCleaner as PrototypeCleaner
from assay.learn.noisy.representation_calibration import (
    RepresentationCalibration as RepresentationCalibration,
)
from assay.learn.noisy.robust_training import RobustTraining as RobustTraining
from assay.learn.noisy.self_distillation import SelfDistillation as SelfDistillation
from assay.learn.noisy.simplex_diffusion import SimplexDiffusion as SimplexDiffusion
