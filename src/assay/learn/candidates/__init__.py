"""From sets of candidates, and from what an item is not."""

from assay.learn.candidates.candidate_likelihood import CandidateLikelihood as CandidateLikelihood
from assay.learn.candidates.complementary_forward import (
    ComplementaryForward as ComplementaryForward,
)
from assay.learn.candidates.complementary_risk import ComplementaryRisk as ComplementaryRisk
from assay.learn.candidates.proden import Proden as Proden
