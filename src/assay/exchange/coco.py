"""COCO: classes of whole pictures as categories and annotations."""

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from tempfile import TemporaryFile
from typing import Any

from assay.errors import OutputError, ReadError
from assay.exchange.answer import VERDICTS, Answer, Wrong, kind_of
from assay.exchange.entry import Entry, Project, names_of, outcome
from assay.exchange.lines import decoded, dumped, write_lines
from assay.exchange.pictures import Pictures
from assay.exchange.sent import along, back, receipt, received
from assay.exchange.tool import Tool
from assay.ledger import Decision
from assay.read.files import open_bytes

HEAD = 1 << 16
#: Who stands behind a label that nobody decided on.
GIVEN = "given"


def write(
    entries: Iterable[Entry], project: Project, path: Path, pictures: Pictures
) -> tuple[int, list[Path]]:
    """Write images, categories and annotations; pictures held in memory go beside the file."""
    if project.numeric:
        rule = "COCO holds categories, no numbers"
        raise OutputError("export", rule, fix="Export csv.")
    beside = path.with_name(f"{path.stem}-images")
    count = 0

    def parts() -> Iterator[tuple[dict[str, Any], list[dict[str, Any]]]]:
        nonlocal count
        number = {name: k for k, name in enumerate(project.classes, 1)}
        for entry in entries:
            count += 1
            of = image(entry, project, count, pictures, beside)
            said = ((number[name], about) for names, about in labels(entry) for name in names)
            yield of, [mark(of, category, about) for category, about in said]

    write_lines(path, _lines(project, parts()))
    return count, [path, *([beside] if beside.is_dir() else [])]


def _lines(
    project: Project, parts: Iterable[tuple[dict[str, Any], list[dict[str, Any]]]]
) -> Iterator[str]:
    """Yield the lines of the file; annotations wait on disk until all images are written."""
    categories = [{"id": k, "name": name} for k, name in enumerate(project.classes, 1)]
    about = {"description": project.name, "assay": project.digest}
    yield dumped({"info": about, "licenses": [], "categories": categories})[:-1] + ',"images":['
    number, before = 0, ""
    with TemporaryFile("w+", encoding="utf-8", newline="\n") as waiting:
        for of, marks in parts:
            yield before + dumped(of)
            before = ","
            for one in marks:
                number += 1
                waiting.write(("," if number > 1 else "") + dumped({"id": number, **one}) + "\n")
        yield '],"annotations":['
        waiting.seek(0)
        yield from (line.rstrip("\n") for line in waiting)
    yield "]}"


def image(
    entry: Entry, project: Project, number: int, pictures: Pictures, beside: Path
) -> dict[str, Any]:
    """Return a picture; its file goes by the item's key where that is the end of its path."""
    if entry.kind != "image":
        rule = "COCO is about pictures"
        fix = "Export label-studio, doccano or csv."
        raise OutputError("export", rule, got=f"items that are {entry.kind}", fix=fix)
    source = pictures.lies(entry)
    if source is None:
        name = pictures.put(entry, beside).relative_to(beside.parent).as_posix()
    else:
        name = entry.key if source.as_posix().endswith(entry.key) else source.as_posix()
    width, height = pictures.size(entry)
    sent = along(entry, project)
    return {"id": number, "file_name": name, "width": width, "height": height, **sent}


def labels(entry: Entry) -> Iterator[tuple[list[str], dict[str, Any]]]:
    """Yield the names that stand for an item, and who is behind them."""
    one: Decision | None = None
    if entry.told:
        one = max((d for _, d in entry.told), key=lambda d: (d.settles, d.at))
    if one is None:
        yield names_of(entry.given), {"by": GIVEN}
    elif one.verdict in VERDICTS.values():
        yield names_of(entry.given), {"by": one.by, "verdict": one.verdict, "assay": receipt(one)}
    else:
        yield names_of(outcome(one)), {"by": one.by, "verdict": "", "assay": receipt(one)}


def mark(of: Mapping[str, Any], category: int, about: dict[str, Any]) -> dict[str, Any]:
    """Return an annotation of a whole picture."""
    width, height = of["width"], of["height"]
    return {
        "image_id": of["id"], "category_id": category,
        "bbox": [0, 0, width, height], "area": width * height, "iscrowd": 0, "segmentation": [],
        "attributes": about,
    }  # fmt: skip


def read(path: Path, project: Project, wrong: Wrong) -> Iterator[Answer]:
    """Yield the categories of every picture that has one.

    A category that equals the given label counts as looked at only where the annotation says who
    decided: labels are sent out with the pictures, and most come back untouched.
    """
    found = decoded(path)
    del project
    parts: list[Any] = [found.get(n) if isinstance(found, Mapping) else None for n in PARTS]
    if not all(isinstance(part, list) for part in parts):
        rule = f"the file must have lists {', '.join(PARTS)}"
        raise ReadError("bring", rule, got=kind_of(found), where=str(path))
    names = _named(parts[0], wrong)
    marks = _by_image(parts[2], names, wrong)
    seen = set()
    for at, one in enumerate(parts[1], 1):
        where = f"image {at}"
        if not isinstance(one, Mapping) or not isinstance(one.get("id"), int | str):
            wrong(where, "an image must be an object with an id")
            continue
        if one["id"] in seen:
            wrong(where, f"the id {one['id']!r} is there twice")
        seen.add(one["id"])
        yield from _said(one, where, marks.pop(one["id"], []), names)
    for number in list(marks)[:3]:
        wrong(f"annotations of image {number!r}", "there is no such image")


PARTS = ("categories", "images", "annotations")


def _named(categories: list[Any], wrong: Wrong) -> dict[Any, str]:
    names: dict[Any, str] = {}
    for at, one in enumerate(categories, 1):
        good = isinstance(one, Mapping) and isinstance(one.get("name"), str)
        if not good or not isinstance(one.get("id"), int | str) or one["id"] in names:
            wrong(f"category {at}", "a category must have a name, and an id of its own")
        else:
            names[one["id"]] = one["name"]
    return names


def _by_image(
    annotations: list[Any], names: Mapping[Any, str], wrong: Wrong
) -> dict[Any, list[Mapping[str, Any]]]:
    marks: dict[Any, list[Mapping[str, Any]]] = {}
    for at, one in enumerate(annotations, 1):
        where = f"annotation {at}"
        if not isinstance(one, Mapping) or not isinstance(one.get("image_id"), int | str):
            wrong(where, "an annotation must be an object with an image_id")
        elif not isinstance(one.get("category_id"), int | str) or one["category_id"] not in names:
            wrong(where, f"there is no category {one.get('category_id')!r}")
        else:
            marks.setdefault(one["image_id"], []).append(one)
    return marks


def _said(
    one: Mapping[str, Any], where: str, marks: list[Mapping[str, Any]], names: Mapping[Any, str]
) -> Iterator[Answer]:
    key, given = back(one)
    file = str(one.get("file_name") or "")
    other = tuple(dict.fromkeys((file, Path(file).name, Path(file).stem)))
    by: dict[str, list[Mapping[str, Any]]] = {}
    for found in marks:
        about = found.get("attributes")
        who = str(about.get("by") or "") if isinstance(about, Mapping) else ""
        by.setdefault(who, []).append(found)
    for who, several in by.items():
        labels = tuple(names[found["category_id"]] for found in several)
        about = several[0].get("attributes")
        about = about if isinstance(about, Mapping) else {}
        told = received(about.get("assay"))
        label = about.get("assay", {}).get("label") if told else None
        if told and _names(label) == sorted(labels):
            yield Answer(where, key, other, labels, given=given, **told)
        elif about.get("verdict") in VERDICTS.values():
            more = {**told, "verdict": about["verdict"]} if told else {"by": who}
            yield Answer(where, key, other, given=given, **more)
        else:
            bare = who in ("", GIVEN)
            person = "" if who == GIVEN else who
            yield Answer(where, key, other, labels, by=person, given=given, bare=bare)


def _names(label: Any) -> list[str]:
    return sorted(label if isinstance(label, list) else [] if label is None else [str(label)])


def _looks(path: Path) -> bool:
    if not path.is_file() or path.suffix.lower() != ".json":
        return False
    with open_bytes(path) as file:
        head: bytes = file.read(HEAD)
    return head.lstrip()[:1] == b"{" and b'"images"' in head and b'"categories"' in head


COCO = Tool(
    name="coco",
    about="pictures with categories of the whole picture (.json)",
    suffixes=(".json",),
    write=write,
    read=read,
    looks=_looks,
)
