"""Sources whose answers have nothing to do with the truth."""

from dataclasses import dataclass

import numpy as np

from assay.evidence import Evidence
from assay.kernels.sources.discoveries import discoveries
from assay.kernels.sources.naming import alone, name, told
from assay.kernels.sources.skill import Skill, errors_at, skill
from assay.kernels.sources.source_worth import SourceWorth
from assay.kernels.wording import percent
from assay.method import Auditor
from assay.results import Finding
from assay.types import Bools, Floats, Fraction, Ints

DROP = "Leave its answers out, or let the truth be inferred by a method that weighs sources."
TURN = "Ask whether it read the scale the other way round; turned about, its answers may be good."


@dataclass(frozen=True)
class Spammers(Auditor, reads={"votes"}, truth={"one_of", "ordered"}, paper="raykar2012"):
    """Find sources that answer whatever the truth is, and those that answer the opposite.

    A source is taken to follow the truth for a share of its answers, and for the others its own
    habit, be it always one class or any at random. The share is the slope of its answers on what
    all other sources say of the items; where habit is all that is wrong, its square is Raykar and
    Yu's spammer score. A source is told when the share is below `useful` beyond chance.

    Equation
    --------
    skill = sum over answers of (t - mean t) . (a - mean a) / sum of |t - mean t|^2
    spammer         where P(so little | skill = useful) passes Benjamini and Hochberg at false_share
    contrary-source where P(so little | skill = 0) does, and skill < -contrary

    t: P(truth) by all other sources; a: the answer as a row of noughts and a one.

    Parameters
    ----------
    useful
        Share of answers that follow the truth from which on a source is of use.
    contrary
        Share of answers that are the truth turned about from which on a source is told for it.
    false_share
        Most of those told, on average, that are told wrongly (Benjamini and Hochberg).

    Notes
    -----
    Assumes that most sources are no spammers, and that sources err independently of each other:
    spammers who copy each other look good to each other. Trusted sources are not looked at.

    References: raykar2012, benjamini1995.

    Figures: tests find most spammers in drawn crowds and nobody in honest ones, and hold who is
    told on BABE to be nearest to chance (`tests/audit/test_spammers.py`).

    Cost: three passes over (claims, classes).
    """

    useful: Fraction = 0.25
    contrary: Fraction = 0.2
    false_share: Fraction = 0.05
    codes = {
        "spammer": (
            "What a source answers has nothing, or next to nothing, to do with the truth.",
            "Its answers are noise: they cost money, blur every majority, and where they are "
            "always one class they tilt the shares of classes.",
            DROP,
        ),
        "contrary-source": (
            "A source says the opposite of the truth more often than chance would.",
            "It most likely took the scale the other way round. A majority vote is led astray by "
            "it, though it knows the truth as well as others.",
            TURN,
        ),
    }

    def audit(self, evidence: Evidence, source_worth: SourceWorth | None) -> tuple[Finding, ...]:
        """Test every source."""
        if source_worth is None:
            return ()
        claims, fitted = source_worth.said, source_worth.fitted
        found = skill(evidence, claims, fitted)
        shares = (self.useful, 0.0)
        near, level = errors_at(evidence, claims, fitted, found, shares)
        useless = self._below(evidence, found, near)
        turned = self._turned(evidence, found, level)
        useless &= ~turned
        return (
            *self._told_useless(evidence, found, useless, level),
            *self._told_turned(evidence, found, turned, level),
        )

    def _below(self, evidence: Evidence, found: Skill, error: Floats) -> Bools:
        chance = _chance(found.value - self.useful, error, alone(evidence))
        return discoveries(chance, self.false_share)

    def _turned(self, evidence: Evidence, found: Skill, error: Floats) -> Bools:
        chance = _chance(found.value, error, alone(evidence))
        worst = np.nan_to_num(found.value) < -self.contrary
        return np.asarray(discoveries(chance, self.false_share) & worst)

    def _told_useless(
        self, evidence: Evidence, found: Skill, which: Bools, error: Floats
    ) -> list[Finding]:
        rows = np.flatnonzero(which)
        rows = rows[np.argsort(found.value[rows], kind="stable")]
        votes = np.bincount(evidence.source, minlength=evidence.n_sources)

        def each(s: int) -> str:
            top = int(found.habit[s].argmax())
            share = percent(max(0.0, float(found.value[s])))
            most = percent(float(found.value[s] + 1.96 * error[s]))
            habit = f"`{evidence.classes[top]}` in {percent(float(found.habit[s, top]))}"
            return (
                f"{name(evidence, s)} follows the truth in {share} of its {votes[s]:,} answers, at "
                f"most {most}; it says {habit}."
            )

        return told(
            "spammer", "warning", evidence, rows, found.value, each,
            "{count} of {of} sources answer whatever the truth is: {names}.", DROP,
        )  # fmt: skip

    def _told_turned(
        self, evidence: Evidence, found: Skill, which: Bools, error: Floats
    ) -> list[Finding]:
        rows = np.flatnonzero(which)
        rows = rows[np.argsort(found.value[rows], kind="stable")]
        votes = np.bincount(evidence.source, minlength=evidence.n_sources)

        def each(s: int) -> str:
            low, high = (-found.value[s] + sign * 1.96 * error[s] for sign in (-1, 1))
            return (
                f"{name(evidence, s)} turns the truth about in "
                f"{percent(-float(found.value[s]))} of its {votes[s]:,} answers "
                f"({percent(max(0.0, low))} to {percent(min(1.0, high))})."
            )

        return told(
            "contrary-source", "warning", evidence, rows, found.value, each,
            "{count} of {of} sources turn the truth about: {names}.", TURN,
        )  # fmt: skip


def _chance(value: Floats, error: Floats, looked_at: Ints) -> Floats:
    """Return (S,) chance of so low a value, NaN where nothing is told or nobody looks."""
    from scipy.special import ndtr

    z = np.divide(value, error, out=np.full(len(value), np.nan), where=error > 0)
    chance = np.full(len(z), np.nan)
    chance[looked_at] = ndtr(z)[looked_at]
    return chance
