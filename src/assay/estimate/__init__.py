"""Numbers about the labels, each with its interval."""

from assay.estimate.class_error_rate import ClassErrorRate as ClassErrorRate
from assay.estimate.confident_joint import ConfidentJoint as ConfidentJoint
from assay.estimate.error_rate import ErrorRate as ErrorRate
