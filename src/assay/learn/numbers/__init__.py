"""From numbers that are wrong in ways of their own."""

from assay.learn.numbers.bitwise_integers import BitwiseIntegers as BitwiseIntegers
from assay.learn.numbers.contrastive_regression import (
    ContrastiveRegression as ContrastiveRegression,
)
from assay.learn.numbers.integer_regression import IntegerRegression as IntegerRegression
from assay.learn.numbers.label_distribution import LabelDistribution as LabelDistribution
from assay.learn.numbers.one_sided_noise import OneSidedNoise as OneSidedNoise
from assay.learn.numbers.permuted_responses import PermutedResponses as PermutedResponses
