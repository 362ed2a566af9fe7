"""A classifier and the confusions of those who labelled, learnt by descent and made confident."""

from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from assay.errors import ExtraError
from assay.evidence import Evidence
from assay.kernels.infer.hard_votes import HardVotes, hard_votes, soften
from assay.kernels.infer.left_out_ridge import dense_rows
from assay.kernels.infer.vote_worth import confusions
from assay.method import Inference
from assay.posterior import Posterior
from assay.types import Count, Floats, NonNegative, Positive, Seed, Whole

#: Share of the epochs in which the weight of the entropy rises from nothing.
RISE = 0.25
#: Least chance that a source says anything, so that logarithms stay finite.
LEAST = 1e-6


@dataclass(frozen=True)
class ConfidentClassifier(
    Inference, reads={"labels", "votes", "gold"}, truth={"one_of", "ordered"}, paper="hashmi2023"
):
    """Learn a confident classifier and every source's confusion matrix at once, by descent.

    A head on the features says p(truth | features); what a source says of an item has the chance
    that this and the source's confusion matrix give. Both are learnt so that all votes are likely,
    and so that the head is confident: its mean entropy is a penalty. Without it a doubtful head
    with sharp matrices explains votes as well as a sharp head with doubtful matrices. The weight
    of the entropy rises from nothing, and matrices start where majority votes put them, so that
    the head can't flee to one class. What the head and an item's votes say together is the
    posterior.

    Equation
    --------
    paid = mean over votes (s, j on i) of -log(sum over k of p[i, k] * C[s][k, j])
           + confidence * mean over items of -sum over k of p[i, k] * log(p[i, k])
    P(truth of i = k | votes, features) ~ p[i, k] * product over votes (s, j) of C[s][k, j]

    p is the head's softmax; rows of C are softmaxes too. A gold item pays -log(p[i, truth]).
    ~ means "in proportion to".

    Parameters
    ----------
    confidence
        Weight of the head's entropy, beside the mean log-likelihood of a vote. Far too much gives
        one class to all.
    hidden
        Units of a hidden layer; 0 for a linear head.
    epochs
        Steps of descent, each over all votes.
    rate, decay
        Step size, and how strongly weights are drawn to nothing.
    seed
        Of the first weights.

    Assumes
    -------
    Given the truth, what sources say doesn't depend on the features, nor on each other; most votes
    are right. The head saw the votes it is weighed with: `LearningFromCrowds` leaves each item out
    of what judges it, and is the better choice where features are many and items few.

    Cost
    ----
    Time O(epochs (n d K + votes K)), memory the features and two (n, K) arrays. Needs torch.

    References
    ----------
    hashmi2023

    Figures: the paper's sets aren't here. The tests find its matrices of three annotators nearer to
    the true ones than Dawid and Skene's.

    Examples
    --------
    >>> import numpy as np
    >>> from assay.evidence import Evidence
    >>> random, truth = np.random.default_rng(0), np.arange(200) % 2
    >>> item, source = np.repeat(np.arange(200), 2), np.tile([0, 1], 200)
    >>> said = truth[item] ^ (random.random(400) < 0.25)
    >>> votes = Evidence.votes(item, source, said)
    >>> features = truth[:, None] + random.normal(scale=0.2, size=(200, 1))
    >>> found = ConfidentClassifier().infer(votes, features)
    >>> bool((found.labels == truth).mean() > 0.95)
    True
    """

    confidence: NonNegative = 0.3
    hidden: Whole = 0
    epochs: Count = 300
    rate: Positive = 0.01
    decay: NonNegative = 0.01
    seed: Seed = 0

    def infer(self, evidence: Evidence, features: Any = None) -> Posterior:
        """Return the posterior, the confusion matrices and the accuracies."""
        votes = hard_votes(evidence, type(self).__name__)
        if features is None:
            # Nothing tells items apart: a confident head would give one class to all.
            made, rows = replace(self, confidence=0.0), scaled(np.zeros((votes.n, 1)))
        else:
            made, rows = self, scaled(dense_rows(features))
        log_prior, log_table = made._descend(votes, rows, self._start(votes))
        logits = log_prior.copy()
        said = log_table[votes.source, :, votes.said]
        for k in range(votes.k):
            logits[:, k] += np.bincount(votes.item, said[:, k], votes.n)
        soften(logits)
        logits[votes.settled] = votes.gold
        confusion = np.exp(log_table)
        confusion[votes.trusted] = np.eye(votes.k)
        share = logits.mean(axis=0) if votes.n else np.full(votes.k, 1 / votes.k)
        return Posterior(
            evidence.classes, logits, confusion, np.einsum("k,skk->s", share, confusion)
        )

    def _start(self, votes: HardVotes) -> Floats:
        """Return (S, K, K) log P(says j | truth k) at [s, k, j], as majority votes have it."""
        tally = votes.tally()
        share = tally / np.maximum(tally.sum(axis=1, keepdims=True), 1)
        share[votes.settled] = votes.gold
        counts = np.zeros((votes.s * votes.k, votes.k))
        place = votes.source.astype(np.int64) * votes.k + votes.said
        for k in range(votes.k):
            counts[:, k] = np.bincount(place, share[votes.item, k], len(counts))
        table = confusions(counts.reshape(votes.s, votes.k, votes.k))
        return np.log(np.maximum(table.transpose(0, 2, 1), LEAST))

    def _descend(self, votes: HardVotes, rows: Floats, start: Floats) -> tuple[Floats, Floats]:
        """Return (n, K) log p(truth | features) and (S, K, K) log confusions."""
        try:
            import torch
        except ImportError:
            raise ExtraError.of(type(self).__name__, "torch", "torch") from None
        given = torch.as_tensor(np.array(rows), dtype=torch.float64)
        item, source, said = (
            torch.as_tensor(np.array(part, np.int64))
            for part in (votes.item, votes.source, votes.said)
        )
        settled = torch.as_tensor(np.array(votes.settled, np.int64))
        gold = torch.as_tensor(np.array(votes.gold), dtype=torch.float64)
        with torch.random.fork_rng(devices=[]):
            torch.manual_seed(self.seed)
            head = self._head(rows.shape[1], votes.k).double()
        table = torch.nn.Parameter(torch.as_tensor(start, dtype=torch.float64))
        learnt = [
            {"params": head.parameters(), "weight_decay": self.decay},
            {"params": [table], "weight_decay": 0.0},
        ]
        descent = torch.optim.AdamW(learnt, lr=self.rate)
        for epoch in range(self.epochs if len(votes.item) + len(votes.settled) else 0):
            prior = head(given).log_softmax(1)
            chance = table.log_softmax(2)[source, :, said]
            loss = -torch.logsumexp(prior[item] + chance, 1).sum()
            loss = (loss - (gold * prior[settled]).sum()) / (len(item) + len(settled))
            weight = self.confidence * min(1.0, epoch / max(1.0, RISE * self.epochs))
            loss = loss - weight * (prior.exp() * prior).sum(1).mean()
            descent.zero_grad()
            loss.backward()
            descent.step()
        with torch.no_grad():
            prior, log_table = head(given).log_softmax(1), table.log_softmax(2)
            return prior.numpy(), log_table.numpy()

    def _head(self, width: int, k: int) -> Any:
        from torch import nn

        if not self.hidden:
            head = nn.Linear(width, k)
            # All classes alike: so that what isn't known has no favourite.
            nn.init.zeros_(head.weight)
            nn.init.zeros_(head.bias)
            return head
        return nn.Sequential(nn.Linear(width, self.hidden), nn.ReLU(), nn.Linear(self.hidden, k))


def scaled(rows: Floats) -> Floats:
    """Return rows about their middle, with a mean squared length of one."""
    if not len(rows):
        return rows
    rows = rows - rows.mean(axis=0, dtype=np.float64)
    return np.asarray(rows / np.sqrt(max(float((rows**2).sum(axis=1).mean()), 1e-12)))
