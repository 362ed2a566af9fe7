"""Suspicion of token labels, sentence by sentence."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from assay.kernels.kinds.spans import Scheme, dangling, decoded, starts_of
from assay.method import Detector
from assay.results import Flags
from assay.types import Array, Floats, Ints

REASON = (
    "of its sentence's labels that fit together, {suggested} is likelier than {given} here "
    "({chance:.0%} against {own:.1%}){loose}"
)
LOOSE = "; it goes on with a span that nothing begins"
#: Probabilities are raised to this before their logarithm is taken.
FLOOR = 1e-6


@dataclass(frozen=True)
class TokenErrors(Detector, reads={"tokens"}, truth={"one_of"}, paper="merdjanovska2024"):
    """Suspect tokens whose label is improbable in the likeliest reading of their sentence.

    The predictions are of tokens: of a model out of sample, or the posterior of other sources
    (`DawidSkene`). A token's score is one minus the probability of its label. What is suggested is
    its class in the likeliest sequence of the sentence in which every span is begun (Viterbi);
    a token is flagged where that differs from its label, or where its label goes on with a span
    that nothing begins. `values["sentence"]` is the greatest score of the sentence's tokens.

    Assumes: the predictions did not see the labels; tokens of one sentence follow each other; the
    classes are O, B-x and I-x.

    Cost: K^2 a token, and one step of numpy a place in the longest sentence.

    Figures: NoiseBench, one source judged by Dawid and Skene's posterior of three others. A test
    reaches the areas under the curve in the notes on the paper.

    Equation
    --------
    likely  = the sequence, every span of it begun, of largest sum over tokens of log P(class)
    score   = 1 - P(label)
    flagged where likely is not the label, or the label goes on with a span that nothing begins

    References
    ----------
    merdjanovska2024

    Examples
    --------
    >>> names, sentence = ["O", "B-city", "I-city"], [0, 0, 0, 1]
    >>> proba = np.array([[0.1, 0.8, 0.1], [0.1, 0.1, 0.8], [0.9, 0.05, 0.05], [0.9, 0.05, 0.05]])
    >>> flags = TokenErrors().flag(np.array([1, 0, 0, 2]), proba, names, sentence)
    >>> flags.flagged.tolist(), flags.suggested.tolist()
    ([False, True, False, True], [1, 2, 0, 0])
    """

    def flag(
        self, labels: Ints, predictions: Floats, classes: Sequence[str], groups: Array
    ) -> Flags:
        """Score every token by one minus the probability of its label."""
        n, said = len(labels), labels >= 0
        scheme, first = Scheme.of(classes), starts_of(groups)
        suggested = decoded(np.log(np.maximum(predictions, FLOOR)), first, scheme)
        rows = np.arange(n)
        own = np.where(said, predictions[rows, np.maximum(labels, 0)], 1.0)
        score = np.where(said, 1.0 - own, 0.0)
        loose = said & dangling(labels, first, scheme)
        sentence = np.cumsum(first) - 1
        worst = np.zeros(int(first.sum()))
        np.maximum.at(worst, sentence, score)
        values = {
            "own": own,
            "chance": predictions[rows, suggested],
            "loose": np.where(loose, LOOSE, "").astype(object),
            "sentence": worst[sentence],
        }
        return Flags(score, suggested, said & ((suggested != labels) | loose), REASON, values)
