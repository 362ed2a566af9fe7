"""Training at what features and claims say together, each item left out of its own prediction."""

from dataclasses import dataclass, replace

import numpy as np

from assay.curve import Blend, Curve
from assay.evidence import Evidence
from assay.kernels.learn.left_out import curve_of
from assay.kernels.learn.posterior import flat_start
from assay.kernels.learn.waves import PLAIN
from assay.learn.fit import Carrier, carrier_of, fit
from assay.learn.head import Head
from assay.learn.mixed.reading import Reading, reading
from assay.learn.recipe import AtPosterior, Recipe
from assay.learn.said import rows_of
from assay.method import Learner
from assay.model import Layers, Model
from assay.types import Features

#: What a step keeps of the mean network; epochs without gain after which training stops, where
#: nobody said how long it takes.
AVERAGE, PATIENCE = 0.995, 10


class Mean(Recipe):
    """Aim at targets; the mean of the network over its steps predicts."""

    average, predict_by_average = AVERAGE, True


class MeanAtPosterior(AtPosterior):
    """Aim at the posterior of labels; the mean of the network over its steps predicts."""

    average, predict_by_average = AVERAGE, True


@dataclass(frozen=True)
class LeftOutTargets(
    Learner, reads={"labels", "votes", "soft", "candidates", "complementary", "gold"},
    truth={"one_of", "ordered"}, carriers={"head", "classifier"}, paper="raykar2010",
):  # fmt: skip
    """Aim at what features and claims say together, and let two kinds of model predict.

    A ridge regression on waves of the features (nearly one with a Gaussian kernel) is taught the
    posterior of the truth; what it says of an item as if that had been left out is the item's
    prior, and with what the claims are worth it gives the next posterior. What claims are worth is
    learnt on the way: of one label an item a noise matrix, of several sources one each; sets of
    candidates and classes that were ruled out count as right. How far the regression is believed,
    whether classes get an offset, whether features count as they spread or all alike, and which
    round is kept is what makes the claims likeliest that it hasn't seen. The carrier is trained on
    the posterior (of labels with one noise matrix, on its own posterior by that matrix); the mean
    of both predicts. A head whose epochs are left open stops by held-out evidence, and the mean
    of its weights over its steps predicts.

    Assumes: given the truth, mistakes don't depend on the features. Where a mistake looks like
    what it is taken for, both are wrong together.

    Cost: beside one training O(n D^2) for D features and waves, and some ten rounds of O(n D K).

    Equation
    --------
    q[i, k] ~ prior[i, k] * P(claims of i | truth k), prior[i] = softmax(a * f_i(x[i]) + b)
    f_i = ridge regression on waves of the features, fitted to the q of all items but i
    paid = mean over items of - sum over k of q[k] * log p[k]
    one noise matrix: q[k] ~ p[k] * noise[k, given] instead, held fixed
    predicted = mean of p and of softmax(a * f(x) + b); a, b make claims likeliest

    Parameters
    ----------
    blend
        Whether the regression predicts with the carrier's model.

    References
    ----------
    raykar2010 for the classifier and its sources learnt together.

    Examples
    --------
    >>> import numpy as np
    >>> from assay.learn import Classifier
    >>> features = np.linspace(0, 10, 40)[:, None]
    >>> truth = (features[:, 0] > 5).astype(int)
    >>> member = np.eye(2)[truth]
    >>> member[::3] = 1
    >>> sets = Evidence.soft(member, ("left", "right"))
    >>> model = LeftOutTargets().learn(features, sets, carrier=Classifier())
    >>> bool((model.predict(features) == truth).mean() > 0.9)
    True
    """

    blend: bool = True

    def learn(self, features: Features, evidence: Evidence, carrier: Carrier = None) -> Model:
        """Return the model."""
        return self.aimed(features, evidence, reading(features, evidence), carrier)

    def aimed(
        self, features: Features, evidence: Evidence, read: Reading | None, carrier: Carrier
    ) -> Model:
        """Return the model of a reading that is there already; None where nothing was said."""
        if read is None:
            rows = rows_of(evidence)
            recipe = Recipe(flat_start(rows), (np.ptp(rows, axis=1) > 0).astype(np.float32))
            return fit(self, features, evidence.truth, recipe, carrier)
        found = read.found
        carried = unhurried(carrier_of(carrier, self))
        table, sparse = features, hasattr(features, "tocsr")
        # As the reading has them, but of spread 1 where it has items 1 apart.
        scale = read.waves.scale * np.float32(np.sqrt(2 * max((read.waves.scale > 0).sum(), 1)))
        if isinstance(carried, Head) and carried.module is None and not read.even and not sparse:
            table = (np.asarray(features, np.float32) - read.waves.middle) * scale
            carried = replace(carried, scaling="none")
        model = fit(self, table, evidence.truth, self._recipe(evidence, read), carried)
        if table is not features and isinstance(model.body, Layers):
            model = replace(model, body=replace(model.body, middle=read.waves.middle, scale=scale))
        about = {**model.about, "gain": found.gain}
        if found.noise is not None and len(found.noise) == 1:
            about["noise"] = found.noise[0]
        if self.blend and not sparse:
            model = replace(model, body=Blend(model.body, curve(read)))
        return replace(model, believed=found.proba, about=about)

    def _recipe(self, evidence: Evidence, read: Reading) -> Recipe:
        """Return what the carrier is aimed at: with one noise matrix, its own posterior by that."""
        found = read.found
        if not read.better or found.noise is None or len(found.noise) != 1:
            return Mean(found.proba)
        return MeanAtPosterior(rows_of(evidence, found.noise[0]))


def unhurried(carrier: Carrier) -> Carrier:
    """Return a head that stops by held-out evidence, where nobody said how long it trains."""
    if isinstance(carrier, Head) and not carrier.epochs and not carrier.patience:
        return replace(carrier, patience=PATIENCE)
    return carrier


def curve(read: Reading) -> Curve:
    """Return the regression as what predicts."""
    weights, begin = curve_of(read.found.proba, read.ridge)
    at = read.waves
    return Curve(
        at.middle, at.scale, at.turn, at.start, PLAIN,
        weights.astype(np.float32), begin.astype(np.float32),
    )  # fmt: skip
