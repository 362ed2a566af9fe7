"""doccano: JSON Lines of texts, and the labels that its users gave them."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from assay.errors import OutputError, ReadError
from assay.exchange.answer import Answer, Wrong, kind_of, moment
from assay.exchange.entry import Entry, Project, names_of, outcome
from assay.exchange.lines import dumped, first, objects, write_lines
from assay.exchange.pictures import Pictures
from assay.exchange.sent import KEY, MARK, along, back, question, receipt, received
from assay.exchange.tool import Tool
from assay.read.doccano import ALL, LABELS

#: The label of an example that was left as it was; our receipts of what was decided.
DECIDED = f"{MARK}decided"
#: Files of other tools.
OTHERS = {"data.jsonl", "metadata.jsonl"}
#: Verdicts without a label, as labels that a project may offer.
WORDS = {"ambiguous": "ambiguous", "out of scope": "out-of-scope", "drop": "drop"}


def write(
    entries: Iterable[Entry], project: Project, path: Path, pictures: Pictures
) -> tuple[int, list[Path]]:
    """Write an example a line; what nobody decided has no label, and the suggestion beside it."""
    del pictures
    if project.numeric:
        rule = "doccano holds classes, no numbers"
        raise OutputError("export", rule, fix="Export csv.")
    written = write_lines(path, (dumped(example(entry, project)) for entry in entries))
    labels = path.with_name(f"{path.stem}-labels.json")
    write_lines(labels, [dumped([{"text": name} for name in [*project.classes, *WORDS]])])
    return written, [path, labels]


def example(entry: Entry, project: Project) -> dict[str, Any]:
    """Return one item as an example, with our names in its metadata."""
    match entry.kind:
        case "text":
            text = str(entry.content.get("text", ""))
        case "row":
            text = "\n".join(f"{n}: {v}" for n, v in entry.content.get("cells", {}).items())
        case "image":
            rule = "doccano takes pictures as uploads, not in a file of JSON"
            raise OutputError("export", rule, fix="Export label-studio or coco.")
        case _:
            text = entry.key
    made = {"text": text, "label": [], **along(entry, project)}
    made[f"{MARK}question"] = question(entry)
    if entry.told:
        # An example has one set of labels: the one that settles, else what was said last.
        one = max((d for _, d in entry.told), key=lambda d: (d.settles, d.at))
        back_as = {v: w for w, v in WORDS.items()}.get(one.verdict)
        made["label"] = [back_as] if back_as else names_of(outcome(one))
        made[DECIDED] = receipt(one)
    return made


def read(path: Path, project: Project, wrong: Wrong) -> Iterator[Answer]:
    """Yield the labels of a file, or of a folder with a file a user."""
    if path.is_file():
        yield from _file(path, project, wrong, "")
        return
    files = sorted(one for one in path.iterdir() if one.suffix.lower() in (".jsonl", ".json"))
    if not files:
        rule = "the folder must hold a .jsonl file a user"
        raise ReadError("bring", rule, got="none", where=str(path))
    for one in files:
        if one.stem not in ALL or len(files) == 1:
            yield from _file(one, project, wrong, "" if one.stem in ALL else one.stem)


def _file(path: Path, project: Project, wrong: Wrong, user: str) -> Iterator[Answer]:
    examples = list(objects(path, wrong))
    own = any(KEY in _meta(one) for _, one in examples)
    for at, one in examples:
        where = f"{user}.jsonl, {at}" if user else at
        key, given = back(_meta(one))
        if own and key is None:
            wrong(where, f"{KEY} is not there, though other lines have it")
            continue
        other = () if own else (str(one.get("id")),)
        for by, labels in _said(one, where, user, wrong):
            yield _answer(one, Answer(where, key, other, labels, by=by, given=given), project)


def _meta(one: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return the metadata: beside the text, or under their own name in old exports."""
    held = one.get("metadata", one.get("meta"))
    return held if isinstance(held, Mapping) and KEY not in one else one


def _said(
    one: Mapping[str, Any], where: str, user: str, wrong: Wrong
) -> Iterator[tuple[str, tuple[Any, ...]]]:
    """Yield who gave which labels."""
    noted = one.get("annotations")
    if isinstance(noted, list):
        by: dict[str, list[Any]] = {}
        for found in noted:
            if not isinstance(found, Mapping) or "label" not in found or "start_offset" in found:
                wrong(where, "annotations must have a label of the whole text each")
                return
            by.setdefault(str(found.get("user", user)), []).append(found["label"])
        yield from ((who, tuple(labels)) for who, labels in by.items())
        return
    found = next((one[name] for name in LABELS if one.get(name) is not None), [])
    labels = found if isinstance(found, list) else [found]
    if any(isinstance(label, list | Mapping) for label in labels):
        wrong(where, f"labels must be of whole texts, not {kind_of(labels[0])}")
        return
    yield user, tuple(labels)


def _answer(one: Mapping[str, Any], answer: Answer, project: Project) -> Answer:
    words = [WORDS[n] for n in answer.labels if n in WORDS and n not in project.classes]
    more: dict[str, Any] = {"bare": not answer.labels, "why": _comments(one)}
    if words:
        more |= {"verdict": words[0], "labels": ()}
    sent = _meta(one).get(DECIDED)
    told = received(sent)
    if told and label_sent(sent) == sorted(map(str, answer.labels)):
        # It comes back as it was sent: whoever uploaded it needn't have looked.
        return replace(answer, **{**more, "bare": False, **told})
    return replace(answer, **more, at=moment(one.get("updated_at")))


def label_sent(sent: Any) -> list[str]:
    """Return the labels that stood on an example when it was sent, sorted."""
    word = {v: w for w, v in WORDS.items()}.get(str(sent.get("verdict")))
    if word:
        return [word]
    label = sent.get("label")
    return sorted(map(str, label if isinstance(label, list) else [] if label is None else [label]))


def _comments(one: Mapping[str, Any]) -> str:
    words = one.get("Comments", one.get("comments"))
    if isinstance(words, list):
        return "\n".join(word for word in words if isinstance(word, str))
    return words if isinstance(words, str) else ""


def _looks(path: Path) -> bool:
    if path.is_dir():
        names = {one.name for one in path.iterdir() if one.suffix.lower() == ".jsonl"}
        return bool(names) and not names & OTHERS
    found = first(path) if path.suffix.lower() in (".jsonl", ".json") else None
    if not isinstance(found, Mapping) or f"{MARK}verdict" in found:
        return False
    if not isinstance(found.get("text", found.get("data")), str):
        return False
    return isinstance(found.get("annotations"), list) or any(name in found for name in LABELS)


DOCCANO = Tool(
    name="doccano",
    about="texts or rows with metadata, a line each (.jsonl), and the labels to set up",
    suffixes=(".jsonl",),
    write=write,
    read=read,
    looks=_looks,
)
