"""What one audit found, before it is told to anybody."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from assay.dataset import Dataset
from assay.registry import Parts
from assay.results import Estimate, Finding, Flags
from assay.types import Ints


@dataclass(frozen=True, eq=False)
class Planted:
    """Errors that were put in on purpose, so that a report can say what was found.

    Parameters
    ----------
    truth
        (n,) index of the true class.
    how
        How they were made, in words.
    """

    truth: Ints
    how: str


@dataclass(frozen=True, eq=False)
class AuditRun:
    """Everything an audit made; `report.summarise` turns it into the one dict.

    Parameters
    ----------
    dataset, parts
        What was audited, and the parts that were made of it.
    flags
        What each detector said, by method name.
    final
        What the report says of each item: score, suggestion, p_wrong, reason.
        None where labels aren't one of several classes.
    noise
        (K, K) P(given j | truth k) at [k, j]; `about` holds `joint` (K, K) and `prior` (K,).
    error_rate
        One number: the share of labels that are wrong.
    class_errors
        (K,) share of wrong labels among the items given each class.
    findings
        What the auditors found, worst first.
    settings
        Everything that another run would need to give the same bytes.
    methods
        The methods that ran, by stage.
    seconds
        Seconds each step took.
    """

    dataset: Dataset
    parts: Parts
    flags: Mapping[str, Flags]
    final: Flags | None
    noise: Estimate | None
    error_rate: Estimate
    class_errors: Estimate | None
    findings: tuple[Finding, ...]
    settings: Mapping[str, Any]
    methods: Mapping[str, tuple[str, ...]]
    seconds: Mapping[str, float] = field(default_factory=dict)
    planted: Planted | None = None
