"""Whether labels are good enough to go on: the rule of `assay check`.

A gate never rests on a point estimate. It fails where the whole interval is beyond the limit,
passes where the whole interval is within it, and says that it can't be told in between.
"""

from collections.abc import Iterator, Mapping
from typing import Any, Literal

from assay.errors import SettingError
from assay.report.numbers import between, percent, span

Summary = Mapping[str, Any]
Check = dict[str, Any]
FailOn = Literal["error", "warning", "never"]

WHO = "check"
#: Severities that count, by the least one that does.
COUNTING = {"error": ("error",), "warning": ("error", "warning"), "never": ()}


def gate(
    summary: Summary,
    *,
    max_error_rate: float | None = None,
    baseline: Summary | None = None,
    max_change: float = 0.0,
    fail_on: FailOn = "error",
) -> dict[str, Any]:
    """Return whether the labels pass, and each check with its reason.

    Parameters
    ----------
    summary
        The one dict of a report.
    max_error_rate
        Greatest share of wrong labels that is allowed; None checks none.
    baseline
        The one dict of an earlier report to compare with.
    max_change
        Share by which the error rate may exceed the baseline's, beyond what chance explains.
    fail_on
        Findings of at least this severity fail, unless the baseline has them too.

    Returns
    -------
    dict
        `passed`: True, False, or None where it can't be told; `checks`: for each its `name`,
        `passed`, `message`, `value` (what was found), `limit`.
    """
    check_settings(max_error_rate, max_change, fail_on)
    checks: list[Check] = []
    if max_error_rate is not None:
        checks.append(error_rate(summary["error_rate"], max_error_rate))
    if baseline is not None:
        checks.append(change(summary["error_rate"], baseline["error_rate"], max_change))
    if fail_on != "never":
        checks += findings(summary, baseline, COUNTING[fail_on])
    return {"passed": overall([check["passed"] for check in checks]), "checks": checks}


def check_settings(max_error_rate: float | None, max_change: float, fail_on: str) -> None:
    """Raise when a limit is outside its range."""
    for name, share in (("max_error_rate", max_error_rate), ("max_change", max_change)):
        if share is not None and not 0 <= share <= 1:
            raise SettingError(WHO, f"{name} must be between 0 and 1", got=str(share))
    if fail_on not in COUNTING:
        raise SettingError(WHO, f"fail_on must be one of {', '.join(COUNTING)}", got=repr(fail_on))


def overall(verdicts: list[bool | None]) -> bool | None:
    """Return False where any check fails, else None where any can't be told, else True."""
    if False in verdicts:
        return False
    return None if None in verdicts else True


def error_rate(rate: Summary, limit: float) -> Check:
    """Compare the interval of the error rate with the greatest one allowed."""
    low, high, most = rate["low"], rate["high"], percent(limit)
    passed: bool | None = None
    if untold(rate):
        tail = f"whether that is at most {most} can't be told"
    elif low > limit:
        passed, tail = False, f"all of that is above the {most} allowed"
    elif high <= limit:
        passed, tail = True, f"all of that is within the {most} allowed"
    else:
        tail = f"the {most} allowed lie in between, so it can't be told"
    settle = f" {rate['settle']}" if passed is None and rate["settle"] else ""
    message = f"{spoken(rate)}; {tail}.{settle}"
    return made("error-rate", passed=passed, message=message, value=ends(rate), limit=limit)


def change(rate: Summary, before: Summary, allowed: float) -> Check:
    """Tell whether the error rate rose by more than chance explains.

    Where the estimate lies above all that the baseline holds possible, but the interval reaches
    down to it, that can't be told: an interval that got wide must not hide a rise.
    """
    value = ends(rate)
    if untold(rate) or untold(before):
        which = "this report" if untold(rate) else "the baseline"
        message = f"Whether the error rate rose can't be told: {which} can't tell it."
        return made("change", passed=None, message=message, value=value)
    limit = before["high"] + allowed
    about, was = (one.get("estimate") for one in (rate, before))
    more = f" by more than {percent(allowed)}" if allowed else ""
    passed: bool | None = True
    tail = f"no clear rise{more}."
    if rate["low"] > limit:
        passed, tail = False, f"a rise{more} that chance doesn't explain."
    elif about is not None and about > max(limit, (was or 0.0) + allowed):
        passed, tail = None, f"it may have risen{more}, to about {percent(about)}. {rate['settle']}"
    message = f"{spoken(rate)}, the baseline says {span(**ends(before))}: {tail}".rstrip()
    return made("change", passed=passed, message=message, value=value, limit=limit)


def findings(
    summary: Summary, baseline: Summary | None, counting: tuple[str, ...]
) -> Iterator[Check]:
    """Yield a failed check for each finding that counts and is new, or one that passes."""
    old = set() if baseline is None else {key(f) for f in counted(baseline, counting)}
    new = [finding for finding in counted(summary, counting) if key(finding) not in old]
    for finding in new:
        name, value = f"finding-{finding['code']}", finding["value"]
        yield made(name, passed=False, message=finding["message"], value=value)
    if not new:
        since = "" if baseline is None else " that the baseline has not"
        message = f"There is no finding of severity {' or '.join(counting)}{since}."
        yield made("findings", passed=True, message=message, value=0)


def counted(summary: Summary, counting: tuple[str, ...]) -> list[Summary]:
    """Return the findings whose severity counts."""
    return [finding for finding in summary["findings"] if finding["severity"] in counting]


def key(finding: Summary) -> tuple[str, str, str]:
    """Return what makes a finding the same one in another report: its code and its place."""
    return finding["code"], finding["subject"], finding["name"]


def untold(rate: Summary) -> bool:
    """Tell whether nothing is known of an error rate."""
    return rate["verdict"] == "cannot-be-told" or None in (rate["low"], rate["high"])


def ends(rate: Summary) -> dict[str, float | None]:
    """Return the ends of the interval."""
    return {"low": rate["low"], "high": rate["high"]}


def spoken(rate: Summary) -> str:
    """Return the error rate as the start of a sentence."""
    if None in (rate["low"], rate["high"]):
        return "Any share of the labels may be wrong"
    return f"{between(**ends(rate)).capitalize()} of the labels are wrong"


def made(
    name: str, *, passed: bool | None, message: str, value: Any, limit: float | None = None
) -> Check:
    """Return one check."""
    return {"name": name, "passed": passed, "message": message, "value": value, "limit": limit}
