"""Exports of Label Studio: tasks with the annotations of several people, and predictions."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from assay.dataset import Dataset
from assay.errors import DataError
from assay.read.collected import Answer, Collected, dataset
from assay.read.wanted import WHO, Wanted, shown

#: Types of answers -> the key their value stands under; others, such as boxes, aren't read.
READ = {
    "choices": "choices", "rating": "rating", "number": "number", "taxonomy": "taxonomy",
    "pairwise": "selected",
}  # fmt: skip
#: What the truth goes by: an annotation that was marked as right.
GOLD = "gold"
#: Columns that are the text of a task, the first that is there.
TEXTS = ("text", "Text", "comment", "review", "title", "prompt", "question")


def is_export(first: Any) -> bool:
    """Tell whether an object is a task of Label Studio.

    >>> is_export({"id": 1, "data": {"text": "a"}, "annotations": []}), is_export({"label": "a"})
    (True, False)
    """
    return (
        isinstance(first, Mapping)
        and isinstance(first.get("data"), Mapping)
        and isinstance(first.get("annotations", first.get("completions")), list)
    )


def read_export(
    tasks: Sequence[Mapping[str, Any]], path: Path, wanted: Wanted, name: str,
    origin: Mapping[str, Any],
) -> Dataset:  # fmt: skip
    """Read the annotations of one control, the one that --label names where there are several.

    An annotation marked as ground truth is the truth; cancelled ones are left out; predictions
    are the answers of a model, called by its version.
    """
    control = _control(tasks, wanted, path)
    skipped: dict[str, int] = {}
    answers = [one for at, task in enumerate(tasks) for one in _task(at, task, control, skipped)]
    keys = list(dict.fromkeys(key for task in tasks for key in task["data"]))
    columns = {key: [_cell(task["data"].get(key)) for task in tasks] for key in keys}
    text = next((key for key in TEXTS if key in columns), "")
    found = Collected(
        ids=[task.get("id", at) for at, task in enumerate(tasks)],
        answers=answers,
        columns=columns,
        text=text,
        scale=_types(tasks, control) == {"rating"},
        skipped=tuple(f"{n} {what}" for what, n in skipped.items()),
    )
    return dataset(found, wanted, name, origin)


def _cell(value: Any) -> Any:
    return value if isinstance(value, str | int | float | bool | None) else str(value)


def _annotations(task: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    return list(task.get("annotations", task.get("completions")) or [])


def _results(tasks: Sequence[Mapping[str, Any]]) -> Iterator[Mapping[str, Any]]:
    for task in tasks:
        for one in _annotations(task):
            yield from one.get("result") or []


def _control(tasks: Sequence[Mapping[str, Any]], wanted: Wanted, path: Path) -> str:
    """Return the name of the control whose answers are read."""
    found: dict[str, str] = {}
    for one in _results(tasks):
        found.setdefault(str(one.get("from_name", "")), str(one.get("type", "")))
    readable = [name for name, kind in found.items() if kind in READ]
    asked = wanted.label[0] if wanted.label else None
    if asked is not None:
        if asked in readable:
            return asked
        rule = "the label must be a control with choices, a rating, a number, a taxonomy or a pair"
        fix = f"There are: {shown(readable)}." if readable else ""
        got = repr(asked) + (f", which is {found[asked]}" if asked in found else "")
        raise DataError(WHO, rule, got=got, where=str(path), fix=fix)
    if len(readable) == 1:
        return readable[0]
    rule = "one control of the project must be the label"
    if not readable:
        kinds = shown(sorted(set(found.values()))) or "no annotation"
        fix = f"Those that are read: {', '.join(READ)}."
        raise DataError(WHO, rule, got=kinds, where=str(path), fix=fix)
    fix = f"Say which with --label: {shown(readable)}."
    raise DataError(WHO, rule, got=f"{len(readable)} of them", where=str(path), fix=fix)


def _types(tasks: Sequence[Mapping[str, Any]], control: str) -> set[str]:
    return {str(one.get("type")) for one in _results(tasks) if one.get("from_name") == control}


def _task(
    at: int, task: Mapping[str, Any], control: str, skipped: dict[str, int]
) -> Iterator[Answer]:
    """Yield what was said of one task."""
    for one in _annotations(task):
        if one.get("was_cancelled") or one.get("skipped"):
            skipped["cancelled annotations"] = skipped.get("cancelled annotations", 0) + 1
            continue
        value = value_of(one.get("result") or [], control)
        if value is None:
            skipped["annotations without an answer"] = (
                skipped.get("annotations without an answer", 0) + 1
            )
            continue
        if one.get("ground_truth"):
            yield Answer(at, GOLD, value, trusted=True)
            continue
        when = time_of(one.get("created_at"))
        yield Answer(at, person(one.get("completed_by")), value, time=when)
    for one in task.get("predictions") or []:
        value = value_of(one.get("result") or [], control) if isinstance(one, Mapping) else None
        if value is not None:
            version = str(one.get("model_version") or "prediction")
            yield Answer(at, version, value, "model", time=time_of(one.get("created_at")))


def value_of(results: Sequence[Mapping[str, Any]], control: str) -> Any:
    """Return the answer of one control: a class, a number, or several tags as a list."""
    for one in results:
        if one.get("from_name") != control or one.get("type") not in READ:
            continue
        value = (one.get("value") or {}).get(READ[one["type"]])
        if one["type"] == "taxonomy" and value:
            value = [" / ".join(map(str, path)) for path in value]
        if isinstance(value, list):
            return None if not value else value[0] if len(value) == 1 else value
        return value
    return None


def person(value: Any) -> str:
    """Return what a person is called: by mail where the export says it, else by number."""
    if isinstance(value, Mapping):
        return str(value.get("email") or value.get("username") or value.get("id") or "unknown")
    return "unknown" if value is None else str(value)


def time_of(value: Any) -> float:
    """Return a time as seconds, NaN where it is none."""
    try:
        moment = datetime.fromisoformat(str(value))
    except ValueError:
        return float("nan")
    return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).timestamp()
