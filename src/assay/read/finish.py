"""What is given beside the data, and what is said of the sources: the last step of reading."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from assay.dataset import Dataset
from assay.errors import SettingError
from assay.evidence import SourceKind
from assay.read import checked, featured, graphs, predicted
from assay.read.answers import KINDS as ANSWERS
from assay.read.votes import KINDS, of_kind
from assay.read.wanted import WHO

#: What can be given beside the data, and who reads it.
BESIDE: dict[str, Callable[..., Dataset]] = {
    "graph": graphs.attach,
    "gold": checked.attach,
    "predictions": predicted.attach,
    "features": featured.attach,
}


def check_words(rare: Any, answers: Any, kind: Any) -> None:
    """Raise unless the options that are one of a few words are."""
    few = {"rare": ("error", "aside"), "answers": (None, *ANSWERS), "kind": (None, *KINDS)}
    for name, value in (("rare", rare), ("answers", answers), ("kind", kind)):
        if value not in few[name]:
            known = [word for word in few[name] if word]
            words = (
                f"one of {', '.join(known)}" if len(known) > 2 else " or ".join(map(repr, known))
            )
            rule = f"{name} must be {words}"
            raise SettingError(WHO, rule, got=repr(value))


def finished(
    found: Dataset, given: dict[str, Any], kind: SourceKind | None, models: Sequence[str]
) -> Dataset:
    """Return the data set with what was given beside it, and its sources of the kinds they are.

    Parameters
    ----------
    found
        What was read.
    given
        What to attach, by the names of `BESIDE`; None for nothing.
    kind
        What all sources are, where that was said.
    models
        Names of those that are models.
    """
    for name, attach in BESIDE.items():
        if given.get(name) is not None:
            found = attach(found, given[name])
    if kind is not None:
        found = found.replace(evidence=of_kind(found.evidence, kind))
    if models:
        found = found.replace(evidence=of_kind(found.evidence, "model", models))
    return found


def told(given: dict[str, Any]) -> dict[str, str]:
    """Return the files among what was given, so that they can be named again."""
    return {n: str(value) for n, value in given.items() if isinstance(value, str | Path)}
