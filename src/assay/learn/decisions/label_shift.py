"""A model for where classes are as common as they weren't."""

from dataclasses import dataclass, replace
from typing import Literal

import numpy as np

from assay.evidence import Evidence
from assay.kernels.learn.label_shift import LEAST, black_box, efficient
from assay.kernels.learn.priors import shifted_prior
from assay.learn.decisions.turned import split_off, turned
from assay.learn.fit import Carrier, carrier_of, fit
from assay.learn.recipe import Recipe
from assay.learn.said import said
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
    the first two rules `spread` (K,), the standard errors of the ratios.

    Assumes: classes look as they did, and only their shares change. `likelihood` needs right
    probabilities and is then the best; the others need a classifier that tells classes apart, and
    not that it is right about how sure it is, though `efficient` goes astray where it is far too
    sure.

    Cost: two trainings, and K x K numbers.

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
        first = said(evidence)
        model = fit(self, features, evidence.truth, Recipe(first), carrier)
        known = ~np.isnan(first).any(axis=1)
        if target_features is None or features is None or not known.any():
            return model
        learnt, held = split_off(len(first), self.held_out, carrier_of(carrier, self).seed)
        apart = np.flatnonzero(held & known)
        if not len(apart) or not (learnt & known).any() or not target_features.shape[0]:
            return model
        part = Recipe(first, (learnt & known).astype(np.float64))
        teller = fit(self, features, evidence.truth, part, carrier)
        prior = np.maximum(first[known].mean(axis=0), 1e-9)
        about = self._ratio(
            teller.probabilities(features[apart]), first[apart].argmax(axis=1),
            teller.probabilities(target_features), prior / prior.sum(),
        )  # fmt: skip
        moved = turned(model, 1.0, np.log(about["ratio"]))
        return replace(moved, about={**model.about, **about})

    def _ratio(
        self, proba: Floats, labels: np.ndarray, there: Floats, prior: Floats
    ) -> dict[str, Floats]:
        """Return what was found, by name."""
        spread: dict[str, Floats] = {}
        ratio: Floats
        if self.rule == "likelihood":
            ratio = shifted_prior(there, prior) / prior
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
