"""What people said in another tool, back as decisions."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from itertools import islice
from pathlib import Path
from typing import Any

from assay.errors import DataError, ReadError
from assay.exchange.answer import UNKNOWN, Answer, Wrong, decided, last_words
from assay.exchange.decision import decision
from assay.exchange.entry import Label, Project, label_of, plain
from assay.exchange.export import tool_of, tools
from assay.exchange.store import Store
from assay.exchange.tool import Tool
from assay.ledger import Decision
from assay.read.files import check_there

WHO = "bring"
#: Names that are looked up at once, and that are told.
STEP, SHOWN = 10_000, 20
Found = Mapping[str, Mapping[str, Any]]


def bring(
    review: Store,
    path: str | Path,
    format: str | None = None,  # noqa: A002 - the word of the command line
    by: str | None = None,
) -> dict[str, Any]:
    """Add what people said in another tool to the decisions of a review.

    All or nothing: where a part of the file is wrong, an error lists it by its place and nothing
    is added. The same file brought twice adds nothing the second time. Items that are not in the
    review are left out and told.

    Parameters
    ----------
    review
        An open review.
    path
        A file as `export` writes it and the tool gives it back, or one the tool made by itself.
    format
        One of `assay.exchange.FORMATS`; by default found from the file.
    by
        Who decided, where the file doesn't say; by default the name of the format.

    Returns
    -------
    dict
        `read`, answers in the file; `new`, decisions added; `again`, known already; `empty`,
        items nobody answered; `unknown`, names of items that aren't here; `by`, answers a person.
    """
    path = Path(path)
    check_there(path)
    tool = tool_of(format) if format else _guessed(path)
    project = Project.of(review.info())
    wrong = Wrong(str(path))
    answers = list(tool.read(path, project, wrong))
    found, known = _items(review, answers)
    unknown = [a for a, key in zip(answers, found, strict=True) if key is None]
    if answers and len(unknown) == len(answers) and not wrong.found:
        raise _strangers(unknown, path)
    pairs = [(a, key) for a, key in zip(answers, found, strict=True) if key is not None]
    made = list(_decisions(pairs, known, project, by or tool.name, tool.name, wrong))
    wrong.check()
    decisions = [one for one in made if one is not None]
    before = review.ledger.sequence
    numbers = review.ledger.append(decisions) if decisions else []
    new = sum(number > before for number in numbers)
    return {
        "read": len(answers) - len(unknown),
        "new": new,
        "again": len(numbers) - new,
        "empty": len(made) - len(decisions),
        "unknown": list(dict.fromkeys(_name(a) for a in unknown))[:SHOWN],
        "left_out": len(unknown),
        "by": dict(sorted(Counter(one.by for one in decisions).items())),
    }


def _guessed(path: Path) -> Tool:
    for tool in tools().values():
        if tool.looks(path):
            return tool
    rule = "the file must be of a tool that is known"
    fix = f"Say which with --format: {', '.join(tools())}."
    raise ReadError(WHO, rule, got=repr(path.name), fix=fix)


def _items(review: Store, answers: Sequence[Answer]) -> tuple[list[str | None], Found]:
    """Return the key of the item of every answer, None for none, and what is known of the items."""
    names = dict.fromkeys(
        name for a in answers for name in ((a.key,) if a.key is not None else a.other)
    )
    known: dict[str, Mapping[str, Any]] = {}
    left = iter(names)
    while some := list(islice(left, STEP)):
        known |= review.find(some)
    found: list[str | None] = []
    for a in answers:
        tried = (a.key,) if a.key is not None else a.other
        found.append(next((name for name in tried if name in known), None))
    return found, known


def _decisions(
    pairs: Sequence[tuple[Answer, str]], known: Found, project: Project, by: str, source: str,
    wrong: Wrong,
) -> Iterator[Decision | None]:  # fmt: skip
    """Yield the decision of every person on every item, None where nothing was said."""
    groups: dict[tuple[str, str], list[Answer]] = {}
    for answer, key in pairs:
        groups.setdefault((key, answer.by or by), []).append(answer)
    for (key, person), said in groups.items():
        given, split = label_of(known[key]["given"]), str(known[key].get("split") or "")
        for answer in last_words(said, wrong) if len(said) > 1 else said:
            changed = _changed(answer, given)
            if changed:
                wrong(answer.where, changed)
                continue
            try:
                verdict, new = decided(answer, project, given)
            except ValueError as error:
                wrong(answer.where, str(error))
                continue
            yield (
                decision(answer, project, key, given, split, person, verdict, new, source)
                if verdict
                else None
            )


def _changed(answer: Answer, given: Label) -> str:
    """Return how the label of the data is another than when it was sent out, "" if it is not."""
    if answer.given is UNKNOWN:
        return ""
    sent = label_of(answer.given)
    if isinstance(sent, tuple) and isinstance(given, tuple):
        sent, given = tuple(sorted(set(sent))), tuple(sorted(set(given)))
    if sent == given:
        return ""
    return f"the label was {plain(sent)!r} when it was sent out and is {plain(given)!r} now"


def _name(answer: Answer) -> str:
    return answer.key if answer.key is not None else answer.other[0] if answer.other else ""


def _strangers(answers: Sequence[Answer], path: Path) -> DataError:
    names = list(dict.fromkeys(map(_name, answers)))[:3]
    rule = "items of the file must be items of the review"
    got = f"none of {len(answers):,}, such as {', '.join(map(repr, names))}"
    fix = "Bring it into the review it was exported from; keep the assay_key column."
    return DataError(WHO, rule, got=got, where=str(path), fix=fix)
