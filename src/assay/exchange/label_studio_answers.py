"""Annotations of Label Studio, as answers."""

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from assay.errors import DataError
from assay.exchange.answer import VERDICTS, Answer, Wrong, duration, kind_of, moment
from assay.exchange.entry import Project
from assay.exchange.label_studio_config import VERDICT, control_of
from assay.exchange.lines import objects
from assay.exchange.sent import MARK, back, received
from assay.read.label_studio import READ, person, value_of


def read(path: Path, project: Project, wrong: Wrong) -> Iterator[Answer]:
    """Yield the annotations of an export; ground truth settles, a cancelled one is a skip."""
    tasks = list(objects(path, wrong))
    own = any(back(_data(one))[0] is not None for _, one in tasks)
    control = _control(tasks, project)
    for at, one in tasks:
        where = f"task {one['id']}" if isinstance(one.get("id"), int | str) else f"task in {at}"
        said = one.get("annotations", one.get("completions"))
        if not isinstance(one.get("data"), Mapping) or not isinstance(said, list):
            wrong(where, "not a task: it must have data and a list of annotations")
            continue
        key, given = back(one["data"])
        if own and key is None:
            wrong(where, f"{MARK}key is not there, though other tasks have it")
            continue
        other = () if own else (str(one.get("id")),)
        for number, found in enumerate(said, 1):
            place = f"{where}, annotation {number}"
            answer = _answer(found, place, control, wrong)
            if answer is not None:
                yield Answer(place, key, other, given=given, **answer)


def _data(one: Mapping[str, Any]) -> Mapping[str, Any]:
    data = one.get("data")
    return data if isinstance(data, Mapping) else {}


def _answer(found: Any, place: str, control: str, wrong: Wrong) -> dict[str, Any] | None:
    if not isinstance(found, Mapping):
        wrong(place, f"not an object but {kind_of(found)}")
        return None
    results = found.get("result")
    results = [] if results is None else results
    if not _whole(results):
        wrong(place, "result must be a list of objects with a value each")
        return None
    about: dict[str, Any] = {
        "by": _by(found),
        "at": next((t for n in ("updated_at", "created_at") if (t := moment(found.get(n)))), ""),
        "seconds": duration(found.get("lead_time")),
        "why": _note(results),
        "settles": found.get("ground_truth") is True,
    }
    if found.get("was_cancelled") or found.get("skipped"):
        return {**about, "verdict": "skip", "settles": False}
    told = _receipt(results)
    if told:
        # Who brought it into Label Studio isn't who decided; what was marked there counts.
        about |= {"by": told.get("by", ""), "at": told.get("at", "")}
        about |= {"event": told["event"], "sent": told["sent"]}
    word = value_of(results, VERDICT)
    if isinstance(word, str) and word in VERDICTS:
        return {**about, "verdict": VERDICTS[word]}
    value = value_of(results, control)
    labels = tuple(value) if isinstance(value, list) else () if value is None else (value,)
    return {**about, "labels": labels}


def _whole(results: Any) -> bool:
    """Tell whether results are what they should be, as far as they are read."""
    return isinstance(results, list) and all(
        isinstance(one, Mapping)
        and isinstance(one.get("value", {}), Mapping | None)
        and isinstance(one.get("type", ""), str)
        and _readable(one)
        for one in results
    )


def _readable(one: Mapping[str, Any]) -> bool:
    if one.get("type") != "taxonomy":
        return True
    paths = (one.get("value") or {}).get("taxonomy") or []
    return isinstance(paths, list) and all(isinstance(path, list) for path in paths)


def _by(found: Mapping[str, Any]) -> str:
    who = found.get("completed_by")
    return "" if who is None else person(who)


def _note(results: list[Mapping[str, Any]]) -> str:
    for one in results:
        words = (one.get("value") or {}).get("text")
        if one.get("type") == "textarea" and isinstance(words, list | str):
            return words if isinstance(words, str) else "\n".join(map(str, words))
    return ""


def _receipt(results: list[Mapping[str, Any]]) -> dict[str, Any]:
    """Return what tells that an annotation is a decision of ours, nothing where it isn't."""
    meta = results[0].get("meta") if results else None
    return received(meta.get("assay")) if isinstance(meta, Mapping) else {}


def _control(tasks: list[tuple[str, Mapping[str, Any]]], project: Project) -> str:
    """Return the control that holds the label: ours, the column's, or the only one there is."""
    names: dict[str, None] = {}
    for _, one in tasks:
        said = one.get("annotations", one.get("completions"))
        for found in said if isinstance(said, list) else ():
            results = found.get("result") if isinstance(found, Mapping) else None
            if _whole(results):
                names |= dict.fromkeys(
                    str(r.get("from_name")) for r in results or () if r.get("type") in READ
                )
    names.pop(VERDICT, None)
    wanted = [name for name in (control_of(project), project.field, "label") if name in names]
    return next(iter([*wanted, *names]), "label") if wanted or len(names) < 2 else _unsure(names)


def _unsure(names: Iterable[str]) -> str:
    rule = "one control of the project must be the label"
    fix = "Name it as the column of labels is called."
    raise DataError("bring", rule, got=", ".join(map(repr, names)), fix=fix)
