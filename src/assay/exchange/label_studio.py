"""Label Studio: tasks with predictions and their labelling interface, annotations back."""

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from assay.exchange.answer import VERDICTS
from assay.exchange.entry import Entry, Label, Project, names_of, outcome, plain
from assay.exchange.label_studio_answers import read
from assay.exchange.label_studio_config import NOTE, THING, VERDICT, config, control_of
from assay.exchange.lines import first, listed, write_lines
from assay.exchange.pictures import Pictures
from assay.exchange.sent import MARK, along, question, receipt
from assay.exchange.tool import Tool
from assay.ledger import Decision
from assay.read.label_studio import is_export


def write(
    entries: Iterable[Entry], project: Project, path: Path, pictures: Pictures
) -> tuple[int, list[Path]]:
    """Write tasks, and beside them the labelling interface to paste into the project."""
    kinds: dict[str, None] = {}

    def tasks() -> Iterator[dict[str, Any]]:
        for entry in entries:
            kinds.setdefault(entry.kind)
            yield task(entry, project, pictures)

    written = write_lines(path, listed(tasks()))
    interface = path.with_suffix(".xml")
    write_lines(interface, config(project, next(iter(kinds), "none")))
    return len([*kinds]) and written - 1, [path, interface]


def task(entry: Entry, project: Project, pictures: Pictures) -> dict[str, Any]:
    """Return one item as a task."""
    control = control_of(project)
    made: dict[str, Any] = {
        "data": {**shown(entry, pictures), **along(entry, project)},
        "predictions": [],
        "annotations": [annotation(one, project, control) for _, one in entry.told],
    }
    made["data"][f"{MARK}question"] = question(entry)
    if entry.proposed is not None:
        result = answered(entry.proposed, project, control)
        made["predictions"] = [
            {"model_version": "assay", "score": entry.chance, "result": [result]}
        ]
    return made


def shown(entry: Entry, pictures: Pictures) -> dict[str, Any]:
    """Return what a person looks at."""
    found = entry.content
    match entry.kind:
        case "text":
            return {"text": str(found.get("text", ""))}
        case "image":
            return {"image": pictures.inside(entry)}
        case "row":
            return {"cells": dict(found.get("cells", {}))}
    return {"text": entry.key}


def annotation(decision: Decision, project: Project, control: str) -> dict[str, Any]:
    """Return a decision as an annotation.

    Who decided stands in the result, not in `completed_by`: Label Studio refuses a whole file for
    one annotator it doesn't know.
    """
    results = []
    if decision.verdict in ("relabel", "several", "confirm"):
        results.append(answered(outcome(decision), project, control))
    else:
        words = next((w for w, v in VERDICTS.items() if v == decision.verdict), decision.verdict)
        results.append(chosen(VERDICT, [words]))
    if decision.why:
        value = {"text": [decision.why]}
        results.append({"from_name": NOTE, "to_name": THING, "type": "textarea", "value": value})
    results[0]["meta"] = {"assay": receipt(decision)}
    return {
        "result": results,
        "was_cancelled": False,
        "ground_truth": decision.settles,
        "lead_time": decision.seconds or None,
    }


def answered(label: Label, project: Project, control: str) -> dict[str, Any]:
    """Return a label as the result of a control."""
    if project.numeric:
        value = {"number": plain(label)}
        return {"from_name": control, "to_name": THING, "type": "number", "value": value}
    return chosen(control, names_of(label))


def chosen(control: str, names: list[str]) -> dict[str, Any]:
    """Return choices as the result of a control."""
    value = {"choices": names}
    return {"from_name": control, "to_name": THING, "type": "choices", "value": value}


LABEL_STUDIO = Tool(
    name="label-studio",
    about="tasks with predictions (.json) and their labelling interface (.xml)",
    suffixes=(".json",),
    write=write,
    read=read,
    looks=lambda path: path.is_file() and is_export(first(path)),
)
