"""Exports of doccano: annotations with their user, or one file of labels a user."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from assay.dataset import Dataset
from assay.errors import DataError
from assay.read.collected import Answer, Collected, dataset
from assay.read.wanted import WHO, Wanted

#: What the labels of an example are called, by version and task.
LABELS = ("label", "labels", "cats", "categories")
#: The file doccano writes of all users together.
ALL = ("all", "admin-all")


def is_export(first: Any) -> bool:
    """Tell whether an object is an example of doccano with the annotations of its users.

    >>> is_export({"text": "a", "annotations": [{"label": 1, "user": 2}]})
    True
    """
    if not isinstance(first, Mapping) or not isinstance(first.get("annotations"), list):
        return False
    noted = [one for one in first["annotations"] if isinstance(one, Mapping)]
    return ("text" in first or "data" in first) and all("user" in one for one in noted)


def read_export(
    examples: Sequence[Mapping[str, Any]], path: Path, wanted: Wanted, name: str,
    origin: Mapping[str, Any],
) -> Dataset:  # fmt: skip
    """Read examples that hold annotations with a label and a user each."""
    answers: list[Answer] = []
    for at, example in enumerate(examples):
        by: dict[str, list[Any]] = {}
        for one in example["annotations"]:
            if "start_offset" in one:
                raise _spans(path)
            by.setdefault(str(one["user"]), []).append(one["label"])
        answers += [Answer(at, user, _value(labels)) for user, labels in by.items()]
    return _dataset(list(examples), answers, wanted, name, origin)


def read_folder(
    files: Mapping[str, Sequence[Mapping[str, Any]]], path: Path, wanted: Wanted, name: str,
    origin: Mapping[str, Any],
) -> Dataset:  # fmt: skip
    """Read a folder with a file of labels a user; the same example has the same id, or text."""
    places: dict[Any, int] = {}
    examples: list[Mapping[str, Any]] = []
    answers: list[Answer] = []
    for user, rows in sorted(files.items()):
        if user in ALL and len(files) > 1:
            continue
        for example in rows:
            key = example.get("id", example.get("text", example.get("data")))
            at = places.setdefault(key, len(places))
            if at == len(examples):
                examples.append(example)
            said = next((example[key] for key in LABELS if example.get(key) is not None), None)
            if isinstance(said, list) and said and isinstance(said[0], list):
                raise _spans(path)
            if said not in (None, []):
                value = _value(said) if isinstance(said, list) else said
                answers.append(Answer(at, user, value))
    return _dataset(examples, answers, wanted, name, origin)


def _value(labels: list[Any]) -> Any:
    distinct = list(dict.fromkeys(labels))
    return distinct[0] if len(distinct) == 1 else distinct


def _dataset(
    examples: list[Mapping[str, Any]], answers: list[Answer], wanted: Wanted, name: str,
    origin: Mapping[str, Any],
) -> Dataset:  # fmt: skip
    text = "text" if examples and "text" in examples[0] else "data"
    left = {"id", "annotations", "annotation_approver", "Comments", "comments", *LABELS}
    keys = list(dict.fromkeys(k for one in examples for k in one if k not in left))
    columns = {key: [_cell(one.get(key)) for one in examples] for key in keys}
    found = Collected(
        ids=[one.get("id", at) for at, one in enumerate(examples)],
        answers=answers,
        columns=columns,
        text=text if text in columns else "",
    )
    return dataset(found, wanted, name, origin)


def _cell(value: Any) -> Any:
    if isinstance(value, Mapping | list):
        return str(value) if value else None
    return value


def _spans(path: Path) -> DataError:
    rule = "labels of an export must be of whole texts"
    fix = "Spans of text are judged from Python: see `assay.flag.SpanErrors`."
    return DataError(WHO, rule, got="labels of spans", where=str(path), fix=fix)
