"""Training with a loss that bears noise."""

from dataclasses import dataclass

from assay.errors import SettingError, UnknownName
from assay.evidence import Evidence
from assay.learn.fit import Carrier, fit
from assay.learn.recipe import Recipe
from assay.learn.said import said
from assay.method import Learner, Loss
from assay.model import LINKS, Model
from assay.registry import methods
from assay.types import Features


@dataclass(frozen=True)
class RobustTraining(
    Learner, reads={"labels", "soft", "votes", "tags", "numbers"},
    truth={"one_of", "ordered", "any_of", "number"}, paper="ma2020b",
):  # fmt: skip
    """Train on what was said, and pay by a loss that isn't led astray by single wrong labels.

    Any loss of `assay.losses` by its name, or one with settings of its own as the part `loss`. For
    tags and numbers name one for them.

    Assumes: noise has little structure; where one class is taken for another more often than not,
    nothing but a noise matrix helps.

    Cost: one training.

    Equation
    --------
    paid = mean over items of loss(logits, said), said = mean over an item's claims
    active-passive, the usual one:
    loss = sum(said * log p) / sum(log p) + 9.2103 * (1 - sum(said * p))
    Sums are over the classes, p = softmax(logits).

    Parameters
    ----------
    loss
        Its name: `assay methods --stage losses` lists them.

    References
    ----------
    ma2020b
    """

    loss: str = "active-passive"

    def learn(
        self, features: Features, evidence: Evidence, loss: Loss | None = None,
        carrier: Carrier = None,
    ) -> Model:  # fmt: skip
        """Return the model; `loss` is one with its settings, in place of the one named."""
        paid = self._named() if loss is None else loss
        link = LINKS[evidence.truth.kind]
        if link not in getattr(paid, "links", {link}):
            rule = f"the loss must be one for a truth of kind {evidence.truth.kind}"
            raise SettingError("RobustTraining", rule, got=type(paid).__name__)
        return fit(self, features, evidence.truth, Recipe(said(evidence), loss=paid), carrier)

    def _named(self) -> Loss:
        known = methods("losses")
        if self.loss not in known:
            raise UnknownName.of("loss", self.loss, known, "RobustTraining")
        found = known[self.loss]()
        if not isinstance(found, Loss):
            raise SettingError("RobustTraining", "loss must be one", got=self.loss)
        return found
