"""The likelihood of who was picked, where some positives are hidden and some picks are wrong."""

from dataclasses import dataclass

import numpy as np

from assay.errors import DataError
from assay.evidence import Evidence
from assay.kernels.learn.likelihood import label_rows
from assay.learn.fit import Carrier, fit
from assay.learn.positives.drawn import share_of
from assay.learn.recipe import AtPosterior
from assay.learn.said import positives_of
from assay.method import Learner
from assay.model import Model
from assay.types import Features, Fraction


@dataclass(frozen=True)
class FlipLikelihood(
    Learner, reads={"positives"}, truth={"one_of"}, carriers={"head", "classifier"}, paper="yu2020",
):  # fmt: skip
    """Learn from votes as noisy labels: most of what wasn't voted for is hidden (NBPO).

    P(picked) is the chance that a positive is picked times P(positive), and the chance that a
    negative is times the rest. The share of hidden positives follows from the share of positives.
    An item that was not picked is aimed at how probably it is a hidden positive: the same on
    average as drawing negatives by how probably they are such, as the paper does, without the
    spread of the draw.

    Assumes: all positives are hidden alike, and all negatives picked alike. The share of hidden
    ones can't be learnt along with everything else, so the share of positives must be known, or
    estimated by Elkan and Noto's rule, which needs classes that hardly overlap and picks that are
    right.

    Cost: one training; with a classifier of scikit-learn's, 10.

    Equation
    --------
    shown = (share picked - (1 - prior) * wrong) / prior        P(picked | positive)
    paid  = mean of -log(shown * p + wrong * (1 - p)) over picked items,
            -log((1 - shown) * p + (1 - wrong) * (1 - p)) over the rest
    aim of the rest: (1 - shown) * p / ((1 - shown) * p + (1 - wrong) * (1 - p))

    p is what is learnt: P(positive | features).

    Parameters
    ----------
    wrong
        P(picked | negative).

    References
    ----------
    yu2020

    Examples
    --------
    >>> import numpy as np
    >>> from assay.evidence import Evidence
    >>> from assay.learn import Classifier
    >>> x = np.r_[np.full((40, 1), 1.0), np.full((60, 1), -1.0)]
    >>> picked = Evidence.labels(np.where(np.arange(100) < 20, 1, -1), ("no", "yes"))
    >>> model = FlipLikelihood().learn(x, picked, 0.4, Classifier())
    >>> model.predict(x[[0, 99]]).tolist()
    [1, 0]
    >>> model.about["hidden"]
    0.5
    """

    wrong: Fraction = 0.0

    def learn(
        self, features: Features, evidence: Evidence, prior: float | None = None,
        carrier: Carrier = None,
    ) -> Model:  # fmt: skip
        """Return the model; `prior` is the share of positives among all items."""
        who = "FlipLikelihood"
        picked, positive = positives_of(evidence, who)
        much = float(picked.mean()) if len(picked) else 0.0
        share = share_of(prior, picked if not self.wrong else picked & False, features, who)
        shown = (much - (1 - share) * self.wrong) / share if share else 1.0
        if len(picked) and not (self.wrong < shown <= 1):
            rule = "positives must be picked more often than negatives, and as often as can be"
            fix = "Give the share of positives as `prior`, or another `wrong`."
            raise DataError(who, rule, got=f"{shown:.4g} and {self.wrong:.4g}", fix=fix)
        table = np.array([[1 - self.wrong, self.wrong], [1 - shown, shown]])
        if positive == 0:
            table = table[::-1, ::-1]
        rows = label_rows(np.where(picked, positive, 1 - positive), table, 2)
        recipe = AtPosterior(rows, about={"hidden": 1 - shown, "prior": share})
        return fit(self, features, evidence.truth, recipe, carrier)
