"""Messages between items and sources."""

from dataclasses import dataclass

import numpy as np

from assay.evidence import Evidence
from assay.kernels.infer.hard_votes import HardVotes, hard_votes
from assay.method import Inference
from assay.posterior import Posterior
from assay.types import Count, Floats, Positive

#: Of the greatest scale of messages, the least: they decide even where pairs of votes disagree.
LEAST = 1e-3


@dataclass(frozen=True)
class Kos(
    Inference, reads={"labels", "votes", "gold"}, truth={"one_of", "ordered"}, paper="karger2014"
):
    """Pass messages between items and sources until they agree who is reliable.

    Every vote carries a message each way: to its source, how far the other votes on the item
    speak for what it says, each by its own source's message; and to its item, the sum of that
    over the source's other votes. No message comes back to where it came from. Rounds start from
    the majority vote and not at random, and are scaled so that they never overflow. For more than
    two classes the one-against-the-rest tasks share their messages to items: a vote speaks with
    (K-1)/K for its class and -1/K against each other. For probabilities the messages to items
    are scaled so that pairs of votes agree as often as they would have it.

    Equation
    --------
    to_source[v] = sum over other votes u on the item of to_item[u] * ([u says what v does] - 1 / K)
    to_item[v]   = sum over other votes u of the source of to_source[u], then to a mean square of 1
    P(truth = k | votes) ~ exp(K * scale * sum over votes v for k of to_item[v])
    scale ** 2   = (sum over pairs u, v on an item of m[u] * m[v] * ([both say the same] - 1 / K))
                   / ((1 - 1 / K) * sum over these pairs of m[u] ** 2 * m[v] ** 2), m = to_item

    ~ means "in proportion to".

    Parameters
    ----------
    tolerance
        Stop when messages, whose mean square is 1, move by less than this in a round.
    rounds
        Most rounds.

    Assumes
    -------
    Items went to sources at random, all items to about as many and all sources to about as
    many; sources err independently, evenly over classes and items; classes are about equally
    common. Where votes are few and lopsided, messages gather at the busiest sources and lose to
    the majority vote.

    Cost
    ----
    Time O(rounds (votes + n K)), memory the votes and one (n, K) array.

    Notes
    -----
    Figures: the tests find the labels of crowd-kit's KOS on drawn and real votes of two classes,
    and far fewer errors than the majority vote's on the paper's regular graphs. On rte, where few
    sources gave most votes, it is lost.

    References
    ----------
    karger2014

    Examples
    --------
    >>> from assay.evidence import Evidence
    >>> item, source = [0, 0, 0, 1, 1, 1, 2, 2, 2], [0, 1, 2] * 3
    >>> votes = Evidence.votes(item, source, ["a", "a", "b", "b", "b", "a", "a", "a", "b"])
    >>> Kos().infer(votes).labels.tolist()
    [0, 1, 0]
    """

    tolerance: Positive = 1e-9
    rounds: Count = 100

    def infer(self, evidence: Evidence) -> Posterior:
        """Return the posterior."""
        votes = hard_votes(evidence, "Kos")
        message: Floats = np.ones(len(votes.item))
        for _ in range(self.rounds):
            before = message
            message = _turn(votes, before)
            if _far(before, message) < self.tolerance:
                break
        if message.sum() < 0:  # most claims are right
            message = -message
        proba, _ = votes.posterior(votes.k * _scale(votes, message) * message)
        return Posterior(evidence.classes, proba)


def _turn(votes: HardVotes, message: Floats) -> Floats:
    """Return the next messages to items (V,), of mean square 1."""
    to_source = _heard(votes, message)
    found = votes.by_source(to_source)[votes.source] - to_source
    size = float(np.sqrt(np.mean(found * found))) if len(found) else 0.0
    return found / size if size > 1e-9 else message


def _heard(votes: HardVotes, message: Floats) -> Floats:
    """Return (V,) how far the other votes on an item speak for each one, by their messages."""
    said = votes.support(votes.tally(message)) - message
    if len(votes.settled):
        # Gold speaks as loudly as the loudest item.
        loudest = float(votes.by_item(np.abs(message)).max(initial=0))
        known = np.zeros((votes.n, votes.k))
        known[votes.settled] = votes.gold * loudest
        said = said + votes.support(known) - loudest / votes.k * votes.settled_votes
    everything = votes.by_item(message)[votes.item] - message
    return np.asarray(said - everything / votes.k)


def _scale(votes: HardVotes, message: Floats) -> float:
    """Return what makes messages (V,) the votes' correlation with the truth."""
    square = message * message
    fourth = float((votes.by_item(square) ** 2).sum() - (square * square).sum())
    pairs = float(message @ _heard(votes, message))
    most = 1 / max(float(np.abs(message).max(initial=0)), 1e-12)
    share = fourth * (votes.k - 1) / votes.k
    if share <= 0:
        return most
    return float(np.clip(np.sqrt(max(pairs, 0) / share), LEAST * most, most))


def _far(first: Floats, second: Floats) -> float:
    """Return the root mean square of how far messages moved."""
    gap = first - second
    return float(np.sqrt(gap @ gap / max(len(gap), 1)))
