"""What is imported before there is work to do."""

import subprocess
import sys

import pytest

HEAVY = {"sklearn", "scipy.stats", "duckdb", "pandas", "torch", "numba", "pyarrow", "jinja2", "PIL"}


def imported(code):
    """Names of the modules that a fresh process has after it ran the code."""
    told = subprocess.run(
        [sys.executable, "-c", f"{code}\nimport sys\nprint('\\n', *sys.modules, sep='\\n')"],
        capture_output=True, text=True, check=True, timeout=120,
    )  # fmt: skip
    return set(told.stdout.split())


@pytest.mark.parametrize(
    "code",
    [
        "import assay",
        "from assay.cli import build; build()",
        "from assay.cli import main; main(['--help'])",
        "from assay.cli import main; main(['--version'])",
        "from assay.cli import main; main(['audit', '--help'])",
        "from assay.cli import main; main(['adit'])",
    ],
)
def test_nothing_heavy_is_imported_before_there_is_work(code):
    assert not imported(code) & HEAVY


def test_the_face_imports_not_even_numpy():
    assert "numpy" not in imported("import assay")


def test_help_imports_no_command():
    commands = {f"assay.cli.{name}" for name in ("audit", "check", "demo", "methods", "explain")}
    assert not imported("from assay.cli import main; main([])") & commands


def test_the_probe_sees_what_is_imported():
    assert "sklearn" in imported("import sklearn")
