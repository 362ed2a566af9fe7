"""The gate, by cases worked by hand."""

import pytest

from assay.errors import SettingError
from assay.report.gate import gate


def summary(low, high, verdict="bounded", findings=()):
    rate = {"estimate": None, "low": low, "high": high, "verdict": verdict, "settle": "Gold would."}
    return {"error_rate": rate, "findings": list(findings)}


def finding(code="duplicates", severity="error", subject="items", name=""):
    return {
        "code": code, "severity": severity, "subject": subject, "name": name,
        "message": f"{code} were found.", "value": 3.0,
    }  # fmt: skip


@pytest.mark.parametrize(
    ("low", "high", "verdict", "limit", "passed"),
    [
        (0.04, 0.08, "identified", 0.03, False),  # all of it above
        (0.01, 0.02, "identified", 0.03, True),  # all of it below
        (0.01, 0.03, "identified", 0.03, True),  # touching from below is within
        (0.03, 0.05, "identified", 0.03, None),  # touching from above may be within
        (0.01, 0.05, "identified", 0.03, None),  # on both sides
        (0.04, 0.08, "bounded", 0.03, False),  # a bound is enough to fail
        (0.0, 0.02, "bounded", 0.03, True),  # and enough to pass
        (0.5, 0.9, "cannot-be-told", 0.03, None),
        (0.0, 1.0, "cannot-be-told", 1.0, None),
        (None, None, "bounded", 0.03, None),
        (0.0, 0.0, "identified", 0.0, True),
    ],
)
def test_the_interval_decides_and_not_the_point(low, high, verdict, limit, passed):
    outcome = gate(summary(low, high, verdict), max_error_rate=limit, fail_on="never")
    (check,) = outcome["checks"]
    assert outcome["passed"] is passed
    assert check["name"] == "error-rate"
    assert check["passed"] is passed
    assert check["limit"] == limit
    assert ("Gold would." in check["message"]) is (passed is None)


@pytest.mark.parametrize(
    ("before", "now", "allowed", "passed"),
    [
        ((0.01, 0.03), (0.04, 0.06), 0.0, False),  # apart: chance doesn't explain it
        ((0.01, 0.03), (0.03, 0.06), 0.0, True),  # touching
        ((0.01, 0.03), (0.02, 0.09), 0.0, True),  # overlapping
        ((0.05, 0.09), (0.01, 0.02), 0.0, True),  # better
        ((0.01, 0.03), (0.04, 0.06), 0.02, True),  # apart by less than is allowed
        ((0.01, 0.03), (0.06, 0.08), 0.02, False),
    ],
)
def test_a_rise_counts_when_chance_does_not_explain_it(before, now, allowed, passed):
    outcome = gate(summary(*now), baseline=summary(*before), max_change=allowed)
    assert outcome["passed"] is passed
    assert outcome["checks"][0]["name"] == "change"
    assert outcome["checks"][0]["limit"] == pytest.approx(before[1] + allowed)


@pytest.mark.parametrize("which", [0, 1])
def test_a_rise_can_not_be_told_from_what_can_not_be_told(which):
    pair = [summary(0.01, 0.02), summary(0.01, 0.02)]
    pair[which] = summary(0.0, 1.0, "cannot-be-told")
    assert gate(pair[0], baseline=pair[1])["passed"] is None


@pytest.mark.parametrize(
    ("severity", "fail_on", "passed"),
    [
        ("error", "error", False),
        ("warning", "error", True),
        ("note", "error", True),
        ("error", "warning", False),
        ("warning", "warning", False),
        ("note", "warning", True),
        ("error", "never", True),
    ],
)
def test_findings_fail_from_the_severity_that_is_asked(severity, fail_on, passed):
    found = summary(0.0, 0.01, findings=[finding(severity=severity)])
    assert gate(found, fail_on=fail_on)["passed"] is passed


@pytest.mark.parametrize(("estimate", "passed"), [(0.3, None), (0.08, True), (None, True)])
def test_an_interval_that_got_wide_does_not_hide_a_rise(estimate, passed):
    before, now = summary(0.02, 0.1), summary(0.0, 0.5)
    before["error_rate"]["estimate"], now["error_rate"]["estimate"] = 0.06, estimate
    outcome = gate(now, baseline=before)
    assert outcome["passed"] is passed
    assert ("may have risen, to about 30 %" in outcome["checks"][0]["message"]) is (passed is None)
    assert gate(now, baseline=now)["passed"] is True
    assert gate(now, baseline=before, max_change=0.25)["passed"] is True


def test_findings_that_the_baseline_has_too_do_not_fail():
    old = finding("leaking-column", subject="column", name="id")
    new = finding("leaking-column", subject="column", name="ticket")
    before = summary(0.0, 0.01, findings=[old])
    assert gate(summary(0.0, 0.01, findings=[old]), baseline=before)["passed"] is True
    outcome = gate(summary(0.0, 0.01, findings=[old, new]), baseline=before)
    assert outcome["passed"] is False
    failed = [check for check in outcome["checks"] if not check["passed"]]
    assert [check["name"] for check in failed] == ["finding-leaking-column"]


def test_a_finding_that_became_worse_is_new():
    before = summary(0.0, 0.01, findings=[finding(severity="warning")])
    after = summary(0.0, 0.01, findings=[finding(severity="error")])
    assert gate(after, baseline=before)["passed"] is False


def test_a_failed_check_outweighs_one_that_can_not_be_told():
    found = summary(0.0, 1.0, "cannot-be-told", [finding()])
    outcome = gate(found, max_error_rate=0.1)
    assert [check["passed"] for check in outcome["checks"]] == [None, False]
    assert outcome["passed"] is False


def test_without_limits_the_findings_are_the_gate():
    assert gate(summary(0.5, 0.9))["passed"] is True


@pytest.mark.parametrize(
    "settings", [{"max_error_rate": 3.0}, {"max_change": -0.1}, {"fail_on": "note"}]
)
def test_limits_outside_their_range_are_refused(settings):
    with pytest.raises(SettingError, match=next(iter(settings))):
        gate(summary(0.0, 0.1), **settings)
