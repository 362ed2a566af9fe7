"""From sets of candidates, and from what an item is not."""

from assay.learn.candidates.adjusted_importance import AdjustedImportance as AdjustedImportance
from assay.learn.candidates.candidate_likelihood import CandidateLikelihood as CandidateLikelihood
from assay.learn.candidates.complementary_decoding import (
    ComplementaryDecoding as ComplementaryDecoding,
)
from assay.learn.candidates.complementary_forward import (
    ComplementaryForward as ComplementaryForward,
)
from assay.learn.candidates.complementary_risk import ComplementaryRisk as ComplementaryRisk
from assay.learn.candidates.complementary_surrogate import (
    ComplementarySurrogate as ComplementarySurrogate,
)
from assay.learn.candidates.discriminative_complementary import (
    DiscriminativeComplementary as DiscriminativeComplementary,
)
from assay.learn.candidates.imprecise_candidates import ImpreciseCandidates as ImpreciseCandidates
from assay.learn.candidates.intra_cluster_mixup import IntraClusterMixup as IntraClusterMixup
from assay.learn.candidates.multiple_complementary import (
    MultipleComplementary as MultipleComplementary,
)
from assay.learn.candidates.negative_unlabelled import NegativeUnlabelled as NegativeUnlabelled
from assay.learn.candidates.order_preserving import OrderPreserving as OrderPreserving
from assay.learn.candidates.pairwise_comparison import PairwiseComparison as PairwiseComparison
from assay.learn.candidates.proden import Proden as Proden
from assay.learn.candidates.progressive_purification import (
    ProgressivePurification as ProgressivePurification,
)
