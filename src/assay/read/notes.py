"""What reading notices without stopping: a finding for each, and what it means.

`CODES` has the shape of `Auditor.codes`, so that `assay explain` knows them too.
"""

from collections.abc import Sequence

import numpy as np

from assay.results import Finding
from assay.types import Ints

CODES: dict[str, tuple[str, str, str]] = {
    "broken-image": (
        "A file that should be a picture can't be opened.",
        "The item is not in the data; if it is broken in training too, it is lost there silently.",
        "Fetch or make the files again, or delete them.",
    ),
    "long-text": (
        "Texts of a hundred thousand characters or more.",
        "Most are files pasted whole; a model sees the beginning at best.",
        "Cut them, or check that quotes in the file are closed.",
    ),
    "minus-one-class": (
        "The labels are -1 and 1, so -1 was read as a class and not as unlabelled.",
        "Elsewhere -1 means unlabelled.",
        "Write the classes as names.",
    ),
    "mixed-label-types": (
        "Some labels are numbers and some are words.",
        "A question mark or a word for missing may count as a class.",
        "Leave the label empty where it is missing, and rename classes that are meant.",
    ),
    "not-utf-8": (
        "The file is not in UTF-8 and was read in another encoding.",
        "Letters with accents may be wrong.",
        "Save the file as UTF-8.",
    ),
    "pictures-scaled": (
        "Pictures of several sizes were scaled to one.",
        "Small things in them may be lost.",
        "Save them as files, one folder a class.",
    ),
    "rare-class": (
        "A class has a single item, which was set aside as unlabelled.",
        "Nothing can be learnt or checked of a class from one item.",
        "Collect more of it, or join it to another class.",
    ),
    "repeated-votes": (
        "One source voted on one item more than once.",
        "Counted as votes of several, they would outweigh the others.",
        "Give each its own source where they are, or name what sets them apart with --context.",
    ),
    "unread": (
        "Something in the data was not read.",
        "It may have been meant for the audit.",
        "Give it one of the names that are known, or drop it.",
    ),
}


def not_utf8(encoding: str, line: str) -> Finding:
    """Return the note on a file in another encoding."""
    place = f" (line {line} is the first that shows it)" if line else ""
    message = f"The file is not UTF-8; it was read as {encoding}{place}."
    return Finding("not-utf-8", "note", message, CODES["not-utf-8"][2])


def long_texts(rows: Ints, longest: int) -> Finding:
    """Return the note on very long texts."""
    message = (
        f"{_count(len(rows), 'text')} of 100,000 characters or more; the longest has {longest:,}."
    )
    return Finding(
        "long-text", "note", message, CODES["long-text"][2], "items",
        items=rows, value=float(longest),
    )  # fmt: skip


def mixed_types(words: Sequence[str], numbers: Sequence[str], rows: Ints) -> Finding:
    """Return the warning on labels of which some are numbers and some are words."""
    message = (
        f"Some labels are numbers ({_few(numbers)}) and some are words ({_few(words)}); "
        f"all were read as names."
    )
    return Finding(
        "mixed-label-types", "warning", message, CODES["mixed-label-types"][2], "items",
        items=rows, value=float(len(rows)),
    )  # fmt: skip


def minus_one() -> Finding:
    """Return the note on classes -1 and 1."""
    what, _, repair = CODES["minus-one-class"]
    return Finding("minus-one-class", "note", what, repair)


def broken_images(names: Sequence[str]) -> Finding:
    """Return the warning that lists pictures that can't be opened."""
    message = f"{_count(len(names), 'picture')} left out, can't be opened: {', '.join(names)}."
    repair = CODES["broken-image"][2]
    return Finding("broken-image", "warning", message, repair, value=float(len(names)))


def pictures_scaled(size: int, n: int) -> Finding:
    """Return the note on pictures that were scaled."""
    message = f"{_count(n, 'picture')} of several sizes scaled to {size} by {size} pixels."
    return Finding("pictures-scaled", "note", message, CODES["pictures-scaled"][2])


def rare_classes(names: Sequence[str], rows: Ints) -> Finding:
    """Return the warning on classes with one item."""
    message = (
        f"{_count(len(names), 'class', 'classes')} with a single item set aside as unlabelled: "
        f"{_few(names, 20)}."
    )
    return Finding(
        "rare-class", "warning", message, CODES["rare-class"][2], "items",
        items=np.asarray(rows), value=float(len(names)),
    )  # fmt: skip


def repeated_votes(rows: Ints, n: int) -> Finding:
    """Return the note on votes that a later one of the same source replaces."""
    message = (
        f"{_count(n, 'vote')} left out: the same source voted on the same item again; the last "
        f"one counts."
    )
    return Finding(
        "repeated-votes", "note", message, CODES["repeated-votes"][2], "items",
        items=np.asarray(rows), value=float(n),
    )  # fmt: skip


def unread(what: str, names: Sequence[str]) -> Finding:
    """Return the note on columns or arrays that were left."""
    return Finding("unread", "note", f"{what}: {_few(names, 20)}.", CODES["unread"][2])


def _count(n: int, word: str, words: str = "") -> str:
    return f"{n:,} {word} is" if n == 1 else f"{n:,} {words or word + 's'} are"


def _few(names: Sequence[str], most: int = 3) -> str:
    text = ", ".join(map(repr, names[:most]))
    return text + (f" and {len(names) - most} more" if len(names) > most else "")
