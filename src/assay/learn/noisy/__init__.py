"""From noisy labels, one class an item."""

from assay.learn.noisy.backward_correction import BackwardCorrection as BackwardCorrection
from assay.learn.noisy.co_teaching import CoTeaching as CoTeaching
from assay.learn.noisy.early_learning import EarlyLearning as EarlyLearning
from assay.learn.noisy.forward_correction import ForwardCorrection as ForwardCorrection
from assay.learn.noisy.noise_adaptation import NoiseAdaptation as NoiseAdaptation
from assay.learn.noisy.plain_training import PlainTraining as PlainTraining
from assay.learn.noisy.posterior_targets import PosteriorTargets as PosteriorTargets
from assay.learn.noisy.robust_training import RobustTraining as RobustTraining
