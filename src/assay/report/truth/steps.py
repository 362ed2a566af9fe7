"""What to do next, as commands that can be copied."""

import math
from collections.abc import Iterator
from shlex import join
from typing import Any

from assay.report.numbers import amount
from assay.report.steps import data_words

Summary = dict[str, Any]
Step = dict[str, str]

#: Where a report that was not written yet is supposed to go.
FOLDER = "truth"
#: Items to have checked.
CHECKS = 100


def steps(summary: Summary, out: str | None = None) -> list[Step]:
    """Return what to do next, most useful first: why, and the exact command."""
    folder = (out or FOLDER).rstrip("/")
    made = (*_explain(summary), *_look(summary, folder), *_ask(summary, folder),
            *_gold(summary, folder), *_use(summary, folder), *_again(summary, folder))  # fmt: skip
    return [{"why": why, "command": command} for why, command in made]


def again_words(summary: Summary) -> list[str]:
    """Return the words of the command that made the report; none for data from memory."""
    words = data_words({**summary, "settings": {}})
    if not words:
        return []
    settings = summary["settings"]
    words += ["--method", settings["method"]]
    for name, value in (settings.get("set") or {}).items():
        words += ["--set", f"{name}={value}"]
    return words + (["--seed", str(settings["seed"])] if settings["seed"] else [])


def _explain(summary: Summary) -> Iterator[tuple[str, str]]:
    seen: list[str] = []
    for finding in summary["findings"]:
        if finding["severity"] == "error" and finding["code"] not in seen and len(seen) < 3:
            seen.append(finding["code"])
            why = f"Mend this first: {finding['message']}"
            yield why, join(["assay", "explain", finding["code"]])


def _look(summary: Summary, folder: str) -> Iterator[tuple[str, str]]:
    if not summary["n_uncertain"]:
        return
    items = amount(summary["n_uncertain"], "uncertain item")
    order = "high - low desc" if summary["truth"] == "number" else "entropy desc"
    yield (
        f"Look at the {items} first: here, or in truth.parquet.",
        _python(f"print({_file(folder, 'truth')}.order('{order}').limit(50))"),
    )


def _ask(summary: Summary, folder: str) -> Iterator[tuple[str, str]]:
    if not summary["ask"]:
        return
    n = amount(len(summary["ask"]), "item")
    yield (
        f"Ask for more votes where they buy most: the {n} in ask.csv, each with whom to ask.",
        _python(f"duckdb.read_csv({f'{folder}/ask.csv'!r}).show()"),
    )


def _gold(summary: Summary, folder: str) -> Iterator[tuple[str, str]]:
    if summary["checked"] or not summary["n_voted"] or summary["truth"] in ("any_of", "number"):
        return
    checks = min(CHECKS, summary["n_voted"])
    right = summary["sure"]["expected_right"] or 0.5
    within = 1.96 * math.sqrt(max(right * (1 - right), 1 / checks) / checks)
    drawn = "filter('votes > 0').order('hash(item)')"
    yield (
        f"Know how good this truth is: have {amount(checks, 'random item')} answered by somebody "
        f"you trust, fill the column `gold` of check.csv, and give it back with --gold check.csv. "
        f"That tells the share of right labels, give or take {100 * within:.1f} points.",
        _python(
            f"{_file(folder, 'truth')}.{drawn}.limit({checks})"
            ".project('item, null as gold').write_csv('check.csv')"
        ),
    )


def _use(summary: Summary, folder: str) -> Iterator[tuple[str, str]]:
    if summary["truth"] in ("one_of", "ordered"):
        yield (
            "Train on what is sure, and weigh the rest: `probability` is how sure each label is.",
            _python(f"print({_file(folder, 'truth')}.filter('probability >= 0.9').count('*'))"),
        )


def _again(summary: Summary, folder: str) -> Iterator[tuple[str, str]]:
    words = again_words(summary)
    if summary["origin"].get("demo"):
        yield (
            "Take your own votes.",
            "assay truth VOTES.csv --item COLUMN --source COLUMN --label COLUMN",
        )
    if words:
        again = ["assay", "truth", *words, "--out", f"{folder}-2"]
        yield "The same again, after more votes or with other settings.", join(again)


def _file(folder: str, name: str) -> str:
    return f"duckdb.read_parquet({f'{folder}/{name}.parquet'!r})"


def _python(code: str) -> str:
    """Return a shell command that runs the code; quoted as people do where that is safe."""
    code = f"import duckdb; {code}"
    return f'python -c "{code}"' if not set(code) & set('"$`\\!') else join(["python", "-c", code])
