"""What to do next, as commands that can be copied."""

import math
from collections.abc import Iterator
from shlex import join
from typing import Any

from assay.report.numbers import amount

Summary = dict[str, Any]
Step = dict[str, str]

#: Where a report that was not written yet is supposed to go.
FOLDER = "audit"

#: Options of reading, as the command line calls them, in the order people write them.
OPTIONS = (
    "label", "text", "id", "split", "group", "time", "drop", "item", "source", "sides", "graph",
    "kind", "models", "answers", "context", "gold", "predictions", "features", "classes",
    "images", "rare", "name",
)  # fmt: skip

#: Settings of an audit that the command line has too, and their defaults.
SETTINGS = {"effort": "normal", "seed": 0, "trust_predictions": False}

#: An error rate above this is no level to keep.
KEEPABLE = 0.5


def steps(summary: Summary, out: str | None = None) -> list[Step]:
    """Return what to do next, most useful first: why, and the exact command."""
    folder = out or str(summary["settings"].get("out") or FOLDER)
    made = (
        *_explain(summary),
        *_look(summary, folder),
        *_gold(summary, folder),
        *_again(summary, folder),
    )
    return [{"why": why, "command": command} for why, command in made]


def data_words(summary: Summary) -> list[str]:
    """Return the words that name the data on a command line; none for data from memory."""
    origin = summary["origin"]
    data = origin.get("data") or origin.get("path")
    if not isinstance(data, str):
        return []
    settings = {n: v for n, v in summary["settings"].items() if v != SETTINGS.get(n, v)}
    given = {**{name: origin.get(name) for name in OPTIONS}, **settings}
    words = [data]
    for name, value in given.items():
        option = f"--{name.replace('_', '-')}"
        if value is True:
            words.append(option)
        elif value not in (None, False, "", [], {}):
            for one in value if isinstance(value, list) else [value]:
                words += [option, str(one)]
    return words


def _explain(summary: Summary) -> Iterator[tuple[str, str]]:
    seen: list[str] = []
    for finding in summary["findings"]:
        if finding["severity"] == "error" and finding["code"] not in seen and len(seen) < 3:
            seen.append(finding["code"])
            yield (
                f"Mend this first: {finding['message']}",
                join(["assay", "explain", finding["code"]]),
            )


def _look(summary: Summary, folder: str) -> Iterator[tuple[str, str]]:
    if not summary["n_flagged"]:
        return
    n = min(50, summary["n_flagged"])
    flagged = amount(summary["n_flagged"], "flagged item")
    if data_words(summary) or summary["planted"]:
        yield (
            f"Look at the {flagged}, worst first, and keep or change each label by a key.",
            join(["assay", "review", folder]),
        )
        return
    yield (
        f"Look at the {flagged} first, worst first: here, or in items.parquet.",
        _python(f"print({_items(folder)}.order('score desc').limit({n}))"),
    )


def _gold(summary: Summary, folder: str) -> Iterator[tuple[str, str]]:
    rate = summary["error_rate"]
    if rate["verdict"] == "identified" or not rate["gold_checks"] or not summary["n_labelled"]:
        return
    checks = min(max(50, rate["gold_checks"]), 400, summary["n_labelled"])
    share = 0.5 if rate["estimate"] is None else rate["estimate"]
    within = 1.96 * math.sqrt(max(share * (1 - share), 1 / checks) / checks)
    drawn = "filter('label is not null').order('hash(item)')"
    yield (
        f"Settle the error rate: have {amount(checks, 'random item')} labelled again by somebody "
        "who doesn't see the given label; the share that differs is the error rate, give or "
        f"take {100 * within:.1f} points. This writes the items to check.csv.",
        _python(f"{_items(folder)}.{drawn}.limit({checks}).project('item').write_csv('check.csv')"),
    )


def _items(folder: str) -> str:
    return f"duckdb.read_parquet({folder.rstrip('/') + '/items.parquet'!r})"


def _python(code: str) -> str:
    """Return a shell command that runs the code; quoted as people do where that is safe."""
    code = f"import duckdb; {code}"
    return f'python -c "{code}"' if not set(code) & set('"$`\\!') else join(["python", "-c", code])


def _again(summary: Summary, folder: str) -> Iterator[tuple[str, str]]:
    words = data_words(summary)
    if summary["planted"]:
        yield "Audit your own data.", "assay audit DATA.csv --label COLUMN"
    if not words:
        return
    here, high = folder.rstrip("/"), summary["error_rate"]["high"]
    again = ["assay", "audit", *words, "--out", f"{here}-2"]
    yield "After mending, audit again and compare.", join(again)
    if high is not None and high <= KEEPABLE:
        bound = math.ceil(high * 100 + 1e-9) / 100
        limits = ["--max-error-rate", f"{bound:.2f}", "--baseline", f"{here}/report.json"]
        why = "Keep it so: fail the build when labels get worse than today."
        yield why, join(["assay", "check", *words, *limits])
