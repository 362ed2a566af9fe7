"""What a data set's makers say of it: a file of TOML, each answer optional."""

import tomllib
from datetime import date
from pathlib import Path
from typing import Annotated, Any, Literal

import msgspec
from msgspec import Meta, Struct

from assay.card.questions import QUESTIONS
from assay.errors import DataError

WHO = "card"
Share = Annotated[float, Meta(ge=0, le=1)]
Number = Annotated[int, Meta(ge=0)]
#: Who labelled, in the words that Hugging Face's data-set cards have for it.
Maker = Literal["crowdsourced", "expert-generated", "found", "machine-generated", "other"]


class Annotation(Struct, frozen=True, forbid_unknown_fields=True):
    """How the labels were made.

    Parameters
    ----------
    who
        Who labelled.
    annotators, per_item
        How many in all, and how many labels an item has at the least.
    agreement
        Krippendorff's alpha, or what comes near it.
    error_rate
        Share of wrong labels.
    instructions, pay, platform, demographics
        What they were told, what they got, where they worked, who they are.
    tools
        Models that labelled or proposed labels.
    """

    who: list[Maker] = []
    annotators: Number | None = None
    per_item: Annotated[float, Meta(ge=0)] | None = None
    agreement: Annotated[float, Meta(ge=-1, le=1)] | None = None
    error_rate: Share | None = None
    instructions: str = ""
    pay: str = ""
    platform: str = ""
    demographics: str = ""
    tools: list[str] = []


class Content(Struct, frozen=True, forbid_unknown_fields=True):
    """What the data are said to hold.

    Parameters
    ----------
    items
        How many items.
    classes
        Names of the classes.
    splits
        Items of each split.
    personal_data, duplicates, leakage, unlabelled, balanced
        Whether there are e-mail addresses or numbers of persons, copies, items in two splits, items
        without a label, and as many items of each class.
    definitions_alike
        Whether the sets that were merged call the same things by the same labels.
    """

    items: Number | None = None
    classes: list[str] | None = None
    splits: dict[str, Number] | None = None
    personal_data: bool | None = None
    duplicates: bool | None = None
    leakage: bool | None = None
    unlabelled: bool | None = None
    balanced: bool | None = None
    definitions_alike: bool | None = None


class Declared(Struct, frozen=True, forbid_unknown_fields=True):
    """All that is declared.

    Parameters
    ----------
    name, description, version, license, url, citation
        Of the data set; the licence as SPDX names it.
    creators, languages
        Names, and codes such as "en".
    published
        Day.
    annotation, content
        What is said of the labels and of the data, and can be compared with what is found.
    answers
        Answers to the questions of a datasheet, by the question's name.
    """

    name: str = ""
    description: str = ""
    version: str = ""
    license: str = ""
    url: str = ""
    citation: str = ""
    creators: list[str] = []
    languages: list[str] = []
    published: date | None = None
    annotation: Annotation = Annotation()
    content: Content = Content()
    answers: dict[str, str] = {}


def read_declared(path: Path) -> Declared:
    """Return what a file of TOML declares."""
    if not path.is_file():
        fix = f"assay card --ask > {path} writes one with every question."
        raise DataError(
            WHO, "what is declared must be a file", got="none", where=str(path), fix=fix
        )
    try:
        said = tomllib.loads(path.read_text("utf-8-sig"))
        found = msgspec.convert(drop_empty(said), Declared)
    except tomllib.TOMLDecodeError as error:
        rule = "what is declared must be TOML"
        raise DataError(WHO, rule, got=str(error), where=str(path)) from None
    except UnicodeDecodeError:
        rule = "what is declared must be text in UTF-8"
        raise DataError(WHO, rule, got="other bytes", where=str(path)) from None
    except msgspec.ValidationError as error:
        rule, fix = "what is declared must keep its form", "assay card --ask prints the form."
        raise DataError(WHO, rule, got=str(error), where=str(path), fix=fix) from None
    known = {question.name for question in QUESTIONS}
    unknown = sorted(set(found.answers) - known)
    if unknown:
        rule, fix = "answers must be to questions of the form", "assay card --ask prints them."
        raise DataError(WHO, rule, got=", ".join(unknown), where=str(path), fix=fix)
    return found


def drop_empty(said: dict[str, Any]) -> dict[str, Any]:
    """Return what was filled in: an empty string is a question left open."""
    kept = {}
    for name, value in said.items():
        inner = drop_empty(value) if isinstance(value, dict) else value
        if inner != "":
            kept[name] = inner
    return kept


def form() -> str:
    """Return a file to fill in: every question, none answered."""
    lines = [
        "# What is said of a data set. Leave empty what isn't known: `assay card` lists it as",
        "# open, and compares with what was measured what can be compared.",
        *(f'{name} = ""' for name in ("name", "description", "version")),
        'license = ""            # as SPDX names it: CC-BY-4.0, MIT, ...',
        'url = ""',
        'citation = ""',
        "creators = []",
        'languages = []          # "en", "de", ...',
        "# published = 2026-01-31",
        "",
        "[annotation]",
        "who = []                # crowdsourced, expert-generated, found, machine-generated, other",
        "# annotators = 12",
        "# per_item = 3            # labels an item has at the least",
        "# agreement = 0.8         # Krippendorff's alpha",
        "# error_rate = 0.02",
        *(f'{name} = ""' for name in ("instructions", "pay", "platform", "demographics")),
        "tools = []              # models that labelled or proposed labels",
        "",
        "[content]",
        "# items = 1000",
        '# classes = ["cat", "dog"]',
        "# splits = {train = 800, test = 200}",
        *(
            f"# {name} = false"
            for name in (
                "personal_data",
                "duplicates",
                "leakage",
                "unlabelled",
                "balanced",
                "definitions_alike",
            )
        ),
        "",
        "[answers]",
    ]
    for question in QUESTIONS:
        lines += [f"# {question.text}", f'{question.name} = ""']
    return "\n".join(lines) + "\n"
