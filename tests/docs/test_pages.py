"""The pages: generated ones are fresh, code on them runs, commands exist, papers are known."""

import os
import re
import shlex
import subprocess
import sys
import tomllib
from importlib.util import find_spec, module_from_spec, spec_from_file_location
from pathlib import Path

import msgspec
import pytest

from assay.audit.codes import codes
from assay.bench import load_suite
from assay.bench.outcome import Compared, Results, Told
from assay.cli import COMMANDS, build, split_debug
from assay.registry import methods

ROOT = Path(__file__).parents[2]
DOCS = ROOT / "docs"
WRITTEN = [DOCS / "index.md", *sorted((DOCS / "how").glob("*.md"))]
PROSE = [*WRITTEN, DOCS / "architecture.md", *sorted((DOCS / "why").glob("*.md"))]


def blocks(path, language):
    found = re.findall(r"^```(.*?)\n(.*?)^```$", path.read_text("utf-8"), re.M | re.S)
    return [text for name, text in found if name == language]


#: Those that `test_told.py` follows from start to end, commands and all, aren't run here.
TOLD = {"tickets", "votes", "judges", "images", "candidates", "gate"}
RUNNABLE = [page for page in WRITTEN if blocks(page, "python") and page.stem not in TOLD]


def test_generated_pages_are_fresh():
    command = [sys.executable, str(DOCS / "generate.py"), "--check"]
    done = subprocess.run(command, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr


def test_a_stale_page_is_noticed_and_written(tmp_path, monkeypatch, capsys):
    spec = spec_from_file_location("generate", DOCS / "generate.py")
    generate = module_from_spec(spec)
    monkeypatch.setattr(sys, "path", [*sys.path])
    spec.loader.exec_module(generate)
    monkeypatch.setattr(generate, "HERE", tmp_path)
    monkeypatch.setattr(generate, "pages", lambda: {"cli.md": "new", "methods/a.md": "same"})
    for name, text in {"cli.md": "old", "methods/a.md": "same", "methods/gone.md": ""}.items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(text)
    assert generate.main(["--check"]) == 1
    assert capsys.readouterr().err.split()[-2:] == ["cli.md", "methods/gone.md"]
    assert generate.main([]) == 0
    assert (tmp_path / "cli.md").read_text() == "new"
    assert not (tmp_path / "methods" / "gone.md").exists()
    assert generate.main(["--check"]) == 0


def test_every_method_and_finding_has_its_page():
    assert all((DOCS / "methods" / f"{name}.md").exists() for name in methods())
    page = (DOCS / "findings" / "index.md").read_text("utf-8")
    assert all(f"\n## {code}\n" in page for code in codes())


@pytest.mark.parametrize("name", methods())
def test_a_method_says_what_it_assumes_and_costs(name):
    page = (DOCS / "methods" / f"{name}.md").read_text("utf-8")
    for title in ("Equation", "Assumes", "Cost", "Settings", "Use"):
        assert re.search(rf"^## {title}\n\n\S", page, re.M), title


@pytest.fixture(scope="module")
def papers():
    return tomllib.loads((DOCS / "papers.toml").read_text("utf-8"))


@pytest.mark.parametrize("name", methods())
def test_the_paper_of_a_method_is_known(name, papers):
    key = methods()[name].paper
    if key:
        told = papers[key]
        assert {"authors", "year", "title", "venue"} <= set(told)
        assert ("doi" in told) != ("url" in told)
        assert str(told["year"]) in key


@pytest.mark.parametrize("page", RUNNABLE, ids=lambda path: path.stem)
def test_the_python_of_a_page_runs(page, tmp_path, monkeypatch, capsys):
    code = blocks(page, "python")
    monkeypatch.chdir(tmp_path)
    names: dict[str, object] = {}
    for block in code:
        exec(compile(block, str(page), "exec"), names)
    CLAIMS[page.stem](names, capsys.readouterr().out)


def start(names, out):
    assert sorted(names["worst"]) == [0, 1, 2]


def table(names, out):
    assert names["found"] >= 8
    assert "bounded" in out
    settled = names["settled"]
    rate = settled.summary["error_rate"]
    assert rate["verdict"] == "identified"
    assert rate["low"] <= 10 / 569 <= rate["high"]


def texts(names, out):
    assert sorted(names["worst"]) == [0, 1, 2, 3, 4, 5]


def arrays(names, out):
    assert set(names["rows"]) <= set(range(1797))
    assert sum(row < 20 for row in names["rows"]) >= 15


def crowd_kit(names, out):
    found = names["found"]
    assert found.labels.tolist() == [0, 1, 1, 1]
    assert found.accuracy.shape == (3,)


#: What a page says of its own outcome.
def comparing(names, out):
    assert "The repair pays" in out
    assert names["found"].scores[0].gains[0].told


def decisions(names, out):
    assert list(names["settled"]) == ["1"]
    assert names["conflicts"] == []
    assert names["repaired"] == 'id,pet\n1,"dog"\n2,dog\n'
    assert [one.new for one in names["again"].decisions] == ["dog"]
    assert names["both"].patch == names["patch"]
    folder = names["folder"]
    assert (folder / "back.csv").read_bytes() == (folder / "pets.csv").read_bytes()


def other_tools(names, out):
    assert "'new': 1" in out
    assert names["decided"]["4"].by == "eve@shop.org"
    assert names["text"].count("**Typical**") == 2


def card(names, out):
    assert names["wrong"] == ["items"]
    assert Path("iris-card/croissant.json").exists()


def cleanlab(names, out):
    ours = names["mask"]
    assert set(range(20)) & set(names["ranked"].tolist())
    peer = pytest.importorskip("cleanlab.filter")
    assert (peer.find_label_issues(names["labels"], names["pred_probs"]) == ours).all()
    rank = pytest.importorskip("cleanlab.rank")
    quality = rank.get_label_quality_scores(names["labels"], names["pred_probs"])
    assert quality == pytest.approx(names["quality"])


def snorkel(names, out):
    assert names["better"] > 0.85
    assert names["soft"].shape == (500, 2)


def scikit_activeml(names, out):
    assert (names["model"].predict(names["pixels"] / 16) == names["truth"]).mean() > 0.9


def learn(names, out):
    assert names["better"] > names["worse"]
    assert names["posterior"].proba.shape == (names["test"].sum(), 10)
    assert len(names["scores"]) == 3
    assert ": " in out


def own(names, out):
    lines = Path("tumours.csv").read_text("utf-8").splitlines()
    assert lines[0].endswith("kind,checked")
    assert len(lines) == 570
    array = names["np"].array
    flags = names["LastGuess"]().flag(array([0, 1]), array([[0.9, 0.1], [0.95, 0.05]]))
    assert flags.flagged.tolist() == [False, True]


CLAIMS = {
    "card": card, "cleanlab": cleanlab, "snorkel": snorkel, "scikit-activeml": scikit_activeml,
    "learn": learn,
    "index": start, "table": table, "texts": texts, "arrays": arrays, "crowd-kit": crowd_kit,
    "compare": comparing, "decisions": decisions,
    "other-tools": other_tools, "own": own,
}  # fmt: skip


def commands():
    lines = [line for page in PROSE for one in blocks(page, "console") for line in one.splitlines()]
    lines += [
        "$ " + line for page in PROSE for one in blocks(page, "sh") for line in one.splitlines()
    ]
    lines += ["$ " + line for one in blocks(ROOT / "README.md", "") for line in one.splitlines()]
    found = dict.fromkeys(
        line[2:].partition(" || ")[0] for line in lines if line.startswith("$ assay ")
    )
    return [pytest.param(shlex.split(line, comments=True), id=line) for line in found]


@pytest.mark.parametrize("words", commands())
def test_a_command_of_a_page_can_be_parsed(words):
    _, name, *rest = words
    assert name in COMMANDS
    application = build()
    _, bound, ignored = application.parse_args(
        [name, *split_debug(rest)[0]], exit_on_error=False, print_error=False
    )
    assert bound is not None
    assert not ignored or all(not value for value in ignored.values())


@pytest.mark.skipif(not find_spec("sphinx"), reason="sphinx is not installed")
def test_the_pages_build_without_a_warning(tmp_path):
    command = [sys.executable, "-m", "sphinx", "--fail-on-warning", "--quiet", "-b", "html"]
    done = subprocess.run(
        [*command, str(DOCS), str(tmp_path / "html")],
        capture_output=True, text=True, env={**os.environ, "PYTHONWARNINGS": "ignore"},
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert (tmp_path / "html" / "index.html").exists()


def test_what_was_recorded_stands_on_the_page_of_its_method(monkeypatch):
    monkeypatch.syspath_prepend(str(DOCS))
    from generators import measured

    def told(name, value):
        return Told(name, "ours", measured={"accuracy": [value, value]})

    row = Compared("4 labels a class", [told("plain", 0.7), told("self-training", 0.8)])
    found = Results("learn", "Which?", {}, [row])
    monkeypatch.setattr(measured, "recorded", lambda: (found,))
    (line,) = measured.of_method("self-training").splitlines()[4:]
    cells = [cell.strip() for cell in line.strip("|").split("|")]
    assert cells[1:5] == ["4 labels a class", "self-training", "accuracy", "0.8"]
    assert cells[5] == "0.89, the reference (below it)"
    assert cells[6] == "0.7"
    assert measured.of_method("proden") == ""
    pages = measured.pages(DOCS)
    assert set(pages) == {"measured/index.md", "measured/learn.md"}
    assert "| [learn](learn.md) | 1 |" in pages["measured/index.md"]


def test_all_that_was_recorded_is_of_suites_that_ship():
    for path in (DOCS / "measured").glob("*.json"):
        found = msgspec.json.decode(path.read_bytes(), type=Results)
        assert found.suite == path.stem
        rows = {row.name for wide in load_suite(path.stem).rows for row in wide.spread()}
        assert {row.name for row in found.rows} <= rows
        assert not [row.name for row in found.rows if row.failed]


LINKED = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *sorted(DOCS.rglob("*.md"))]


@pytest.mark.parametrize(
    "page", [p for p in LINKED if "_build" not in p.parts], ids=lambda p: p.name
)
def test_links_within_the_project_lead_somewhere(page):
    text = re.sub(r"^```.*?^```", "", page.read_text("utf-8"), flags=re.M | re.S)
    for target in re.findall(r"\]\(([^)\s]+)\)", re.sub(r"`[^`]*`", "", text)):
        if re.match(r"[a-z]+:", target):
            continue
        path, _, anchor = target.partition("#")
        there = (page.parent / path).resolve() if path else page
        assert there.exists(), target
        if anchor and there.suffix == ".md":
            told = there.read_text("utf-8")
            heads = re.findall(r"^#+ (.*)$", told, re.M)
            slugs = {re.sub(r"[^\w\- ]", "", head.lower()).replace(" ", "-") for head in heads}
            assert anchor in slugs or f"({anchor})=" in told, target


def test_the_version_to_cite_is_this_one():
    import assay

    assert f"\nversion: {assay.__version__}\n" in (ROOT / "CITATION.cff").read_text("utf-8")
