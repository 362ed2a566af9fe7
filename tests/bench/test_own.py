import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from assay.bench import run_suite
from assay.bench.data import own_table
from assay.bench.shipped import parse
from assay.errors import DataError

SUITE = """
name: mine
about: A table of one's own.
rows:
  - name: flowers
    data: {loader: own-table, settings: {path: flowers.csv, label: kind, truth: checked}}
    every: flag
    metrics: [average-precision, f1]
"""


@pytest.fixture
def flowers(tmp_path, monkeypatch):
    from sklearn.datasets import load_iris

    monkeypatch.chdir(tmp_path)
    data = load_iris()
    names = data.target_names[data.target].astype(object)
    kinds, checked = names.copy(), names.copy()
    kinds[[3, 60, 120]] = "virginica", "setosa", "versicolor"
    checked[5:20] = ""
    head = "a,b,c,d,kind,checked"
    lines = [
        ",".join(map(str, [*row, kind, right]))
        for row, kind, right in zip(data.data, kinds, checked, strict=True)
    ]
    path = tmp_path / "flowers.csv"
    path.write_text("\n".join([head, *lines]) + "\n")
    return path


def test_errors_are_told_by_the_checked_column(flowers):
    problem = own_table(0, "flowers.csv", "kind", "checked")
    errors = problem.truth["errors"]
    assert [i for i, one in enumerate(errors) if one == 1] == [3, 60, 120]
    assert [i for i, one in enumerate(errors) if one == -1] == list(range(5, 20))
    assert "checked" not in problem.given["columns"]


def test_errors_are_planted_where_none_are_known(flowers):
    first, again, other = (own_table(seed, "flowers.csv", "kind", rate=0.2) for seed in (0, 0, 1))
    assert 10 < first.truth["errors"].sum() < 50
    assert (first.truth["errors"] == again.truth["errors"]).all()
    assert (first.truth["errors"] != other.truth["errors"]).any()


def test_a_class_that_labels_lack_is_named(flowers):
    text = flowers.read_text().replace("setosa,setosa", "setosa,Setosa", 1)
    flowers.write_text(text)
    with pytest.raises(DataError, match=r"must be of the classes.*got Setosa"):
        own_table(0, "flowers.csv", "kind", "checked")


def test_every_method_takes_part_and_who_cannot_says_why(flowers, tmp_path):
    path = tmp_path / "mine.yaml"
    path.write_text(SUITE)
    (row,) = run_suite(str(path)).rows
    told = {one.contender: one for one in row.contenders}
    assert told["label-posterior"].measured["average-precision"][0] > 0.9
    assert "tags" in told["tag-posterior"].skipped
    ran = [name for name, one in told.items() if not one.skipped]
    assert len(ran) >= 10
    assert all(one.skipped or "average-precision" in one.measured for one in told.values())


def test_a_row_of_nobody_is_refused(tmp_path):
    path = tmp_path / "mine.yaml"
    path.write_text(SUITE.replace("    every: flag\n", ""))
    with pytest.raises(DataError, match="nobody to run"):
        run_suite(str(path))


PAGE = Path(__file__).parents[2] / "docs" / "how" / "own.md"


def test_the_page_is_followed_by_a_package_of_ones_own(tmp_path):
    found = re.findall(r"^```(.*?)\n(.*?)^```$", PAGE.read_text("utf-8"), re.M | re.S)
    told = {kind: [text for name, text in found if name == kind] for kind, _ in found}
    table, package = told["python"]
    mine, held = told["yaml"]
    assert [parse(text, "own.md").name for text in (mine, held)] == ["mine", "held"]
    # What `pip install` leaves of the package: its code, and a folder that says what it brings.
    (tmp_path / "our_package").mkdir()
    (tmp_path / "our_package" / "__init__.py").write_text(package)
    installed = tmp_path / "our_package-0.1.dist-info"
    installed.mkdir()
    (installed / "METADATA").write_text("Metadata-Version: 2.1\nName: our-package\nVersion: 0.1\n")
    ((group, line),) = re.findall(
        r'^\[project.entry-points."(.*?)"\]\n(.*?)$', told["toml"][0], re.M
    )
    line = line.replace('"', "")
    (installed / "entry_points.txt").write_text(f"[{group}]\n{line}\n")
    (tmp_path / "held.yaml").write_text(held)

    def call(*words):
        environment = {**os.environ, "PYTHONPATH": str(tmp_path)}
        return subprocess.run(
            [sys.executable, *words], cwd=tmp_path, env=environment, check=True,
            capture_output=True, text=True,
        ).stdout  # fmt: skip

    call("-c", table)
    assert "last-guess" in call("-m", "assay", "methods", "--stage", "flag")
    call("-m", "assay", "bench", "held.yaml", "--out", "held")
    assert "ours" in (tmp_path / "held" / "held.html").read_text("utf-8")
