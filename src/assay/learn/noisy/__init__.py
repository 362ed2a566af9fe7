"""From noisy labels, one class an item."""

from assay.learn.noisy.forward_correction import ForwardCorrection as ForwardCorrection
from assay.learn.noisy.plain_training import PlainTraining as PlainTraining
