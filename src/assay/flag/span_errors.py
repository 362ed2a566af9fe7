"""Suspicion of spans: whether a span stands in the likeliest reading of its sentence."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from assay.kernels.kinds.spans import (
    Scheme,
    decoded,
    number_of_span,
    same_spans,
    spans,
    starts_of,
)
from assay.method import Detector
from assay.results import Flags
from assay.types import Array, Floats, Ints

REASON = "{what}: its tokens have {own:.1%} at the least, and the likeliest reading has {suggested}"
#: Probabilities are raised to this before their logarithm is taken.
FLOOR = 1e-6
WHAT = np.array(
    ["no span is given or expected here", "this span is not in the likeliest reading",
     "a span is missing here"], object,
)  # fmt: skip


@dataclass(frozen=True)
class SpanErrors(Detector, reads={"tokens"}, truth={"one_of"}, paper="merdjanovska2024"):
    """Suspect whole spans: all tokens of a span share the score of the least probable.

    The spans of the labels are held against those of the likeliest reading in which every span is
    begun. A given span that isn't there with both ends and kind is flagged, all its tokens; so are
    the tokens of an expected span that overlaps with none of the given. A token's score is one
    minus the least probability among the tokens of its span, given or expected; outside of both
    it is the token's own.

    Assumes: as `TokenErrors`.

    Cost: as `TokenErrors`, and a sort of the spans.

    Figures: NoiseBench. A test reaches the F1 of Dawid and Skene's spans in the notes on the
    paper, which the likeliest reading passes; a majority vote, with ties to the first class, is
    a little below the one there.

    Equation
    --------
    likely  = the sequence, every span of it begun, of largest sum over tokens of log P(class)
    score   = 1 - min over the tokens of its span, given or likely, of P(label); alone, 1 - P(label)
    flagged where a token's given span is not in likely, or its likely span meets no given one

    References
    ----------
    merdjanovska2024

    Examples
    --------
    >>> names = ["O", "B-city", "I-city"]
    >>> proba = np.array([[0.1, 0.8, 0.1], [0.1, 0.1, 0.8], [0.9, 0.05, 0.05], [0.1, 0.8, 0.1]])
    >>> flags = SpanErrors().flag(np.array([1, 0, 0, 0]), proba, names, np.zeros(4))
    >>> flags.flagged.tolist()
    [True, False, False, True]
    """

    def flag(
        self, labels: Ints, predictions: Floats, classes: Sequence[str], groups: Array
    ) -> Flags:
        """Score every token by its span."""
        n, said = len(labels), labels >= 0
        scheme, first = Scheme.of(classes), starts_of(groups)
        suggested = decoded(np.log(np.maximum(predictions, FLOOR)), first, scheme)
        own = np.where(said, predictions[np.arange(n), np.maximum(labels, 0)], 1.0)
        given, likely = spans(labels, first, scheme), spans(suggested, first, scheme)
        mine = number_of_span(given[0], given[1], n)
        theirs = number_of_span(likely[0], likely[1], n)
        gone = np.append(~same_spans(given, likely), False)[mine]
        met = np.zeros(len(likely[0]) + 1, bool)
        met[theirs[mine >= 0]] = True
        missing = (theirs >= 0) & ~met[theirs]
        least = np.minimum(_least(own, mine), _least(own, theirs))
        least = np.where((mine < 0) & (theirs < 0), own, least)
        what = WHAT[np.where(gone, 1, np.where(missing, 2, 0))]
        score = np.where(said, 1.0 - least, 0.0)
        return Flags(
            score, suggested, said & (gone | missing), REASON, {"own": least, "what": what}
        )


def _least(own: Floats, span: Ints) -> Floats:
    """Return (n,) the least probability of each token's span; 1 outside of spans."""
    low = np.ones(int(span.max(initial=-1)) + 2)
    np.minimum.at(low, span, own)
    low[-1] = 1.0
    return np.asarray(low[span])
