"""What was acknowledged survives."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from assay.ledger import Ledger

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="kills by signals")
SCRIPT = Path(__file__).with_name("crashing.py")


def test_a_thousand_decisions_by_processes_that_are_killed(tmp_path, decided):
    path = tmp_path / "ledger.sqlite"
    words = [sys.executable, str(SCRIPT), str(path), "1000"]
    done = subprocess.run(words, capture_output=True, text=True, check=True, timeout=100)
    *acknowledged, last = done.stdout.split("\n")[:-1]
    assert len(acknowledged) >= 1000
    assert int(last.removeprefix("killed ")) >= 15
    with Ledger(path, create=False) as ledger:
        assert ledger.check() == []
        found = [decision.item for _, decision in ledger.history()]
        assert set(acknowledged) <= set(found)
        # What was on its way may be there, once, and no more of it than there were writers.
        assert len(found) == len(set(found))
        assert len(found) - len(acknowledged) <= 3 * int(last.removeprefix("killed "))
        assert ledger.append([decided()]) == [len(found) + 1]


def test_whatever_the_disk_has_of_the_log(tmp_path, decided):
    """Cut the log anywhere: what was acknowledged before that byte is there, and nothing else."""
    whole = tmp_path / "whole.sqlite"
    log = Path(f"{whole}-wal")
    with Ledger(whole) as ledger:
        ledger.append([decided(0)])
        ledger._writer.do(lambda c: c.execute("SELECT 1"))
        sizes = [log.stat().st_size]
        for n in range(1, 13):
            ledger.append([decided(n)])
            sizes.append(log.stat().st_size)
        (tmp_path / "copy").mkdir()
        shutil.copy(whole, tmp_path / "copy" / "db")
        written = log.read_bytes()
    cuts = {size + off for size in sizes for off in (-4097, -25, -1, 0, 1, 24, 2000)}
    for cut in sorted(c for c in cuts if sizes[0] <= c <= len(written)):
        path = tmp_path / "cut.sqlite"
        for file in tmp_path.glob("cut.sqlite*"):
            file.unlink()
        shutil.copy(tmp_path / "copy" / "db", path)
        Path(f"{path}-wal").write_bytes(written[:cut])
        with Ledger(path, create=False) as ledger:
            assert ledger.check() == []
            found = [int(decision.item) for _, decision in ledger.history()]
        assert found == list(range(sum(size <= cut for size in sizes))), cut


WRITER = """
import os, sys
from assay.ledger import Decision, Ledger
children = []
for name in "abcd":
    children.append(os.fork())
    if not children[-1]:
        with Ledger(sys.argv[1]) as ledger:
            for n in range(60):
                ledger.append([Decision(str(n), "drop", by=name, event=str(n))])
        os._exit(0)
sys.exit(any(os.waitpid(child, 0)[1] for child in children))
"""


def test_several_processes_at_once(tmp_path):
    path = str(tmp_path / "ledger.sqlite")
    subprocess.run([sys.executable, "-c", WRITER, path], check=True, timeout=60)
    with Ledger(path) as ledger:
        assert ledger.check() == []
        assert [n for n, _ in ledger.history()] == list(range(1, 241))
        assert all(len(ledger.history(by=name)) == 60 for name in "abcd")
