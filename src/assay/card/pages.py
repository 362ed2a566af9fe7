"""The card as Markdown: alone, as a card of Hugging Face's, and as a datasheet."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from assay.card.croissant import told
from assay.card.questions import QUESTIONS
from assay.card.sections import (
    SHOWN,
    checked,
    confused,
    label_space,
    merged,
    misleading,
    rest,
    risks,
    table,
    variables,
)
from assay.report.markdown import cell, prose
from assay.report.numbers import count, figure, percent

Card = Mapping[str, Any]
#: Answers that stand under what to consider.
OPEN = ("sensitive", "uses", "misuses")
#: Sizes of data sets, as Hugging Face names them.
SIZES = (
    (1_000, "n<1K"), (10_000, "1K<n<10K"), (100_000, "10K<n<100K"), (1_000_000, "100K<n<1M"),
    (10_000_000, "1M<n<10M"), (100_000_000, "10M<n<100M"),
)  # fmt: skip


def label(card: Card) -> str:
    """Return the nutrition label: what was measured, what was declared, and what is open."""
    blocks = [f"# {cell(card['name'])}: label facts", *_described(card), card["verdict"]]
    blocks += [line for line in (*_measured(card), *_sources(card)) if line]
    blocks += ["## Declared and found", *_checks(card)] if card["checks"] else []
    blocks += [*merged(card), *misleading(card), *label_space(card), *variables(card)]
    blocks += ["## Findings", *_findings(card)] if card["findings"] else []
    blocks += _open(card)
    blocks.append(_by(card))
    return "\n\n".join(blocks) + "\n"


def datasheet(card: Card) -> str:
    """Return the sections of a datasheet, filled from what was measured and answered."""
    blocks = [f"# Datasheet of {cell(card['name'])}", *_described(card)]
    measured = {
        "Composition": [
            card["verdict"],
            *_measured(card),
            *variables(card, "####"),
            *_findings(card),
        ],
        "Collection": [*merged(card, "####"), *_sources(card)],
        "Preparation": ["What was declared, held to what was found:", *_checks(card)],
        "Uses": misleading(card, "####"),
    }
    for section in dict.fromkeys(question.section for question in QUESTIONS):
        blocks.append(f"## {section}")
        for question in (one for one in QUESTIONS if one.section == section):
            answer = card["answers"].get(question.name)
            blocks.append(f"**{question.text}**\n\n{cell(answer) if answer else '*Open.*'}")
        told = [line for line in measured.get(section, []) if line]
        if len(told) > (section == "Preparation"):
            blocks += ["### Measured", *told]
    blocks.append(_by(card))
    return "\n\n".join(blocks) + "\n"


def hugging_face(card: Card) -> str:
    """Return a data-set card of Hugging Face's: its header in YAML, then its sections."""
    about, annotation = card["about"], card["about"].get("annotation", {})
    header: dict[str, Any] = {
        "pretty_name": card["name"],
        "license": about.get("license", "").lower() or None,
        "language": about.get("languages"),
        "annotations_creators": [one for one in annotation.get("who", []) if one != "other"],
        "size_categories": [size(card["labels"]["n_items"])],
    }
    blocks = [f"---\n{_yaml(header)}---", f"# {cell(card['name'])}", *_described(card)]
    blocks += ["## Dataset structure", *(_classes(card) or ["One record an item."])]
    blocks += ["## Annotations", "### Annotation process"]
    said = {"instructions": "Instructions", "platform": "Platform", "pay": "Pay"}
    blocks += [
        f"{name}: {cell(annotation[key])}" for key, name in said.items() if key in annotation
    ]
    blocks.append(_answer(card, "adjudication"))
    blocks += [
        "### Who are the annotators?",
        cell(annotation["demographics"]) if "demographics" in annotation else "*Open.*",
    ]
    blocks += ["### Annotation quality", card["verdict"], *told(card), *_sources(card)]
    blocks += [*_checks(card), *merged(card, "###")]
    blocks += ["## Considerations for using the data", *risks(card), *misleading(card, "###")]
    blocks += ["### Personal and sensitive information", _personal(card), *_answers(card, OPEN)]
    blocks += ["### Findings", *_findings(card)] if card["findings"] else []
    blocks.append(_by(card))
    return "\n\n".join(block for block in blocks if block) + "\n"


def size(n: int) -> str:
    """Return the size of a data set as Hugging Face names it.

    >>> size(999), size(1000), size(10**9)
    ('n<1K', '1K<n<10K', 'n>1T')
    """
    return next((name for most, name in SIZES if n < most), "n>1T" if n >= 1e9 else "100M<n<1B")


def _yaml(header: Mapping[str, Any]) -> str:
    """Return a header; JSON's strings are YAML's."""
    import json

    lines = []
    for name, value in header.items():
        if isinstance(value, list) and value:
            lines += [f"{name}:", *(f"- {json.dumps(one, ensure_ascii=False)}" for one in value)]
        elif isinstance(value, str) and value:
            lines.append(f"{name}: {json.dumps(value, ensure_ascii=False)}")
    return "\n".join(lines) + "\n"


def _described(card: Card) -> list[str]:
    about = card["about"]
    facts = {
        "version": about.get("version"), "licence": about.get("license"),
        "by": ", ".join(about.get("creators", [])), "published": about.get("published"),
        "at": about.get("url"),
    }  # fmt: skip
    line = ", ".join(f"{name} {cell(value)}" for name, value in facts.items() if value)
    return [text for text in (cell(about.get("description", "")), line) if text]


def _measured(card: Card) -> list[str]:
    """Return the tables of what was measured."""
    found = []
    if card["facts"]:
        rows = [[one["name"], one["value"]] for one in card["facts"]]
        found.append(table(["label facts", ""], rows))
    rate = card["labels"]["error_rate"]
    if rate:
        assumes = "".join(f"\n- {cell(one)}" for one in rate["assumes"])
        found += [*told(card)[:1], f"That holds if:\n{assumes}"]
        found.append(f"What would settle it: {cell(rate['settle'])}" if rate["settle"] else "")
    return [*risks(card), *found, *_classes(card), *confused(card)]


def _sources(card: Card) -> list[str]:
    found = []
    if card["sources"]:
        rows = [
            [one["source"], one["kind"], count(one["votes"]), percent(one["accuracy"]),
             f"{percent(one['low'])} to {percent(one['high'])}"]
            for one in card["sources"]["sources"][:SHOWN]
        ]  # fmt: skip
        found.append(table(["source", "kind", "labels", "right", "interval"], rows))
        found.append(rest(card["sources"]["n_sources"], "source"))
        found += checked(card["sources"]["checks"])
    return found


def _classes(card: Card) -> list[str]:
    rows = []
    for one in card["labels"]["classes"][:SHOWN]:
        rate = one["error_rate"]
        wrong = f"{percent(rate['low'])} to {percent(rate['high'])}" if rate else ""
        rows.append([one["name"], count(one["count"]), percent(one["share"]), wrong])
    if not rows:
        return []
    n, even = len(card["labels"]["classes"]), card["labels"]["effective_classes"]
    head = ["class", "items", "share", "labels of it that are wrong"]
    kept = 4 if any(row[3] for row in rows) else 3
    words = f"{count(n)} classes, as hard to guess as {figure(even)} of one size."
    return [table(head[:kept], [row[:kept] for row in rows]), words, rest(n, "class")]


def _personal(card: Card) -> str:
    """Return what was found of personal data, from the four things to know first."""
    found = next((one for one in card["risks"] if one["name"] == "Personal data"), None)
    return f"{found['value'].capitalize()}: {prose(found['words'])}" if found else ""


def _findings(card: Card) -> list[str]:
    lines = [f"- **{one['severity']}** {prose(one['message'])}" for one in card["findings"]]
    return ["\n".join(lines)] if lines else []


def _checks(card: Card) -> list[str]:
    rows = [
        [one["name"], one["declared"], one["found"].replace("`", ""), one["verdict"]]
        for one in card["checks"]
    ]
    return [table(["", "declared", "found", ""], rows)] if rows else []


def _open(card: Card) -> Sequence[str]:
    asked = [q.text for q in QUESTIONS if q.name in card["open"]]
    lines = "\n".join(f"- {text}" for text in asked)
    return ["## Open questions", lines] if asked else []


def _answers(card: Card, names: Sequence[str]) -> list[str]:
    return [_answer(card, name) for name in names]


def _answer(card: Card, name: str) -> str:
    return cell(card["answers"].get(name, ""))


def _by(card: Card) -> str:
    return "; ".join(_origin(card)) + "."


def _origin(card: Card) -> Iterator[str]:
    for one in card["measured"]:
        yield (
            f"Measured by `assay {one['by']}` {one['assay']} on {count(one['n_items'])} items, "
            f"`{one['data_digest']}`"
        )
