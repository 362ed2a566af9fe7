"""A model for where classes are as common as they weren't."""

from dataclasses import dataclass, replace
from typing import Literal

import numpy as np

from assay.evidence import Evidence
from assay.kernels.learn.label_shift import LEAST, black_box, efficient
from assay.kernels.learn.priors import shifted_prior
from assay.learn.decisions.turned import apart, turned
from assay.learn.fit import Carrier
from assay.method import Learner
from assay.model import Model
from assay.types import Count, Features, Floats, Fraction


@dataclass(frozen=True)
class LabelShift(
    Learner, reads={"labels", "soft"}, truth={"one_of"}, carriers={"head", "classifier"},
    paper="tian2023",
):  # fmt: skip
    """Find how common the classes are where the model is used, and move its predictions to that.

    Unlabelled items from there suffice. A model that learnt from a part of the items predicts the
    other part and those from there; `black-box` finds the ratios of shares at which both agree on
    average, `efficient` at which a function of the predictions agrees that has the least variance,
    `likelihood` those under which what is predicted there is most likely (EM). The model of all
    items is then moved by the logs of the ratios. `about` holds `ratio` and `prior` (K,), and of
    the first two rules `spread` (K,), the standard errors of the ratios. The shares alone, without
    a model and with intervals, are told by `EfficientShift`, `BlackBoxShift` and `LikelihoodShift`.

    Equation
    --------
    black-box: mean of p(x) there = mean over held-out items of ratio[label] * p(x)
    efficient: of h(x) = p(x) / sum over k of p[k](x) * (ratio[k]^2 / a + ratio[k] / (1 - a)), too
    likelihood: ratio = argmax of mean of log(sum over k of ratio[k] * p[k](x)) there, its mean 1
    prior <- prior * ratio / sum over k of the same;   log p[k](x) <- log p[k](x) + log ratio[k]
    a is the share of the held-out items among those and the ones from there.

    Assumes
    -------
    Classes look as they did, and only their shares change. `likelihood` needs right probabilities
    and is then the best; the others need a classifier that tells classes apart, and not that it is
    right about how sure it is, though `efficient` goes astray where it is far too sure.

    Cost
    ----
    Two trainings, and K x K numbers.

    Parameters
    ----------
    rule
        How ratios are found.
    rounds
        Of `efficient`; 1 is `black-box`.
    held_out
        Share of the items that is held out to find them.

    References
    ----------
    tian2023

    Examples
    --------
    >>> from assay.learn import Classifier
    >>> random = np.random.default_rng(0)
    >>> x = np.r_[random.normal(-1, 1, (300, 1)), random.normal(1, 1, (300, 1))]
    >>> evidence = Evidence.labels(np.repeat([0, 1], 300))
    >>> there = np.r_[random.normal(-1, 1, (50, 1)), random.normal(1, 1, (450, 1))]
    >>> model = LabelShift().learn(x, evidence, there, Classifier())
    >>> model.about["prior"].round(1).tolist()
    [0.1, 0.9]
    """

    rule: Literal["efficient", "black-box", "likelihood"] = "efficient"
    rounds: Count = 3
    held_out: Fraction = 0.3

    def learn(
        self, features: Features, evidence: Evidence, target_features: Features | None = None,
        carrier: Carrier = None,
    ) -> Model:  # fmt: skip
        """Return the model; `target_features` (m, d) are of where it is used."""
        told = target_features is not None and target_features.shape[0] > 0
        found = apart(self, features, evidence, carrier, self.held_out if told else 0.0)
        if target_features is None or not len(found.labels):
            return found.model
        about = self._ratio(
            found.teller.probabilities(found.features), found.labels,
            found.teller.probabilities(target_features), found.prior,
        )  # fmt: skip
        moved = turned(found.model, 1.0, np.log(about["ratio"]))
        return replace(moved, about={**found.model.about, **about})

    def _ratio(
        self, proba: Floats, labels: np.ndarray, there: Floats, prior: Floats
    ) -> dict[str, Floats]:
        """Return what was found, by name."""
        spread: dict[str, Floats] = {}
        ratio: Floats
        if self.rule == "likelihood":
            # Where the model learnt, classes were about as common as it says of the held-out ones.
            mean = np.maximum(proba.mean(axis=0), 1e-9)
            ratio = shifted_prior(there, mean) / mean
        else:
            few = self.rule == "black-box"
            ratio, noise = (
                black_box(proba, labels, there) if few
                else efficient(proba, labels, there, self.rounds)
            )  # fmt: skip
            spread["spread"] = np.sqrt(np.maximum(np.diag(noise), 0))
        # No class is given up for good, and shares add up to one.
        ratio = np.maximum(ratio, LEAST)
        fresh = prior * ratio / (prior * ratio).sum()
        return {"ratio": fresh / prior, "prior": fresh, **spread}
