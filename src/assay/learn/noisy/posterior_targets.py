"""Training at what inference made of the evidence."""

from dataclasses import dataclass

import numpy as np

from assay.errors import SettingError
from assay.evidence import Evidence
from assay.learn.fit import Carrier, fit
from assay.learn.recipe import Recipe
from assay.method import Learner
from assay.model import Model
from assay.posterior import NumberPosterior, Posterior, TagPosterior
from assay.registry import Parts, method, run
from assay.types import Features, Floats


@dataclass(frozen=True)
class PosteriorTargets(
    Learner, reads={"labels", "votes", "soft", "candidates", "complementary", "gold"},
    truth={"one_of", "ordered", "any_of", "number"}, carriers={"head", "classifier"},
    paper="raykar2010",
):  # fmt: skip
    """Aim at the posterior of the truth: votes by way of the method that infers it best.

    Every item is aimed at with all that is known of it: an item that sources agree on teaches
    more than one that they are torn over. Items nobody spoke of are left out.

    Assumes: what the method of inference assumes. The features play no part in it; methods of the
    stage `infer` that read features do better where there are few votes an item.

    Cost: that of the inference and of one training.

    Equation
    --------
    paid = mean over items that somebody spoke of of loss(q, predicted)
    q[k] = P(truth = k | claims) by `inference`; of numbers, the value that it infers
    Losses are those of plain training: cross-entropy, tag by tag, or half the squared error.

    Parameters
    ----------
    inference
        Method of the stage `infer`.

    References
    ----------
    raykar2010

    Examples
    --------
    >>> import numpy as np
    >>> from assay.learn import Classifier
    >>> features = np.array([[0.0], [1.0], [9.0], [10.0]])
    >>> item, source = np.repeat(np.arange(4), 3), np.tile(["ann", "bob", "eve"], 4)
    >>> votes = Evidence.votes(item, source, np.array([0, 0, 1, 0, 0, 0, 1, 1, 1, 1, 1, 0]))
    >>> model = PosteriorTargets().learn(features, votes, carrier=Classifier())
    >>> model.predict(features).tolist()
    [0, 0, 1, 1]
    """

    inference: str = "dawid-skene"

    def learn(
        self, features: Features, evidence: Evidence,
        posterior: Posterior | TagPosterior | NumberPosterior | None = None,
        carrier: Carrier = None,
    ) -> Model:  # fmt: skip
        """Return the model; `posterior` is what was inferred, where that is done already."""
        if posterior is None:
            parts = {"evidence": evidence, "n_items": evidence.n_items}
            posterior = run(method(self.inference)(), Parts(parts))
        target = self._target(posterior)
        spoken = np.zeros(evidence.n_items, bool)
        spoken[np.asarray(evidence.item)] = True
        recipe = Recipe(target, spoken.astype(float))
        return fit(self, features, evidence.truth, recipe, carrier)

    def _target(self, found: Posterior | TagPosterior | NumberPosterior) -> Floats:
        if isinstance(found, NumberPosterior):
            return np.asarray(found.value)[:, None]
        if not isinstance(found, Posterior | TagPosterior):
            rule = "inference must give a posterior"
            raise SettingError("PosteriorTargets", rule, got=type(found).__name__)
        return np.asarray(found.proba)
