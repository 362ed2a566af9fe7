"""Labels as decisions name them, and as cells of files hold them."""

import json
from collections.abc import Sequence
from typing import Any

from assay.errors import DataError
from assay.ledger.decision import Value, as_set
from assay.ledger.rows import SEVERAL, Kind
from assay.read.answers import MARKS
from assay.read.table import NOTHING, is_number

WHO = "apply"
#: Words for yes and no, in the ways that files write them.
YES = {"true": True, "false": False}


class Cells:
    """How the labels of one file stand for those of decisions.

    Parameters
    ----------
    kind
        What the cells are.
    classes
        Names of the classes, where cells may hold their numbers.
    exact
        The file is the one that was decided on, so that what can't be compared is believed.
    """

    def __init__(self, kind: Kind, classes: Sequence[str] = (), *, exact: bool = False) -> None:
        self.kind = kind
        self.exact = exact
        self.classes = [str(name) for name in classes]

    def same(self, cell: Any, label: Value) -> bool:
        """Tell whether a cell holds a label."""
        if cell is SEVERAL:
            return self.exact
        if label is None:
            return missing(cell)
        if isinstance(label, tuple):
            return bool(as_set(self._tags(cell)) == as_set(label))
        said = told(cell)
        if said is None or isinstance(said, tuple):
            return said is not None and bool(as_set(said) == label)
        if isinstance(label, float):
            return is_number(said) and float(said) == label
        return said == label or self._named(said) == label or _alike(said, label)

    def _named(self, said: str) -> str | None:
        """Return the class that a number stands for."""
        known = said.isascii() and said.isdigit() and int(said) < len(self.classes)
        return self.classes[int(said)] if known and said not in self.classes else None

    def _tags(self, cell: Any) -> Value:
        said = told(cell)
        if not isinstance(said, str):
            return said if said is not None else ()
        listed = _json_list(said)
        if listed is not None:
            return tuple(map(str, listed))
        mark = next((mark for mark in MARKS if mark in said), MARKS[0])
        return tuple(part.strip() for part in said.split(mark) if part.strip())

    def cell(self, label: Value, was: Any, item: str) -> Any:
        """Return a label as the file holds labels.

        Parameters
        ----------
        label
            What is to be said, None for nothing.
        was
            What the cell holds.
        item
            Whose it is, for errors.
        """
        if label is None:
            return None
        if self.kind == "list":
            return list(label) if isinstance(label, tuple) else [label]
        if isinstance(label, tuple) and len(label) == 1:
            label = label[0]
        if isinstance(label, tuple):
            return self._joined(label, was, item)
        number = label
        if isinstance(label, str) and self._named(told_word(was)) is not None:
            number = float(self.classes.index(label)) if label in self.classes else label
        match self.kind:
            case "number":
                return self._number(number, item)
            case "boolean":
                if str(label).lower() in YES:
                    return YES[str(label).lower()]
                raise self._strange(label, "true or false", item)
        return written(number) if isinstance(number, float) else number

    def _number(self, label: Value, item: str) -> int | float:
        if isinstance(label, str) and is_number(label):
            label = float(label)
        if not isinstance(label, float):
            raise self._strange(label, "numbers", item)
        return int(label) if label.is_integer() and abs(label) < 2**53 else label

    def _joined(self, label: tuple[str, ...], was: Any, item: str) -> str:
        """Return several labels in one cell of text, as `assay.read` reads them apart."""
        if self.kind != "text":
            raise self._strange(label, f"{self.kind}s, one a cell", item)
        if isinstance(was, str) and _json_list(was) is not None:
            return json.dumps(list(label), ensure_ascii=False)
        mark = next((m for m in MARKS if not any(m in one for one in label)), None)
        return json.dumps(list(label), ensure_ascii=False) if mark is None else mark.join(label)

    def _strange(self, label: Value, kinds: str, item: str) -> DataError:
        rule = f"labels of this file are {kinds}"
        return DataError(WHO, rule, got=repr(label), where=f"item {item!r}")


def told(cell: Any) -> str | tuple[str, ...] | None:
    """Return what a cell says, as text or several texts.

    >>> told(1.0), told(True), told(["a", "b"]), told("")
    ('1', 'True', ('a', 'b'), None)
    """
    match cell:
        case None | "":
            return None
        case list() | tuple():
            return tuple(map(str, cell))
        case float():
            return None if cell != cell else written(cell)  # noqa: PLR0124 - NaN
    return str(cell)


def told_word(cell: Any) -> str:
    """Return what a cell says as one word, "" where it says none or several."""
    said = told(cell)
    return said if isinstance(said, str) else ""


def written(number: float) -> str:
    """Return a number without a point that says nothing.

    >>> written(3.0), written(0.1)
    ('3', '0.1')
    """
    return str(int(number)) if number.is_integer() and abs(number) < 2**53 else repr(number)


def missing(cell: Any) -> bool:
    """Tell whether a cell holds no label, in one of the ways that files say so."""
    said = told(cell)
    return not said or (isinstance(said, str) and (said in NOTHING or said == "-1"))


def _alike(said: str, label: str) -> bool:
    """Tell whether two words are one number, or one of true and false."""
    if said.lower() in YES:
        return said.lower() == label.lower()
    return is_number(said) and is_number(label) and float(said) == float(label)


def _json_list(text: str) -> list[Any] | None:
    if not text.strip().startswith("["):
        return None
    try:
        found = json.loads(text)
    except ValueError:
        return None
    return found if isinstance(found, list) else None
