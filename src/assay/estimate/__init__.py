"""Numbers about the labels, each with its interval."""

from assay.estimate.class_error_rate import ClassErrorRate as ClassErrorRate
from assay.estimate.class_separability import ClassSeparability as ClassSeparability
from assay.estimate.concentration import Concentration as Concentration
from assay.estimate.confident_joint import ConfidentJoint as ConfidentJoint
from assay.estimate.contamination_factor import ContaminationFactor as ContaminationFactor
from assay.estimate.dual_t import DualT as DualT
from assay.estimate.em_noise_matrix import EmNoiseMatrix as EmNoiseMatrix
from assay.estimate.error_rate import ErrorRate as ErrorRate
from assay.estimate.high_order_consensus import HighOrderConsensus as HighOrderConsensus
from assay.estimate.label_uncertainty import LabelUncertainty as LabelUncertainty
from assay.estimate.local_noise import LocalNoise as LocalNoise
from assay.estimate.number_error_rate import NumberErrorRate as NumberErrorRate
from assay.estimate.regret import Regret as Regret
from assay.estimate.tag_error_rate import TagErrorRate as TagErrorRate
