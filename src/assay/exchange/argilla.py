"""Argilla: records with suggestions and the settings of a data set, responses back."""

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from assay.exchange.answer import VERDICTS, Answer, Wrong, kind_of, moment
from assay.exchange.argilla_settings import LABEL, NOTE, VERDICT, settings
from assay.exchange.entry import Entry, Project, names_of, plain
from assay.exchange.lines import dumped, first, listed, objects, write_lines
from assay.exchange.pictures import Pictures
from assay.exchange.sent import KEY, MARK, along, back, question, receipt, received
from assay.exchange.tool import Tool

DECIDED = f"{MARK}decided"
#: What is no answer.
UNFINISHED = ("draft", "pending")


def write(
    entries: Iterable[Entry], project: Project, path: Path, pictures: Pictures
) -> tuple[int, list[Path]]:
    """Write records as `records.from_json` reads them, and settings beside them."""
    kinds: dict[str, None] = {}

    def records() -> Iterator[dict[str, Any]]:
        for entry in entries:
            kinds.setdefault(entry.kind)
            yield record(entry, project, pictures)

    written = write_lines(path, listed(records()))
    beside = path.with_name(f"{path.stem}-settings.json")
    write_lines(beside, [dumped(settings(project, next(iter(kinds), "none")))])
    return written - 1 if kinds else 0, [path, beside]


def record(entry: Entry, project: Project, pictures: Pictures) -> dict[str, Any]:
    """Return one item as a record; what was decided goes along as metadata.

    Responses are of users that Argilla knows by number, which we don't: it would refuse them.
    """
    suggestions: dict[str, Any] = {}
    told = entry.told
    if entry.proposed is not None:
        value: Any = plain(entry.proposed)
        if project.numeric:
            value = names_of(entry.proposed)[0]
        suggestions[LABEL] = {"value": value, "score": entry.chance, "agent": "assay"}
    sent = {name: value for name, value in along(entry, project).items() if value is not None}
    kept = {n: dumped(v) if isinstance(v, list) else v for n, v in sent.items() if v != ""}
    if told:
        kept[DECIDED] = dumped([receipt(one) for _, one in told])
    return {
        "id": entry.key,
        "fields": {**shown(entry, pictures), "question": question(entry)},
        "metadata": kept,
        "suggestions": suggestions,
        "responses": {},
        "vectors": {},
    }


def shown(entry: Entry, pictures: Pictures) -> dict[str, Any]:
    """Return the field that a person looks at."""
    match entry.kind:
        case "text":
            return {"text": str(entry.content.get("text", ""))}
        case "image":
            return {"image": pictures.inside(entry)}
        case "row":
            return {"text": "\n".join(f"{n}: {v}" for n, v in entry.content["cells"].items())}
    return {"text": entry.key}


def read(path: Path, project: Project, wrong: Wrong) -> Iterator[Answer]:
    """Yield the responses of every user, and what was decided before where it came back."""
    for at, one in objects(path, wrong):
        where = f"record {one['id']!r}" if isinstance(one.get("id"), str) else at
        meta, responses = one.get("metadata") or {}, one.get("responses") or {}
        if not isinstance(meta, Mapping) or not isinstance(responses, Mapping):
            wrong(where, "metadata and responses must be objects")
            continue
        key, given = back(_unpacked(meta, project))
        other = (str(one.get("id")), *((str(one["external_id"]),) if "external_id" in one else ()))
        for user, said in _by_user(responses, where, wrong).items():
            answer = _answer(said, where, wrong)
            if answer is not None:
                yield Answer(where, key, other, by=user, given=given, **answer)
        for told in _told(meta, where, wrong):
            yield Answer(where, key, other, given=given, **told)


def _unpacked(meta: Mapping[str, Any], project: Project) -> dict[str, Any]:
    """Return the metadata with tags as a list again; what wasn't there had no label."""
    found = dict(meta)
    given = found.get(f"{MARK}given")
    if KEY in found and given is None:
        found[f"{MARK}given"] = [] if project.several else None
    elif project.several and isinstance(given, str):
        found[f"{MARK}given"] = _json(given)
    return found


def _json(text: str) -> Any:
    import msgspec

    try:
        return msgspec.json.decode(text)
    except (msgspec.DecodeError, RecursionError):
        return None


def _by_user(
    responses: Mapping[str, Any], where: str, wrong: Wrong
) -> dict[str, dict[str, Mapping[str, Any]]]:
    """Return what each user answered to each question."""
    found: dict[str, dict[str, Mapping[str, Any]]] = {}
    for name, several in responses.items():
        if not isinstance(several, list) or not all(isinstance(r, Mapping) for r in several):
            wrong(where, f"responses to {name!r} must be a list of objects")
            continue
        for one in several:
            if one.get("status") not in UNFINISHED:
                found.setdefault(str(one.get("user_id") or ""), {})[name] = one
    return found


def _answer(
    said: Mapping[str, Mapping[str, Any]], where: str, wrong: Wrong
) -> dict[str, Any] | None:
    values = {name: one.get("value") for name, one in said.items()}
    note = values.get(NOTE)
    times = (moment(one.get(n)) for one in said.values() for n in ("updated_at", "inserted_at"))
    about: dict[str, Any] = {
        "why": note if isinstance(note, str) else "",
        "at": max(times, default=""),
    }
    if any(one.get("status") == "discarded" for one in said.values()):
        return {**about, "verdict": "skip"}
    word = values.get(VERDICT)
    if isinstance(word, str) and word in VERDICTS:
        return {**about, "verdict": VERDICTS[word]}
    name = LABEL if LABEL in values else next((n for n in values if n not in (VERDICT, NOTE)), "")
    value = values.get(name)
    if isinstance(value, Mapping):
        wrong(where, f"the answer to {name!r} must be a label, not {kind_of(value)}")
        return None
    labels = tuple(value) if isinstance(value, list) else () if value is None else (value,)
    return {**about, "labels": labels, "bare": value is None}


def _told(meta: Mapping[str, Any], where: str, wrong: Wrong) -> Iterator[dict[str, Any]]:
    """Yield the decisions that were sent out."""
    if DECIDED not in meta:
        return
    found = _json(meta[DECIDED]) if isinstance(meta[DECIDED], str) else None
    if not isinstance(found, list) or not all(received(one) for one in found):
        wrong(where, f"{DECIDED} must be as it was sent")
        return
    for one in found:
        label = one.get("label")
        verdict = one["verdict"] if one["verdict"] in VERDICTS.values() else ""
        labels = tuple(label) if isinstance(label, list) else () if label is None else (label,)
        yield {**received(one), "labels": labels, "verdict": verdict}


def _looks(path: Path) -> bool:
    found = first(path) if path.suffix.lower() in (".json", ".jsonl") else None
    return (
        isinstance(found, Mapping)
        and isinstance(found.get("fields"), Mapping)
        and isinstance(found.get("responses", {}), Mapping | None)
    )


ARGILLA = Tool(
    name="argilla",
    about="records with suggestions (.json), and the settings of their data set",
    suffixes=(".json",),
    write=write,
    read=read,
    looks=_looks,
)
