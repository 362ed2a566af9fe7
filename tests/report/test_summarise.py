import json
import math
from dataclasses import replace

import msgspec
import numpy as np

from assay.dataset import Dataset
from assay.evidence import Evidence
from assay.registry import Parts
from assay.report import summarise
from assay.report.json import gated, text
from assay.report.run import AuditRun
from assay.results import Estimate, Finding

KEYS = [
    "schema", "assay", "name", "kind", "data_digest", "settings", "origin", "n_items", "n_labelled",
    "n_classes", "splits", "truth", "units", "verdict", "error_rate", "classes", "noise_matrix",
    "confused", "findings", "suspects", "measured", "n_flagged", "expected_wrong", "reliability",
    "map", "planted", "methods", "timings", "next",
]  # fmt: skip


def walk(value):
    yield value
    for part in (
        value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    ):
        yield from walk(part)


def test_keys_are_the_contract(digits):
    assert list(digits) == KEYS
    assert digits["schema"] == "assay-report/1"
    assert set(digits["error_rate"]) == {
        "estimate", "low", "high", "level", "verdict", "assumes", "settle", "gold_checks",
    }  # fmt: skip
    assert {"item", "row", "label", "suggested", "score", "p_wrong", "reason", "split", "content",
            "neighbours"} <= set(digits["suspects"][0])  # fmt: skip
    assert {"code", "severity", "subject", "name", "message", "repair", "value", "n_items",
            "items"} <= set(digits["findings"][0])  # fmt: skip


def test_strict_json_round_trip(digits, texts, table):
    for summary in (digits, texts, table):
        for value in walk(summary):
            assert value is None or type(value) in (dict, list, str, int, float, bool)
            assert not isinstance(value, float) or math.isfinite(value)
        written = text(summary)
        assert json.loads(written, parse_constant=None) == summary
        assert msgspec.json.decode(written) == summary
        assert list(json.loads(written)) == KEYS


def test_same_run_gives_same_bytes(digits_run):
    assert text(summarise(digits_run)) == text(summarise(digits_run))


def test_numbers_are_those_of_the_run(digits, digits_run):
    final, labels = digits_run.final, digits_run.dataset.labels
    assert digits["n_items"] == digits["n_labelled"] == 300
    assert digits["n_flagged"] == final.flagged.sum()
    assert math.isclose(digits["expected_wrong"], final.p_wrong.sum(), rel_tol=1e-5)
    assert [c["count"] for c in digits["classes"]] == np.bincount(labels).tolist()
    assert sum(c["flagged"] for c in digits["classes"]) == digits["n_flagged"]
    assert [s["row"] for s in digits["suspects"]] == final.worst()[:200].tolist()
    scores = [s["score"] for s in digits["suspects"]]
    assert scores == sorted(scores, reverse=True)
    matrix = np.array(digits["noise_matrix"]["matrix"])
    np.testing.assert_allclose(matrix.sum(axis=1), 1, atol=1e-4)


def test_planted_errors_are_counted(digits, digits_run):
    wrong = digits_run.planted.truth != digits_run.dataset.labels
    flagged = digits_run.final.flagged
    found = int((wrong & flagged).sum())
    planted = digits["planted"]
    assert planted["n"] == wrong.sum() == planted["found"] + planted["missed"]
    assert planted["found"] == found
    assert math.isclose(planted["precision"], found / flagged.sum(), rel_tol=1e-5)
    assert math.isclose(planted["recall"], found / wrong.sum(), rel_tol=1e-5)
    assert math.isclose(planted["rate"], wrong.mean(), rel_tol=1e-5)


def test_confused_pairs_are_the_largest_cells_of_the_joint(digits, digits_run):
    joint = digits_run.noise.about["joint"] * 300
    np.fill_diagonal(joint, 0)
    worst = np.unravel_index(joint.argmax(), joint.shape)
    first = digits["confused"][0]
    assert (first["truth"], first["given"]) == (str(worst[0]), str(worst[1]))
    assert math.isclose(first["count"], joint.max(), rel_tol=1e-5)
    assert math.isclose(first["share"], joint.max() / 300, rel_tol=1e-5)
    assert len(digits["confused"]) == 20


def test_reliability_by_hand():
    proba = np.array([[0.9, 0.1], [0.8, 0.2], [0.45, 0.55], [0.95, 0.05]])
    labels = np.array([0, 1, 1, -1])
    from assay.results import Flags

    flags = Flags(np.zeros(4), np.zeros(4, int), np.zeros(4, bool))
    dataset = Dataset(Evidence.labels(labels, ["a", "b"]), predictions=proba)
    got = summarise(bare(dataset, final=flags))["reliability"]
    assert [(b["low"], b["confidence"], b["accuracy"], b["count"]) for b in got["bins"]] == [
        (0.5, 0.55, 1.0, 1), (0.8, 0.8, 0.0, 1), (0.9, 0.9, 1.0, 1),
    ]  # fmt: skip
    assert math.isclose(got["ece"], (0.45 + 0.8 + 0.1) / 3, rel_tol=1e-5)


def test_map_holds_the_flagged_items_in_a_sample():
    rng = np.random.default_rng(0)
    n = 5000
    from assay.results import Flags

    score = rng.random(n)
    flags = Flags(score, np.zeros(n, int), score > 0.9, p_wrong=score)
    dataset = Dataset(
        Evidence.labels(rng.integers(0, 2, n), ["a", "b"]),
        features=rng.normal(size=(n, 3)).astype(np.float32),
    )
    got = summarise(bare(dataset, final=flags))["map"]
    assert len(got["row"]) == len(got["x"]) == len(got["p_wrong"]) == 1500
    assert set(np.flatnonzero(flags.flagged)) <= set(got["row"])
    assert min(got["x"]) >= 0
    assert max(got["y"]) <= 1


def test_many_classes_show_those_most_involved():
    n_classes = 70
    joint = np.eye(n_classes)
    joint[3, 66] = 0.5
    noise = Estimate(
        joint / joint.sum(1, keepdims=True), joint, joint, about={"joint": joint / joint.sum()}
    )
    names = [f"class {k:02d}" for k in range(n_classes)]
    dataset = Dataset(Evidence.labels(np.arange(n_classes), names))
    got = summarise(bare(dataset, noise=noise))
    assert len(got["noise_matrix"]["classes"]) == 60
    assert {"class 03", "class 66"} <= set(got["noise_matrix"]["classes"])
    assert "60 of 70" in got["noise_matrix"]["shown"]
    assert [(c["truth"], c["given"]) for c in got["confused"]] == [("class 03", "class 66")]


def bare(dataset, final=None, noise=None, rate=None, findings=()):
    """Return a run that knows as little as can be."""
    nothing = Estimate(
        np.array(np.nan), np.array(0.0), np.array(1.0), verdict="cannot-be-told", settle="Gold."
    )
    return AuditRun(
        dataset, Parts(dataset), {}, final, noise, rate or nothing, None, tuple(findings), {}, {}
    )


def test_labels_that_are_sets_or_numbers():
    tags = Dataset(Evidence.tags(np.array([[1, 1], [0, 1], [0, 0]]), ["red", "blue"]))
    got = summarise(bare(tags))
    assert got["n_labelled"] == 3
    assert [c["count"] for c in got["classes"]] == [1, 2]
    assert got["suspects"] == []
    assert got["expected_wrong"] is None
    numbers = Dataset(Evidence.numbers(np.array([1.5, np.nan, 2.5])))
    got = summarise(bare(numbers))
    assert (got["n_labelled"], got["n_classes"], got["classes"]) == (2, 0, [])
    assert got["error_rate"]["estimate"] is None
    assert "can't be told" in got["verdict"]


def test_no_label_at_all():
    got = summarise(bare(Dataset(Evidence.labels(np.array([-1, -1]), ["a", "b"]))))
    assert got["verdict"] == "None of the 2 items has a label, so there is nothing to judge."


def test_broken_text_and_odd_values_can_be_written(texts_run):
    finding = Finding("odd", "note", "half a pair: \ud83d", "mend", value=float("inf"))
    run = replace(
        texts_run,
        findings=(finding,),
        settings={"set": {2, 1}, "nan": float("nan"), "x": np.float32(0.1)},
    )
    got = json.loads(text(summarise(run)))
    assert got["findings"][0]["message"] == "half a pair: ?"
    assert got["findings"][0]["value"] is None
    assert got["settings"] == {"set": [1, 2], "nan": None, "x": 0.1}


def test_gated_json(digits):
    gate = {
        "passed": False,
        "checks": [{"name": "error-rate", "passed": False, "message": "too many"}],
    }
    got = json.loads(gated(digits, gate))
    assert got["passed"] is False
    assert got["checks"] == gate["checks"]
    assert got["error_rate"] == digits["error_rate"]
    assert json.loads(gated(digits, None))["passed"] is None
