"""What stands of a history: each reviewer's last word on every item, and what is settled."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from assay.ledger.decision import Decision


@dataclass(frozen=True)
class Conflict:
    """Decisions on one item that don't agree.

    Parameters
    ----------
    item
        The item's id.
    decisions
        What stands, in the order it was decided.
    """

    item: str
    decisions: tuple[Decision, ...]


@dataclass
class Standing:
    """A history folded up, decision by decision.

    Parameters
    ----------
    stacks
        Item -> reviewer -> their decisions that were not taken back, last one standing.
    """

    stacks: dict[str, dict[str, list[tuple[int, Decision]]]] = field(default_factory=dict)

    def add(self, number: int, decision: Decision) -> None:
        """Take in the next decision of the history."""
        reviewers = self.stacks.setdefault(decision.item, {})
        stack = reviewers.setdefault(decision.by, [])
        if decision.verdict != "undo":
            stack.append((number, decision))
        else:
            stack[:] = [pair for pair in stack if pair[1].id != decision.replaces]
        if not stack:
            del reviewers[decision.by]
        if not reviewers:
            del self.stacks[decision.item]

    def verdicts(self, items: Iterable[str] | None = None) -> dict[str, dict[str, Decision]]:
        """Return each reviewer's standing decision on every item, or on these."""
        wanted = self.stacks if items is None else [i for i in items if i in self.stacks]
        return {
            item: {by: stack[-1][1] for by, stack in self.stacks[item].items()} for item in wanted
        }

    def settled(self) -> tuple[dict[str, Decision], list[Conflict]]:
        """Return what is agreed or adjudicated, and the items on which reviewers disagree."""
        settled: dict[str, Decision] = {}
        conflicts = []
        for item, reviewers in self.stacks.items():
            last = sorted((stack[-1] for stack in reviewers.values()), key=lambda pair: pair[0])
            said = [decision for _, decision in last if decision.verdict != "skip"]
            one = agreed(said)
            if one is not None:
                settled[item] = one
            elif said:
                conflicts.append(Conflict(item, tuple(said)))
        return settled, conflicts


def agreed(decisions: Iterable[Decision]) -> Decision | None:
    """Return the decision that all come to, or None where they differ or there is none.

    A decision that settles stands above those that don't; one that another names in `replaces`
    is taken back. Of decisions that agree the earliest is returned.
    """
    said = list(decisions)
    said = [one for one in said if one.settles] or said
    taken_back = {one.replaces for one in said if one.replaces}
    said = [one for one in said if one.id not in taken_back]
    if len({one.outcome for one in said}) != 1:
        return None
    return min(said, key=lambda one: (one.at, one.id))
