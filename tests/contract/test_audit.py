"""What holds for every auditor."""

import numpy as np
import pytest

from assay.errors import AssayError, NeedsError
from assay.registry import Parts, methods, needed

#: Those about tags alone are held to it by tests of their own.
AUDIT = [
    pytest.param(cls, id=name) for name, cls in methods("audit").items() if "one_of" in cls.truth
]


@pytest.fixture(scope="module", params=AUDIT)
def cls(request):
    return request.param


def check(cls, found, parts):
    """Hold findings to their codes, items and names."""
    assert isinstance(found, tuple)
    for finding in found:
        assert finding.code in cls.codes
        assert finding.severity in {"error", "warning", "note"}
        assert finding.message.endswith(".")
        assert finding.repair.endswith(".")
        items = np.asarray(finding.items)
        assert items.ndim == 1
        assert np.issubdtype(items.dtype, np.integer)
        assert items.min(initial=0) >= 0
        assert items.max(initial=-1) < parts["n_items"]
        if finding.subject == "class":
            assert finding.name in parts["classes"]
        if finding.subject == "column":
            assert finding.name


def test_codes_are_told_in_three_sentences(cls):
    assert cls.codes
    for code, told in cls.codes.items():
        assert code == code.lower().replace("_", "-").replace(" ", "-")
        assert len(told) == 3
        assert all(part and part.rstrip().endswith(".") for part in told)


def test_findings_keep_to_the_codes(cls, case, tools):
    check(cls, tools.run(cls(), case.parts), case.parts)


def test_same_bytes_twice_and_input_untouched(cls, case, tools):
    shut = {name: tools.closed(part) for name, part in case.parts.items()}
    before = tools.content(shut)
    first, second = (tools.content(tools.run(cls(), shut)) for _ in range(2))
    assert first == second
    assert tools.content(shut) == before


@pytest.mark.parametrize("items", [[], [0], [0, 1], range(12)])
def test_few_items_give_findings_or_a_reason_why_not(cls, case, tools, items):
    parts = tools.picked(case.parts, np.array(items, int))
    try:
        found = tools.run(cls(), parts)
    except AssayError:
        return
    check(cls, found, parts)


@pytest.mark.parametrize("labels", [np.zeros(300, int), np.full(300, -1)])
def test_one_class_or_no_labels(cls, case, tools, labels):
    parts = tools.relabelled(case.parts, labels)
    try:
        found = tools.run(cls(), parts)
    except AssayError:
        return
    check(cls, found, parts)


def test_codes_belong_to_one_auditor(cls):
    for other in methods("audit").values():
        if other is not cls:
            assert not set(cls.codes) & set(other.codes)


def test_labels_alone_give_findings_or_name_what_is_missing(cls, tools):
    bare = {"n_items": 3, "labels": np.array([0, 1, 0]), "classes": ("a", "b")}
    missing = [n for n in needed(cls.audit) if not Parts(bare).can(n)]
    if missing:
        with pytest.raises(NeedsError, match=f"^{cls.__name__}: needs {missing[0]}"):
            tools.run(cls(), bare)
    else:
        check(cls, tools.run(cls(), bare), bare)
