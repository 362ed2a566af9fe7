import pytest

from assay.report.facts import facts, line_of


def lines(summary):
    return {fact.name: fact for fact in facts(summary)}


def test_a_line_is_as_bad_as_its_worst_finding(digits):
    found = lines(digits)
    assert found["Items"].value == "300 pictures"
    assert found["Duplicates"].grade == "error"
    assert found["Duplicates"].value == "conflicting duplicates: 6 items"
    assert found["Duplicates"].anchor == "finding-conflicting-duplicates"
    assert (found["Imbalance"].value, found["Imbalance"].grade) == ("class 8", "warning")
    assert found["Item order"].grade == "note"


def test_what_no_auditor_looked_at_is_said_to_be_unchecked(digits):
    unchecked = lines(digits)["Not checked"]
    assert unchecked.grade == "unknown"
    assert "split leakage" in unchecked.value
    assert "columns" not in unchecked.value
    assert "duplicates" not in unchecked.value


def test_what_was_looked_at_and_is_clean_is_good(table):
    clean = lines({**table, "methods": {"audit": ["duplicates", "imbalance", "useless-columns"]}})
    assert (clean["Duplicates"].value, clean["Duplicates"].grade) == ("none found", "good")
    assert clean["Imbalance"].value.startswith("classes ")
    assert clean["Missing values"].grade == clean["Useless columns"].grade == "good"
    assert (clean["Leaking columns"].value, clean["Leaking columns"].grade) == (
        "column job",
        "warning",
    )


def test_several_findings_on_a_line(texts):
    finding = texts["findings"][0]
    found = lines({**texts, "findings": [finding, {**finding, "severity": "note"}]})
    assert found["Split leakage"].value == "2 items, and 1 more finding"
    assert found["Split leakage"].grade == "error"


def test_unlabelled_items_have_a_line(texts):
    assert lines(texts)["Without a label"].value == "1 of 120 (0.83 %)"
    finding = {**texts["findings"][0], "code": "unlabelled", "severity": "warning"}
    worse = lines({**texts, "findings": [finding]})["Without a label"]
    assert (worse.grade, worse.anchor) == ("warning", "finding-unlabelled")


@pytest.mark.parametrize(
    ("code", "line"),
    [
        ("near-duplicates", "Duplicates"), ("split-leakage", "Split leakage"),
        ("group-leakage", "Group leakage"), ("leaking-column", "Leaking columns"),
        ("split-shift", "Split shift"),
        ("ordered-items", "Item order"), ("small-class", "Imbalance"),
        ("unlabelled", "Without a label"), ("broken-images", "Other"),
    ],
)  # fmt: skip
def test_lines_of_codes(code, line):
    assert line_of(code) == line
