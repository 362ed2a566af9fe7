"""Tokens tagged by many sources, whose truth and whose mistakes go on from token to token."""

from dataclasses import dataclass

import numpy as np

from assay.evidence import Evidence
from assay.kernels.infer.chains import likeliest, walked
from assay.kernels.infer.tagged_tokens import Said, softmax
from assay.method import Inference
from assay.posterior import Posterior
from assay.types import Array, Count, Positive


@dataclass(frozen=True)
class SequenceDawidSkene(
    Inference, reads={"tokens", "gold"}, truth={"one_of"}, paper="simpson2019"
):
    """Weigh every tagger by a confusion matrix that hangs on the tag it gave just before.

    First the sources' confusion matrices are learnt token by token, drawn towards the average of
    all as far as the counts ask. Then sentences are read as chains: the true tags follow each other
    as in a Markov chain (where classes are called O, B-x, I-x, no span goes on that nothing began),
    and what a source says depends on the truth and on what it said itself of the token before, as
    a span that was begun is gone on with. `labels` of the posterior are the tags that are likeliest
    together, sentence by sentence; `proba` are the chances token by token.

    Equation
    --------
    P(tags of a sentence | claims) ~ start[first] * product over tokens of follow[tag before, tag]
                                     * product over claims (s, j after i) of C[s][tag, i, j]
    C[s][k, i, j] ~ hold * C[s][k, j] + times that s said j after i where the truth is k
    C[s][k, j]    ~ hold * crowd[k, j] + times that s said j where the truth is k

    ~ means "in proportion to".

    Parameters
    ----------
    tolerance
        Stop when no probability moves by more than this in a round.
    rounds
        Most rounds.

    Assumes
    -------
    Tokens of one sentence follow each other, `groups` says which; sources err independently given
    the truth and their own tag before; most claims are right. Each claim names one class. Chains
    are read once: read in every round as in the papers, what several sources get wrong in the same
    spans is learnt as the truth.

    Cost
    ----
    Time O(rounds (claims K + n K^2)), memory a few (n, K) arrays and an (S, K, K, K) table.

    References
    ----------
    simpson2019 for sources that hang on their last tag; nguyen2017 for the chain of the truth.

    Examples
    --------
    >>> from assay.evidence import Evidence
    >>> said = [0, 1, 2, 0, 0, 1, 2, 0, 0, 0, 2, 0]
    >>> item, source = np.tile(np.arange(4), 3), np.repeat([0, 1, 2], 4)
    >>> votes = Evidence.votes(item, source, said, ["O", "B-city", "I-city"])
    >>> SequenceDawidSkene().infer(votes, groups=[0, 0, 0, 0]).labels.tolist()
    [0, 1, 2, 0]
    """

    tolerance: Positive = 1e-3
    rounds: Count = 50

    def infer(self, evidence: Evidence, groups: Array) -> Posterior:
        """Return the posterior of every token, and the sources' matrices."""
        said = Said.of(evidence, np.asarray(groups), type(self).__name__)
        proba = said.shares()
        for _ in range(self.rounds):
            before = proba
            log_chance = said.chance(said.confusion(proba)[:, :, None])
            proba = softmax(log_chance + np.log(said.common(proba)))
            if float(np.abs(proba - before)[said.spoken].max(initial=0)) < self.tolerance:
                break
        # Once only: taken again and again, mistakes that go on through a span become the truth.
        start, follow = said.learnt(proba, said.steps(proba))
        confusion = said.confusion(proba)
        log_chance = said.chance(said.after(proba, confusion))
        proba, _, log_likelihood = walked(log_chance, said.chains, start, follow)
        together = likeliest(log_chance, said.chains, start, follow)
        right = np.einsum("k,skk->s", said.common(proba), confusion)
        return Posterior(
            evidence.classes, proba, confusion, right, log_likelihood, together=together
        )
