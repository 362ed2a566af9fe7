"""What was inferred from some votes, before it is told to anybody."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from assay.dataset import Dataset
from assay.evidence import Evidence
from assay.method import Method
from assay.posterior import NumberPosterior, Posterior, TagPosterior
from assay.results import Finding
from assay.types import Floats, Ints

AnyPosterior = Posterior | TagPosterior | NumberPosterior


@dataclass(frozen=True, eq=False)
class Worth:
    """What each source is worth.

    Parameters
    ----------
    accuracy, low, high
        (S,) how often it is right and the ends of the interval, NaN where that can't be told;
        of numbers, how far off it typically is.
    votes
        (S,) how many claims it made.
    judged
        (S,) how many of them are about items of which somebody else spoke too.
    """

    accuracy: Floats
    low: Floats
    high: Floats
    votes: Ints
    judged: Ints


@dataclass(frozen=True, eq=False)
class Checked:
    """How the truth fares on items whose label is known, inferred without knowing them.

    Parameters
    ----------
    items
        How many were checked.
    right
        How many of those have the label that was inferred.
    stated
        How many were to be right by the probabilities.
    """

    items: int
    right: int
    stated: float


@dataclass(frozen=True, eq=False)
class TruthRun:
    """Everything that was inferred; `summarise` turns it into the one dict.

    Parameters
    ----------
    dataset
        What was read; its evidence are the votes.
    evidence
        The claims the truth was inferred from: the votes, with checked labels as a trusted source.
    method
        What inferred it.
    posterior
        The truth.
    worth
        What each source of `evidence` is worth.
    findings
        What was noticed, worst first.
    settings
        Everything another run would need to give the same bytes.
    checked
        How it fares where the truth is known.
    agreement
        Krippendorff's alpha as (value, low, high), and what kind of distance it is of.
    seconds
        Seconds each step took.
    """

    dataset: Dataset
    evidence: Evidence
    method: Method
    posterior: AnyPosterior
    worth: Worth
    findings: tuple[Finding, ...]
    settings: Mapping[str, Any]
    checked: Checked | None = None
    agreement: Mapping[str, Any] | None = None
    methods: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    seconds: Mapping[str, float] = field(default_factory=dict)

    @property
    def kind(self) -> str:
        """What the truth is: one_of, ordered, any_of or number."""
        return self.evidence.truth.kind
