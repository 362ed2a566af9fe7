"""What features and claims say of each item together, by a classifier that left the item out.

A ridge regression on waves of the features is taught the posterior, and its word on an item, as if
that item had been left out, is the item's prior; in turns with what the claims are worth. All of
it is sums of products: no network is trained, and nothing is learnt by heart.
"""

from dataclasses import dataclass

import numpy as np

from assay.kernels.infer.hard_votes import soften
from assay.kernels.infer.joined import ERRORS, believe
from assay.kernels.infer.left_out_ridge import SPREAD, LeftOutRidge
from assay.kernels.learn.likelihood import NEVER
from assay.kernels.sharpness import golden_section
from assay.kernels.truth_model import drawn
from assay.types import Floats, Ints

#: Penalties of the classifier, in items; features have a mean squared length of one.
PENALTIES = (0.01, 0.03, 0.1, 0.3, 1.0, 3.0, 10.0)
#: Rounds, and the change of a probability that ends them.
ROUNDS, TOLERANCE = 10, 1e-3
#: Items on which slope and offsets are fitted, at most.
FITTED_ON = 6_000
#: Range of the logarithm of how far scores are believed.
STEEP = (float(np.log(0.05)), float(np.log(8.0)))
#: Turns of teaching and of counting mistakes, countings a turn, and items that a class's rate of
#: mistakes is drawn to the pooled one by.
TURNS, INNER, SHRINKAGE = 5, 5, 10.0


@dataclass(frozen=True, eq=False)
class LeftOut:
    """What was made of the items.

    Parameters
    ----------
    proba, prior
        (n, K) P(truth | features, claims) and P(truth | features), the item's claims unseen.
    gain
        Mean log of how much likelier the features make the claims of an item.
    certain
        Whether that is more than chance.
    noise
        (S, K, K) P(source says j | truth k) at [s, k, j]; None where claims are held to be right.
    """

    proba: Floats
    prior: Floats
    gain: float = 0.0
    certain: bool = False
    noise: Floats | None = None


def of_rows(rows: Floats, first: Floats, ridge: LeftOutRidge, rounds: int = ROUNDS) -> LeftOut:
    """Return what claims of known worth and the features say together.

    How far the classifier is believed is what makes the claims likeliest, once with an offset of
    each class and once without; the one whose features win more is kept, of the round where they
    do.

    Parameters
    ----------
    rows
        (n, K) log of what the claims are worth under each truth, up to a constant an item.
    first
        (n, K) first posterior.
    ridge
        The classifier.
    rounds
        Most rounds.
    """
    rows = np.maximum(rows, NEVER)
    told = np.flatnonzero(np.ptp(rows, axis=1) > 0)
    paths = [path(rows, first, ridge, told, rounds, free=free) for free in (False, True)]
    return max(paths, key=lambda one: one.gain)


def path(
    rows: Floats, first: Floats, ridge: LeftOutRidge, told: Ints, rounds: int, *, free: bool
) -> LeftOut:
    """Take turns to teach the classifier and to weigh it; return where the gain was most."""
    sample = told[:: max(1, -(-len(told) // FITTED_ON))]
    proba: Floats = np.asarray(first, np.float64)
    at: Floats = np.concatenate([[0.3], np.zeros(rows.shape[1])])
    best = LeftOut(proba, proba)
    for _ in range(rounds):
        scores = scored(ridge, proba)
        if free:
            at, _ = believe(scores[sample], rows[sample], at)
        else:
            at[0] = slope(scores[sample], rows[sample])
        prior = scores * at[0] + at[1:]
        soften(prior)
        here = joined(prior, rows, told)
        if here.gain > best.gain:
            best = here
        if float(np.abs(here.proba - proba).max(initial=0)) < TOLERANCE:
            break
        proba = here.proba
    return best


def slope(scores: Floats, rows: Floats) -> float:
    """Return how far scores are believed where claims of these rows are likeliest."""

    def likely(log: float) -> float:
        prior = scores * np.exp(log)
        soften(prior)
        with_claims = np.log(np.maximum(prior, 1e-300)) + rows
        return -float(soften(with_claims).mean())

    return float(np.exp(golden_section(likely, *STEEP, rounds=14)))


def scored(ridge: LeftOutRidge, proba: Floats) -> Floats:
    """Return (n, K) scores under the penalty that foretells items that were left out best."""
    return ridge.scores(proba, min(PENALTIES, key=lambda one: off(ridge, proba, one)))


def joined(prior: Floats, rows: Floats, told: Ints) -> LeftOut:
    """Return both views of the items together, and what the features win."""
    share = prior[told].mean(axis=0) if len(told) else np.ones(rows.shape[1])
    without = soften(rows + np.log(np.maximum(share, 1e-12)))
    proba = np.log(np.maximum(prior, 1e-12)) + rows
    gain = (soften(proba) - without)[told]
    sure = len(gain) > 1 and gain.mean() > ERRORS * gain.std() / np.sqrt(len(gain))
    return LeftOut(proba, prior, float(gain.mean()) if len(gain) else 0.0, bool(sure))


def of_labels(labels: Ints, k: int, ridge: LeftOutRidge) -> tuple[LeftOut, float, float]:
    """Return what one label an item and the features say together, labels being mistaken by class.

    Also by how many nats a label this reading explains the labels better than that they are right
    and the classes overlap, under the same classifier, and the error of it. Rounds end where the
    labels are no likelier for them.

    Parameters
    ----------
    labels
        (n,) -1 unlabelled.
    k
        How many classes.
    ridge
        The classifier.
    """
    said = np.flatnonzero(labels >= 0)
    given, sample = labels[said], said[:: max(1, -(-len(said) // FITTED_ON))]
    proba = np.full((len(labels), k), 1 / k)
    proba[said] = np.eye(k)[given]
    penalty = min(PENALTIES, key=lambda one: off(ridge, proba, one))
    sure = np.log(np.maximum(np.eye(k), 1e-12))
    scores = ridge.scores(proba, penalty)
    prior = scores * slope(scores[sample], sure[labels[sample]])
    soften(prior)
    right = np.log(np.maximum(prior[said, given], 1e-12))
    noise, best, explained = counted(prior[said], given), LeftOut(proba, prior), right
    for turn in range(TURNS):
        for again in range(INNER):
            if not again:
                rows = np.log(np.maximum(noise.T[labels], 1e-12)) * (labels >= 0)[:, None]
                prior = scores * slope(scores[sample], rows[sample])
                soften(prior)
            proba = prior * np.where((labels >= 0)[:, None], noise.T[labels], 1)
            proba /= proba.sum(axis=1, keepdims=True)
            noise = counted(proba[said], given)
        chance = np.log(np.maximum(np.einsum("ik,ik->i", prior[said], noise.T[given]), 1e-12))
        if not turn or chance.mean() > explained.mean():
            share = prior[said].mean(axis=0)
            gain = float((chance - np.log(np.maximum(share @ noise, 1e-12))[given]).mean())
            best, explained = LeftOut(proba, prior, gain, noise=noise[None]), chance
        elif turn > 1:
            break
        scores = ridge.scores(proba, penalty)
    more = explained - right
    return best, float(more.mean()), float(more.std() / np.sqrt(max(len(more), 1)))


def curve_of(proba: Floats, ridge: LeftOutRidge) -> tuple[Floats, Floats]:
    """Return (d, K) weights and (K,) start of logits that foretell these probabilities best.

    Slope and offsets are those under which items that were left out are foretold best.
    """
    from scipy.optimize import minimize

    penalty = min(PENALTIES, key=lambda one: off(ridge, proba, one))
    taught = np.flatnonzero(ridge.taught)
    sample = taught[:: max(1, -(-len(taught) // FITTED_ON))]
    scores, aim = ridge.scores(proba, penalty)[sample], proba[sample]

    def loss(at: Floats) -> tuple[float, Floats]:
        told = scores * at[0] + at[1:]
        value = float(np.vdot(aim, told)) - float(at[1:] @ at[1:]) / 2
        value -= float(soften(told).sum())
        left = aim - told
        return -value, -np.concatenate([[np.vdot(left, scores)], left.sum(axis=0) - at[1:]])

    start = np.concatenate([[0.3], np.zeros(proba.shape[1])])
    at = minimize(loss, start, jac=True, method="L-BFGS-B").x
    weights, begin = ridge.linear(proba, penalty)
    return weights * at[0], begin * at[0] + at[1:]


def off(ridge: LeftOutRidge, proba: Floats, penalty: float) -> float:
    """Return how far scores of items that were left out are from what is taught."""
    told = ridge.scores(proba, penalty)[ridge.taught]
    return float(((told - proba[ridge.taught] * SPREAD) ** 2).mean())


def counted(proba: Floats, given: Ints) -> Floats:
    """Return (K, K) P(given j | truth k) of P(truth), rare classes drawn to the pooled rate."""
    k = proba.shape[1]
    joint = np.zeros((k, k))
    for j in range(k):
        joint[:, j] = proba[given == j].sum(axis=0)
    even = (1 - np.eye(k)) / max(k - 1, 1)
    return drawn(joint, even, SHRINKAGE)[0]
