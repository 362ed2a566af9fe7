"""Hugging Face: a folder that `datasets.load_dataset` reads, and its decisions back."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from assay.errors import ReadError
from assay.exchange.answer import VERDICTS, Answer, Wrong, kind_of
from assay.exchange.entry import Entry, Label, Project, label_of, outcome, plain
from assay.exchange.lines import dumped, first, objects, write_lines
from assay.exchange.pictures import Pictures
from assay.exchange.sent import KEY, MARK, along, back, content, stamp, unstamped
from assay.exchange.tool import Tool
from assay.ledger import Decision

#: File of the rows; of pictures, the name that `datasets` knows.
ROWS, PICTURED = "data.jsonl", "metadata.jsonl"
#: Our columns, which no column of the data may be called.
OURS = frozenset((
    "label", "file_name", "image", KEY,
    *(f"{MARK}{n}" for n in (
        "suggested", "p_wrong", "reason", "split", "row", "data", "verdict", "new", "by", "at",
        "why", "event",
    )),
))  # fmt: skip
#: Types of columns that may be empty in all rows.
KNOWN = {f"{MARK}p_wrong": "float64", f"{MARK}row": "int64"}


def write(
    entries: Iterable[Entry], project: Project, path: Path, pictures: Pictures
) -> tuple[int, list[Path]]:
    """Write a folder: the rows, a card that names their types, and the pictures."""
    types: dict[str, str] = {}
    name = ROWS

    def lines() -> Iterator[str]:
        for entry in entries:
            made = row(entry, project, path, pictures)
            note(types, made, project)
            yield dumped(made)

    path.mkdir(parents=True, exist_ok=True)
    entries = iter(entries)
    head = next(entries, None)
    if head is not None:
        entries = _before(head, entries)
        name = PICTURED if head.kind == "image" else ROWS
    written = write_lines(path / name, lines())
    write_lines(path / "README.md", card(project, types, written))
    return written, [path]


def _before(head: Entry, rest: Iterable[Entry]) -> Iterator[Entry]:
    yield head
    yield from rest


def row(entry: Entry, project: Project, folder: Path, pictures: Pictures) -> dict[str, Any]:
    """Return one item as a row: what it is, its label, and our columns."""
    made: dict[str, Any] = {}
    match entry.kind:
        case "text":
            made["text"] = str(entry.content.get("text", ""))
        case "image":
            put = pictures.put(entry, folder / "images")
            made["file_name"] = put.relative_to(folder).as_posix()
        case "row":
            made |= {cell_name(n): v for n, v in entry.content["cells"].items()}
    made["label"] = spoken(entry.given, project)
    sent = along(entry, project)
    sent[f"{MARK}suggested"] = spoken(entry.suggested, project)
    sent.pop(f"{MARK}given")
    return {**made, **sent, **said(entry, project)}


def cell_name(name: str) -> str:
    """Return a name for a column of the table that is none of ours."""
    return f"{name}_" if name in OURS else name


def spoken(label: Label, project: Project) -> Any:
    """Return a label by name, tags as a list."""
    return plain(label) if label is not None or not project.several else []


def said(entry: Entry, project: Project) -> dict[str, Any]:
    """Return what was decided: the decision that settles, else the last."""
    one: Decision | None = None
    if entry.told:
        one = max((d for _, d in entry.told), key=lambda d: (d.settles, d.at))
    empty = dict.fromkeys((f"{MARK}{n}" for n in ("verdict", "by", "at", "why", "event")), "")
    if one is None:
        return {**empty, f"{MARK}new": spoken(None, project)}
    return {
        f"{MARK}verdict": one.verdict,
        f"{MARK}by": one.by,
        f"{MARK}at": one.at,
        f"{MARK}why": one.why,
        f"{MARK}event": stamp(one),
        f"{MARK}new": spoken(outcome(one), project),
    }


def note(types: dict[str, str], made: Mapping[str, Any], project: Project) -> None:
    """Note of which type each column is, by the first value that tells."""
    for name, value in made.items():
        if types.get(name) is None:
            types[name] = KNOWN.get(name) or _type(name, value, project)  # type: ignore[assignment]


def _type(name: str, value: Any, project: Project) -> str | None:
    if name in ("label", f"{MARK}suggested", f"{MARK}new"):
        return "float64" if project.numeric else "list" if project.several else "string"
    if isinstance(value, str) or name in OURS:
        return "string"
    return None if value is None else "bool" if isinstance(value, bool) else "float64"


def card(project: Project, types: Mapping[str, str], rows: int) -> Iterator[str]:
    """Yield the lines of the card; its head is what `datasets` reads."""
    pictured = "file_name" in types
    yield "---"
    if not pictured:
        yield from ("configs:", "- config_name: default", f"  data_files: {ROWS}")
    yield from ("dataset_info:", "  features:")
    if pictured:
        yield from ("  - name: image", "    dtype: image")
    for name, type_ in types.items():
        if name == "file_name":
            continue
        yield f"  - name: {dumped(name)}"
        yield "    sequence: string" if type_ == "list" else f"    dtype: {type_ or 'string'}"
    yield from ("tags:", "- assay", "---", "", f"# {_plain(project.name)}", "")
    yield from (
        f"{rows:,} labels under review, written by assay. `label` is what the data say,",
        "`assay_suggested` what suits better, `assay_p_wrong` the probability that the label is",
        "wrong, and `assay_new` what a person decided, with `assay_verdict` and `assay_by`.",
    )


def _plain(words: str) -> str:
    return " ".join(words.replace("`", "'").replace("<", "&lt;").split())


def read(path: Path, project: Project, wrong: Wrong) -> Iterator[Answer]:
    """Yield what stands in assay_verdict and assay_new, of a folder or of JSON Lines."""
    if path.is_dir():
        inside = [path / name for name in (ROWS, PICTURED) if (path / name).is_file()]
        if not inside:
            rule = f"the folder must hold {ROWS} or {PICTURED}"
            raise ReadError("bring", rule, got="none", where=str(path))
        path = inside[0]
    for at, one in objects(path, wrong):
        key, _ = back(one)
        if key is None:
            wrong(at, f"{KEY} is not there")
            continue
        given = one.get("label")
        verdict, new = one.get(f"{MARK}verdict") or "", one.get(f"{MARK}new")
        if not isinstance(verdict, str) or isinstance(new, Mapping):
            wrong(at, f"{MARK}verdict must be text and {MARK}new a label, not {kind_of(new)}")
            continue
        if isinstance(given, list) and not given and not project.several:
            given = None
        yield _answer(one, Answer(at, key, given=given), verdict, new)


def _answer(one: Mapping[str, Any], answer: Answer, verdict: str, new: Any) -> Answer:
    labels = tuple(new) if isinstance(new, list) else () if new in (None, "") else (new,)
    word = verdict if verdict in (*VERDICTS.values(), "skip") else ""
    if verdict == "confirm" and not labels:
        word = "confirm"
    texts: dict[str, Any] = {
        n: str(one.get(f"{MARK}{n}") or "") for n in ("by", "at", "why", "event")
    }
    changed: Label = None
    if verdict in ("relabel", "several"):
        changed = label_of(new[0] if verdict == "relabel" and isinstance(new, list) else new)
    sent = content(verdict, changed, settles=False)
    texts["event"] = unstamped(texts["event"], sent)
    bare = not verdict and not labels
    return replace(answer, labels=labels, verdict=word, sent=sent, bare=bare, **texts)


def _looks(path: Path) -> bool:
    if path.is_dir():
        return any((path / name).is_file() for name in (ROWS, PICTURED))
    found = first(path) if path.suffix.lower() in (".jsonl", ".json") else None
    return isinstance(found, Mapping) and KEY in found and f"{MARK}verdict" in found


HUGGING_FACE = Tool(
    name="hugging-face",
    about="a folder that datasets.load_dataset reads: rows, pictures, a card",
    suffixes=("",),
    write=write,
    read=read,
    looks=_looks,
    folder=True,
)
