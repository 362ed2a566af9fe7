"""Tasks of a Label Studio export: the one answer is changed, or the right one is added."""

from collections.abc import Collection, Iterator, Mapping
from pathlib import Path
from typing import Any

from assay.errors import DataError
from assay.ledger.json_places import Place, elements, members
from assay.ledger.json_rows import WHO, JsonRows
from assay.ledger.rows import COLUMN, SEVERAL, Columns, Edit, Kind, Row
from assay.ledger.splices import Splice
from assay.read.label_studio import READ

#: Names under which the answers of a task stand, newer first.
ANSWERS = ("annotations", "completions")
#: What answers are, by their type; text where nothing is said.
KINDS: dict[str, Kind] = {
    "choices": "list", "taxonomy": "list", "rating": "number", "number": "number",
}  # fmt: skip


class LabelStudioRows(JsonRows):
    """The tasks of an export."""

    def __init__(self, path: Path, columns: Columns) -> None:
        super().__init__(path, columns)
        self._forms: dict[str, Mapping[str, Any]] = {}

    def find(self, items: Collection[str] | None = None) -> Mapping[str, Row]:
        """Return tasks by their id; raise where one that is asked for is there twice."""
        for place in self._objects():
            for _, answer in _answers(place.value):
                for one in answer.get("result") or []:
                    if one.get("type") in READ:
                        self._forms.setdefault(str(one.get("from_name")), one)
        if self.columns.field not in self._forms:
            if len(self._forms) != 1:
                rule = "the field must be a control of the project"
                fix = f"There are: {', '.join(self._forms)}."
                got = repr(self.columns.field)
                raise DataError(WHO, rule, got=got, where=str(self.path), fix=fix)
            self.columns = Columns(next(iter(self._forms)), self.columns.key, self.columns.split)
        found = super().find(items)
        self.kind = KINDS.get(str(self._forms[self.columns.field]["type"]), "text")
        return found

    def _check_field(self, *, there: bool) -> None:
        """Say nothing: a control was found already."""

    def item(self, value: Mapping[str, Any], number: int) -> str:
        """Return the id of a task."""
        return str(value.get("id", number))

    def cell(self, place: Place) -> Any:
        """Return the one answer to a task; SEVERAL where more than one was given."""
        said = [answer for _, answer in _answers(place.value)]
        values = [v for v in (self._value(answer) for answer in said) if v is not None]
        return None if not values else values[0] if len(values) == 1 else SEVERAL

    def _value(self, answer: Mapping[str, Any]) -> Any:
        for one in answer.get("result") or []:
            if self._is_asked(one):
                value = (one.get("value") or {}).get(READ[one["type"]])
                if one["type"] == "taxonomy" and value:
                    value = [" / ".join(map(str, path)) for path in value]
                # A control that takes several holds one as a list of one.
                return value[0] if isinstance(value, list) and len(value) == 1 else value or None
        return None

    def _is_asked(self, one: Mapping[str, Any]) -> bool:
        return one.get("from_name") == self.columns.field and one.get("type") in READ

    def changed(self, place: Place, edit: Edit, *, verdicts: bool) -> list[Splice]:
        """Return what puts the label, and the verdict, into a task."""
        task = members(self.file.text, place.start)
        splices = []
        if edit.act == "write":
            name = next((name for name in ANSWERS if name in task), ANSWERS[0])
            splices += self._answered(task.get(name), place, edit.cell, name)
        if verdicts:
            splices += self.put(task["data"], {COLUMN: edit.verdict})
        return splices

    def _answered(self, there: Place | None, task: Place, cell: Any, name: str) -> list[Splice]:
        """Return what changes the one answer, or adds the right one where there isn't one."""
        places = [] if there is None else list(elements(self.file.text, there.start))
        given = [p for p in places if _counts(p.value) and self._value(p.value) is not None]
        if len(given) == 1:
            return self._mended(given[0], cell)
        if cell is None:
            return [splice for one in given for splice in self.put(one, {"was_cancelled": True})]
        answer = {"result": [self._result(cell)], "was_cancelled": False, "ground_truth": True}
        if there is None:
            return self.put(task, {name: [answer]})
        comma, at = (", " if places else ""), places[-1].end if places else there.end - 1
        return [Splice(at, at, f"{comma}{self.told(answer)}")]

    def _mended(self, answer: Place, cell: Any) -> list[Splice]:
        if cell is None:
            return self.put(answer, {"was_cancelled": True})
        text = self.file.text
        for one in elements(text, members(text, answer.start)["result"].start):
            if self._is_asked(one.value):
                value = members(text, one.start)["value"]
                return self.put(value, self._told_value(one.value["type"], cell))
        return []

    def _result(self, cell: Any) -> dict[str, Any]:
        form = self._forms[self.columns.field]
        kept = {n: form[n] for n in ("from_name", "to_name", "type") if n in form}
        return {**kept, "value": self._told_value(str(form["type"]), cell)}

    def _told_value(self, kind: str, cell: Any) -> dict[str, Any]:
        value = [str(path).split(" / ") for path in cell] if kind == "taxonomy" else cell
        return {READ[kind]: value}


def _counts(answer: Mapping[str, Any]) -> bool:
    return not (answer.get("was_cancelled") or answer.get("skipped"))


def _answers(task: Mapping[str, Any]) -> Iterator[tuple[int, Mapping[str, Any]]]:
    """Yield the answers of a task that count, by their place."""
    name = next((name for name in ANSWERS if name in task), ANSWERS[0])
    for at, answer in enumerate(task.get(name) or []):
        if isinstance(answer, dict) and _counts(answer):
            yield at, answer
