"""A suite in a few lines, for tests of what runs suites."""

from pathlib import Path

import pytest

pytest.importorskip("yaml")


@pytest.fixture
def write(tmp_path):
    def write(row: str) -> str:
        lines = "\n".join(f"    {line}" for line in row.strip().splitlines())
        path = tmp_path / "tiny.yaml"
        path.write_text(f"name: tiny\nabout: A few lines.\nrows:\n  -\n{lines}\n")
        return str(path)

    return write


@pytest.fixture
def stored(tmp_path) -> Path:
    """Return a folder of real sets with one small crowd in it."""
    import gzip

    folder = tmp_path / "data" / "crowd" / "tiny"
    folder.mkdir(parents=True)
    votes = "task,worker,label\n" + "".join(f"{t},{w},{t % 2}\n" for t in range(6) for w in "012")
    (folder / "votes.csv.gz").write_bytes(gzip.compress(votes.encode()))
    # One item without known truth, and one that all voters got wrong.
    truth = "task,label\n0,0\n1,1\n2,0\n3,0\n"
    (folder / "truth.csv.gz").write_bytes(gzip.compress(truth.encode()))
    root = tmp_path / "data"
    (root / "INDEX.json").write_text('{"data": [{"name": "tiny", "path": "crowd/tiny"}]}')
    return root
