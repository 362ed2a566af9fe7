"""Sources that repeat each other."""

import re
from dataclasses import dataclass

import numpy as np
from scipy.sparse import csr_array

from assay.evidence import Evidence
from assay.kernels.infer.dependence import Dependence, dependence
from assay.kernels.sources.kappa import Answers, Pairs
from assay.kernels.votes import cut, majority
from assay.kernels.wording import amount, listed, percent
from assay.method import Auditor
from assay.posterior import Posterior
from assay.results import Finding
from assay.types import Bools, Count, Fraction, Ints

COUNT_ONCE = "Count them as one source, or infer the truth by a method that knows of copies."
MIX = "Ask models of other families, or people, and count a family of models as one."
#: Groups of sources that are told one by one.
MOST = 5


@dataclass(frozen=True)
class CopiedAnswers(Auditor, reads={"votes"}, truth={"one_of", "ordered"}):
    """Find sources that agree far more than the truth explains, above all on wrong answers.

    Two sources that err independently agree as often as their errors and the truth make them; what
    is beyond that is copied, from each other or from a third. Pairs that agree beyond chance, so
    many pairs being looked at, are joined to groups. Models err alike rather than copy, and are
    told so; those of one family are tested together, too.

    Equation
    --------
    copied = (agree - expected) / (most - expected)
    z      = (agree - expected) / deviation: as truth and confusions have it, and typical pairs
    told where P(z) < chance / pairs and copied >= its setting; of models of one family >= alike
    or, for a family, where P(sum(z) / sqrt(pairs)) < chance / families and mean copied >= alike

    Parameters
    ----------
    copied
        Share of claims that one repeats of the other from which on a pair is told.
    alike
        The same for two models of one family, and for the mean of a family's pairs.
    chance
        Chance that any pair is told where none depends on another.
    most
        Most sources to compare all pairs of.

    Notes
    -----
    Assumes that most sources don't copy. A family is what stands before the first sign or figure in
    a model's name: `llama_7b` and `llama-13b` are of one. Trusted sources are left out.

    Figures: tests find drawn copies, raise no alarm without them, and hold what is told of models
    on BABE (`tests/audit/test_copied_answers.py`).

    Cost: a product of the claims with themselves, quadratic in sources.
    """

    copied: Fraction = 0.3
    alike: Fraction = 0.15
    chance: Fraction = 0.001
    most: Count = 5000
    codes = {
        "copied-answers": (
            "Sources give the same answers far more often than knowing the truth explains.",
            "They copy each other, share an account, or are one program: their votes are one vote, "
            "and a majority of copies overrules those who know.",
            COUNT_ONCE,
        ),
        "correlated-judges": (
            "Models make the same mistakes far more often than chance would.",
            "Models of one family, or taught on the same data, err on the same items: their "
            "agreement is no sign of being right, and a vote among them gains little.",
            MIX,
        ),
    }

    def audit(self, evidence: Evidence, truth_posterior: Posterior | None) -> tuple[Finding, ...]:
        """Compare every two sources."""
        if truth_posterior is None or not 3 <= evidence.n_sources <= self.most:
            return ()
        pieces = cut(evidence)
        trusted = np.array([one.trusted for one in evidence.sources], bool)
        shares = majority(evidence, pieces)
        found = dependence(pieces, shares, apart=trusted, level=self.chance)
        home = families(evidence)
        related = (home[found.first] == home[found.second]) & (home[found.first] >= 0)
        kept = found.certain & (found.copied >= np.where(related, self.alike, self.copied))
        kept |= self._together(found, home, related)
        labels = truth_posterior.labels
        groups = _groups(found, kept, evidence.n_sources)
        told = [self._told(evidence, found, kept, labels, group) for group in groups]
        told.sort(key=lambda one: -one.value)
        return tuple(told[:MOST])

    def _together(self, found: Dependence, home: Ints, related: Bools) -> Bools:
        """Return the pairs of families whose models, all pairs taken together, err alike."""
        from scipy.special import ndtri

        which = np.where(related, home[found.first], int(home.max(initial=-1)) + 1)
        many = np.maximum(np.bincount(which), 1)
        z = np.bincount(which, found.z) / np.sqrt(many)
        mean = np.bincount(which, found.copied) / many
        far = (z > -ndtri(self.chance / max(len(many), 1))) & (mean >= self.alike)
        return np.asarray(related & far[which])

    def _told(
        self, evidence: Evidence, found: Dependence, kept: Bools, labels: Ints, group: Ints
    ) -> Finding:
        inside = np.flatnonzero(kept & np.isin(found.first, group) & np.isin(found.second, group))
        top = inside[np.argmax(found.copied[inside])]
        names = [evidence.sources[s].name for s in group]
        pair = [evidence.sources[s[top]].name for s in (found.first, found.second)]
        same, wrong, items = _alike(evidence, found, inside, top, labels)
        said = (
            f"{listed(pair)} gave the same answer to {same:,} of "
            f"{amount(int(found.shared[top]), 'item')} where {found.expected[top]:,.0f} would be "
            f"by chance, {wrong:,} of them answers that the posterior takes for wrong"
        )
        if len(group) > 2:
            said = f"{len(group)} sources repeat each other, {listed(names)}: {said}"
        models = all(evidence.sources[s].kind == "model" for s in group)
        one_family = models and len({family(one) for one in names}) == 1
        kind = " (one family)" if one_family else ""
        code = "correlated-judges" if models else "copied-answers"
        share = percent(float(found.copied[top]))
        return Finding(
            code, "warning", f"{said}; {share} of the claims are repeated{kind}.",
            MIX if models else COUNT_ONCE, "source", ", ".join(names), items,
            float(found.copied[top]),
        )  # fmt: skip


def families(evidence: Evidence) -> Ints:
    """Return (S,) a number for the family of each model, -1 for what is no model."""
    names = [family(one.name) if one.kind == "model" else "" for one in evidence.sources]
    home = np.unique(np.array(names, str), return_inverse=True)[1]
    return np.where(np.array(names, str) == "", -1, home).astype(np.int64)


def family(name: str) -> str:
    """Return the family of a model: what stands before the first sign or figure of its name.

    Examples
    --------
    >>> family("llama_7b"), family("gpt-4o-mini"), family("openai/gpt-4o"), family("Qwen2.5")
    ('llama', 'gpt', 'gpt', 'qwen')
    """
    return re.split(r"[^a-z]", name.rpartition("/")[2].lower(), maxsplit=1)[0] or name


def _groups(found: Dependence, kept: Bools, n_sources: int) -> list[Ints]:
    """Return the sources that hang together by the pairs kept."""
    from scipy.sparse.csgraph import connected_components

    ends = (found.first[kept], found.second[kept])
    graph = csr_array((np.ones(int(kept.sum())), ends), shape=(n_sources, n_sources))
    _, group = connected_components(graph, directed=False)
    size = np.bincount(group)
    return [np.flatnonzero(group == one) for one in np.flatnonzero(size > 1)]


def _alike(
    evidence: Evidence, found: Dependence, inside: Ints, top: int, labels: Ints
) -> tuple[int, int, Ints]:
    """Return how often a pair agrees, how often on what is wrong, and the group's such items."""
    from assay.kernels.sources.agreed import hard_answers

    item, source, code = hard_answers(evidence)
    mine = np.isin(source, np.union1d(found.first[inside], found.second[inside]))
    answers = Answers.of(item[mine], source[mine], code[mine], evidence.n_sources)
    where = np.concatenate([[top], inside[inside != top]])
    pairs = Pairs(found.first[where].astype(np.int64), found.second[where], found.shared[where])
    same = wrong = 0
    items = [np.empty(0, np.int64)]
    for at, pair, one, two in answers.records(pairs):
        bad = (one == two) & (one != labels[at])
        items.append(at[bad])
        same += int(((one == two) & (pair == 0)).sum())
        wrong += int((bad & (pair == 0)).sum())
    which, times = np.unique(np.concatenate(items), return_counts=True)
    return same, wrong, which[np.argsort(-times, kind="stable")]
