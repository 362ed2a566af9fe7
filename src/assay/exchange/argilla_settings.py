"""The settings of a data set of Argilla for a review."""

from collections.abc import Iterable, Mapping
from typing import Any

from assay.exchange.answer import VERDICTS
from assay.exchange.entry import Project

#: Names of the questions.
LABEL, VERDICT, NOTE = "label", "verdict", "note"


def settings(project: Project, kind: str) -> dict[str, Any]:
    """Return what `Settings.from_json` reads."""
    image = kind == "image"
    look = {"type": "image"} if image else {"type": "text", "use_markdown": False}
    words = {"type": "text", "use_markdown": False}
    label: dict[str, Any] = words
    if not project.numeric:
        name = "multi_label_selection" if project.several else "label_selection"
        label = {"type": name, "options": options(project.classes)}
    verdict = {"type": "label_selection", "options": options(VERDICTS)}
    return {
        "guidelines": None,
        "fields": [
            asked("image" if image else "text", look, required=True),
            asked("question", words, required=False),
        ],
        "questions": [
            asked(LABEL, label, required=False, title=project.field),
            asked(VERDICT, verdict, required=False),
            asked(NOTE, words, required=False),
        ],
        "vectors": [],
        "metadata": [],
        "allow_extra_metadata": True,
    }


def options(names: Iterable[str]) -> list[dict[str, Any]]:
    """Return the options of a question."""
    return [{"value": name, "text": name, "description": None} for name in names]


def asked(name: str, how: Mapping[str, Any], *, required: bool, title: str = "") -> dict[str, Any]:
    """Return a field or a question."""
    return {"name": name, "title": title or name, "required": required, "settings": dict(how)}
