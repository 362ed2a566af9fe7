"""A distribution over labellings that keep to what weak signals allow."""

from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from assay.errors import ExtraError
from assay.evidence import Evidence
from assay.infer.label_model import TOLERANCE, posterior
from assay.kernels.infer.hard_votes import HardVotes, hard_votes
from assay.kernels.infer.rules import fit, patterns
from assay.method import Inference
from assay.posterior import Posterior
from assay.types import Count, Floats, NonNegative, Positive, Seed

#: Labellings whose mean is the answer; each is drawn with one noise for all items.
ANSWERS = 16
#: What a scale in the flow can multiply by at most, as a logarithm.
STRETCH = 2.0


@dataclass(frozen=True)
class LabelLearningFlow(
    Inference, reads={"labels", "votes", "gold"}, truth={"one_of", "ordered"}, paper="lu2023"
):
    """Learn a flow from noise to labels that keeps within the sources' error rates.

    A normalising flow, given an item's features, turns noise into a vector with a number for each
    class. It is trained the other way round: labellings are drawn from it, and it is made to be
    sure of them, while it pays for numbers outside 0 and 1, for those that don't add up to
    one, and for every source whose mean error over its claims is above its bound, as far as it is
    (in the authors' code by the square of that). The answer is the mean of some drawn labellings.
    The bounds are the error rates that the label model of independent rules finds; a trusted source
    may not err.

    Without features there is nothing to condition on, and it is the label model.

    Equation
    --------
    y      = flow(noise): y[k] <- exp(a) * y[k] + b for every second k, a and b of x and the rest
    paid   = mean over items of -log density(y | x) + penalty * (over + outside)
    over   = sum over sources of max(mean over its votes j of (1 - y[j]) - bound, 0)
    outside = mean of sum over k of (max(-y[k], 0) ** 2 + max(y[k] - 1, 0) ** 2) + (sum y - 1) ** 2
    P(truth = k) ~ mean over draws of y[k], bound = error rate by the label model + slack

    ~ means "in proportion to".

    Parameters
    ----------
    rounds
        Times all labellings are drawn.
    steps
        Pairs of layers of the flow, each of which turns every second class by the others.
    width
        Hidden units of a layer.
    rate
        Learning rate.
    penalty
        What breaking a bound costs, beside one nat.
    slack
        Added to every error bound.
    seed
        Decides the first weights and the noise.

    Assumes
    -------
    Features tell classes apart; error bounds are about right. It holds mean errors only, and is as
    sure as it may be: probabilities lie near 0 and 1. The paper trains 500 rounds with eight
    pairs of layers and bounds that are given.

    Cost
    ----
    Time O(rounds steps n width (d + width)), memory O(n (d + width)). Needs the extra `torch`.

    Figures: the paper's pairs are of Fashion-MNIST, those recorded here of small digits.

    References
    ----------
    lu2023

    Examples
    --------
    >>> from assay.evidence import Evidence
    >>> item, source = np.divmod(np.arange(120), 3)
    >>> said = np.where(source == item % 3, 1 - item % 2, item % 2)  # one of three is wrong
    >>> votes = Evidence.votes(item, source, said, ("a", "b"))
    >>> features = np.arange(40)[:, None] % 2.0
    >>> LabelLearningFlow(rounds=150).infer(votes, features).labels[:4].tolist()
    [0, 1, 0, 1]
    """

    rounds: Count = 200
    steps: Count = 2
    width: Count = 32
    rate: Positive = 0.01
    penalty: Positive = 10.0
    slack: NonNegative = 0.0
    seed: Seed = 0

    def infer(self, evidence: Evidence, features: Floats | None = None) -> Posterior:
        """Return the posterior, and what the label model says of the sources."""
        who = type(self).__name__
        votes = hard_votes(evidence, who)
        rows = patterns(votes)
        found = fit(
            rows, rows.votes, np.zeros(votes.s),
            strength=10.0, right=0.7, rounds=2, tolerance=TOLERANCE,
        )  # fmt: skip
        plain = posterior(evidence, rows, found)
        spoken = np.flatnonzero(rows.spoken[rows.place])
        if features is None or votes.k < 2 or not len(spoken):
            return plain
        seen = _seen(features)
        # Classes by how often they are named, so that their order decides nothing.
        order = np.argsort(-votes.tally().sum(axis=0), kind="stable")
        bounds = np.where(votes.trusted, 0.0, 1 - found.rates.right) + self.slack
        proba = np.empty((votes.n, votes.k))
        proba[:, order] = self._flow(seen, spoken, votes, order, bounds, who)
        return replace(plain, proba=votes.settle(proba))

    def _flow(
        self, seen: Floats, spoken: Any, votes: HardVotes, order: Any, bounds: Floats, who: str
    ) -> Floats:
        """Return (n, K) the mean of drawn labellings, classes in this order."""
        try:
            import torch
        except ImportError:
            raise ExtraError.of(who, "torch", "torch") from None
        k = votes.k
        rank = np.argsort(order)
        place = np.full(votes.n, -1)
        place[spoken] = np.arange(len(spoken))
        item = torch.as_tensor(place[votes.item])
        said = torch.as_tensor(rank[votes.said])
        source = torch.as_tensor(votes.source.astype(np.int64))
        often = torch.bincount(source, minlength=votes.s).clamp(min=1)
        bound = torch.as_tensor(bounds)
        gold = torch.as_tensor(place[votes.settled])
        known = torch.as_tensor(votes.gold[:, order])
        random = np.random.default_rng(self.seed)
        with torch.random.fork_rng(devices=[]):
            torch.manual_seed(self.seed)
            flow = _layers(torch, seen.shape[1], k, self.width, self.steps)
        rows = torch.as_tensor(seen[spoken])
        optimiser = torch.optim.Adam([w for net in flow for w in net.parameters()], self.rate)
        for _ in range(self.rounds):
            label, cost = _draw(torch, flow, rows, torch.as_tensor(random.normal(size=k)))
            wrong = torch.zeros(votes.s, dtype=torch.float64)
            wrong = wrong.index_add(0, source, 1 - label[item, said]) / often
            broken = torch.relu(wrong - bound).sum() + _outside(torch, label)
            if len(gold):
                broken = broken + (label[gold] - known).pow(2).sum(1).mean()
            optimiser.zero_grad()
            (cost.mean() + self.penalty * broken).backward()
            optimiser.step()
        total = np.zeros((votes.n, k))
        with torch.no_grad():
            for noise in random.normal(size=(ANSWERS, k)):
                label = _draw(torch, flow, torch.as_tensor(seen), torch.as_tensor(noise))[0]
                total += label.clamp(1e-6, 1).numpy()
        return np.asarray(total / total.sum(axis=1, keepdims=True))


def _outside(torch: Any, label: Any) -> Any:
    """Return how far labels are from being probabilities."""
    below, above = torch.relu(-label).pow(2), torch.relu(label - 1).pow(2)
    return ((below + above).sum(1) + (label.sum(1) - 1).pow(2)).mean()


def _seen(features: Floats) -> Floats:
    """Return (n, d) features of spread one."""
    dense = features.toarray() if hasattr(features, "toarray") else features
    rows = np.asarray(dense, np.float64)
    rows = rows - rows.mean(axis=0)
    return np.asarray(rows / max(float(rows.std()), 1e-12))


def _layers(torch: Any, d: int, k: int, width: int, steps: int) -> list[Any]:
    """Return networks that say how to scale and shift half of the classes by the other half."""
    made = []
    for at in range(2 * steps):
        size = len(range(at % 2, k, 2)), len(range(1 - at % 2, k, 2))
        net = torch.nn.Sequential(
            torch.nn.Linear(d + size[0], width),
            torch.nn.Tanh(),
            torch.nn.Linear(width, 2 * size[1]),
        )
        made.append(net.double())
    return made


def _draw(torch: Any, flow: list[Any], rows: Any, noise: Any) -> tuple[Any, Any]:
    """Return (n, K) labels made of one draw of noise, and (n,) minus the log of their density."""
    k = len(noise)
    label = noise.expand(len(rows), k)
    density = -0.5 * (noise**2).sum().expand(len(rows))
    for at, net in enumerate(flow):
        kept, turned = label[:, at % 2 :: 2], label[:, 1 - at % 2 :: 2]
        stretch, shift = net(torch.cat([rows, kept], 1)).chunk(2, 1)
        stretch = STRETCH * torch.tanh(stretch / STRETCH)
        new = torch.empty_like(label)
        new[:, at % 2 :: 2], new[:, 1 - at % 2 :: 2] = kept, turned * stretch.exp() + shift
        label, density = new, density - stretch.sum(1)
    return label, -density
