"""Numbers about the labels, each with its interval."""

from assay.estimate.black_box_shift import BlackBoxShift as BlackBoxShift
from assay.estimate.class_error_rate import ClassErrorRate as ClassErrorRate
from assay.estimate.class_separability import ClassSeparability as ClassSeparability
from assay.estimate.cohen_kappa import CohenKappa as CohenKappa
from assay.estimate.concentration import Concentration as Concentration
from assay.estimate.confident_joint import ConfidentJoint as ConfidentJoint
from assay.estimate.contamination_factor import ContaminationFactor as ContaminationFactor
from assay.estimate.dual_t import DualT as DualT
from assay.estimate.efficient_shift import EfficientShift as EfficientShift
from assay.estimate.em_noise_matrix import EmNoiseMatrix as EmNoiseMatrix
from assay.estimate.error_rate import ErrorRate as ErrorRate
from assay.estimate.fleiss_kappa import FleissKappa as FleissKappa
from assay.estimate.high_order_consensus import HighOrderConsensus as HighOrderConsensus
from assay.estimate.krippendorff_alpha import KrippendorffAlpha as KrippendorffAlpha
from assay.estimate.label_uncertainty import LabelUncertainty as LabelUncertainty
from assay.estimate.likelihood_shift import LikelihoodShift as LikelihoodShift
from assay.estimate.local_noise import LocalNoise as LocalNoise
from assay.estimate.majority_optimality import MajorityOptimality as MajorityOptimality
from assay.estimate.missed_truth import MissedTruth as MissedTruth
from assay.estimate.number_error_rate import NumberErrorRate as NumberErrorRate
from assay.estimate.prevalence_corrected import PrevalenceCorrected as PrevalenceCorrected
from assay.estimate.regret import Regret as Regret
from assay.estimate.tag_error_rate import TagErrorRate as TagErrorRate
