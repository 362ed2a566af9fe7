import numpy as np

from assay.dataset import Dataset
from assay.evidence import Evidence
from assay.registry import Parts
from assay.report import tables
from assay.report.run import AuditRun
from assay.results import Estimate, Finding

NOTHING = Estimate(np.array(np.nan), np.array(0.0), np.array(1.0), verdict="cannot-be-told")


def test_items(texts_run):
    columns = tables.items(texts_run)
    assert list(columns) == [
        "item", "label", "suggested", "score", "p_wrong", "reason", "split",
        "score_label_posterior", "score_self_confidence",
    ]  # fmt: skip
    assert {len(column) for column in columns.values()} == {120}
    final, labels = texts_run.final, texts_run.dataset.labels
    assert columns["item"][7] == "ticket-7"
    assert columns["label"][119] is None
    assert columns["score"][119] == 0
    assert np.isnan(columns["p_wrong"][119])
    said = labels >= 0
    np.testing.assert_array_equal(columns["p_wrong"][said], final.p_wrong[said])
    flagged = np.flatnonzero(final.flagged)
    assert flagged.size
    for item in range(120):
        assert (columns["reason"][item] is not None) == (item in flagged)
    item = int(flagged[0])
    names = texts_run.dataset.classes
    assert columns["suggested"][item] == names[final.suggested[item]] != columns["label"][item]
    same = (final.suggested == labels) & (labels >= 0)
    assert {columns["suggested"][i] for i in np.flatnonzero(same)} == {None}
    assert set(columns["split"]) == {"train", "test"}


def test_labels_of_other_kinds():
    tags = Dataset(Evidence.tags(np.array([[1, 1], [0, 1], [0, 0]]), ["red", "blue"]))
    columns = tables.items(AuditRun(tags, Parts(tags), {}, None, None, NOTHING, None, (), {}, {}))
    assert columns["label"].tolist() == ["red, blue", "blue", None]
    assert np.isnan(columns["score"]).all()
    assert columns["split"].tolist() == [None] * 3
    numbers = Dataset(Evidence.numbers(np.array([1.5, np.nan])))
    columns = tables.items(
        AuditRun(numbers, Parts(numbers), {}, None, None, NOTHING, None, (), {}, {})
    )
    np.testing.assert_array_equal(columns["label"], [1.5, np.nan])


def test_findings():
    dataset = Dataset(Evidence.labels(np.zeros(1500, int), ["a", "b"]))
    findings = (
        Finding("copies", "error", "m", "r", "items", items=np.arange(1500)),
        Finding("rare", "warning", "m", "r", "class", "b", items=np.arange(3)),
        Finding("leak", "note", "m", "r", "column", "age"),
        Finding("order", "note", "m", "r"),
    )
    run = AuditRun(dataset, Parts(dataset), {}, None, None, NOTHING, None, findings, {}, {})
    columns = tables.findings(run)
    assert list(columns) == ["code", "severity", "item", "class", "column", "message", "repair"]
    assert columns["item"][:1500].tolist() == [str(item) for item in range(1500)]
    assert len(columns["item"]) == 1503
    rows = list(zip(*tables.to_read(columns).values(), strict=True))
    assert len(rows) == 1003
    assert [row[:5] for row in rows[999:]] == [
        ("copies", "error", "999", None, None),
        ("rare", "warning", None, "b", None),
        ("leak", "note", None, None, "age"),
        ("order", "note", None, None, None),
    ]
    empty = tables.findings(
        AuditRun(dataset, Parts(dataset), {}, None, None, NOTHING, None, (), {}, {})
    )
    assert [len(column) for column in empty.values()] == [0] * 7
    assert [len(column) for column in tables.to_read(empty).values()] == [0] * 7
