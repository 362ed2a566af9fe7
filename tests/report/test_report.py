import json

import duckdb
import pytest

from assay.errors import OutputError
from assay.report import Report

FILES = {
    "report.html", "report.json", "report.md", "items.parquet", "findings.parquet", "findings.csv",
}  # fmt: skip


@pytest.fixture(scope="module")
def report(texts_run):
    return Report.of(texts_run)


def test_writes_all_files_and_no_others(report, tmp_path):
    out = report.write(tmp_path / "deep" / "audit")
    assert {path.name for path in out.iterdir()} == FILES
    kept = json.loads((out / "report.json").read_text("utf-8"))
    assert kept["n_flagged"] == report.summary["n_flagged"]
    assert any(str(out) in step["command"] for step in kept["next"])
    rows = duckdb.read_parquet(str(out / "items.parquet")).fetchall()
    assert len(rows) == 120
    assert [row[0] for row in rows[:3]] == ["ticket-0", "ticket-1", "ticket-2"]
    found = duckdb.read_parquet(str(out / "findings.parquet")).fetchall()
    assert [row[:3] for row in found] == [
        ("split-leakage", "error", "ticket-3"), ("split-leakage", "error", "ticket-95"),
    ]  # fmt: skip


def test_same_audit_gives_same_bytes(texts_run, tmp_path, monkeypatch):
    written = []
    for name in ("one", "two"):
        (tmp_path / name).mkdir()
        monkeypatch.chdir(tmp_path / name)
        out = Report.of(texts_run).write("audit")
        written.append({path.name: path.read_bytes() for path in out.iterdir()})
    assert written[0] == written[1]


def test_refuses_a_folder_that_is_not_empty(report, tmp_path):
    mine = tmp_path / "mine.txt"
    mine.write_text("precious")
    with pytest.raises(OutputError, match=r"empty.*--force"):
        report.write(tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["mine.txt"]
    report.write(tmp_path, force=True)
    assert mine.read_text() == "precious"
    assert {path.name for path in tmp_path.iterdir()} == FILES | {"mine.txt"}


def test_refuses_a_file(report, tmp_path):
    file = tmp_path / "audit"
    file.write_text("x")
    for out in (file, file / "deeper"):
        with pytest.raises(OutputError):
            report.write(out)
    assert file.read_text() == "x"


def test_a_crash_leaves_no_half_file(report, tmp_path, monkeypatch):
    report.write(tmp_path / "out")
    before = (tmp_path / "out" / "report.md").read_bytes()

    def half(self, *args, **kwargs):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("pathlib.Path.write_text", half)
    with pytest.raises(OutputError, match="No space left"):
        report.write(tmp_path / "out", force=True)
    assert (tmp_path / "out" / "report.md").read_bytes() == before
    assert {path.name for path in (tmp_path / "out").iterdir()} == FILES


def test_faces(report):
    assert repr(report).startswith("<Report of support tickets: About ")
    assert "Label facts" in report._repr_html_()
    assert "<script" not in report._repr_html_()
    assert json.loads(report.to_json()) == report.summary
    assert report.to_markdown().startswith("# support tickets: label report")
    assert report.to_html().startswith("<!doctype html>")
