"""Models that change: with the shares of the classes, with few labels, with their own update."""

from assay.learn.decisions.geometric_prediction import GeometricPrediction as GeometricPrediction
from assay.learn.decisions.label_perturbation import LabelPerturbation as LabelPerturbation
from assay.learn.decisions.label_shift import LabelShift as LabelShift
from assay.learn.decisions.label_shift_adapter import LabelShiftAdapter as LabelShiftAdapter
from assay.learn.decisions.margin_preserving import MarginPreserving as MarginPreserving
from assay.learn.decisions.open_set_shift import OpenSetShift as OpenSetShift
from assay.learn.decisions.project_and_probe import ProjectAndProbe as ProjectAndProbe
from assay.learn.decisions.selective_prediction import SelectivePrediction as SelectivePrediction
from assay.learn.decisions.tag_thresholds import TagThresholds as TagThresholds
from assay.learn.decisions.unrolled_expectation import UnrolledExpectation as UnrolledExpectation
from assay.learn.decisions.weight_interpolation import WeightInterpolation as WeightInterpolation
