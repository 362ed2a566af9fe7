"""What ships: the wheel, the words beside the code, the pins."""

import doctest
import os
import re
import subprocess
import sys
import textwrap
import tomllib
import types
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
SOURCE = ROOT / "src" / "assay"


def project():
    return tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]


@pytest.fixture(scope="module")
def wheel(tmp_path_factory):
    pytest.importorskip("hatchling")
    folder = tmp_path_factory.mktemp("wheel")
    build = [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", str(folder)]
    subprocess.run([*build, str(ROOT)], check=True, capture_output=True, timeout=300)
    (made,) = folder.glob("*.whl")
    return made


def test_the_wheel_holds_all_of_the_package(wheel):
    held = {name for name in zipfile.ZipFile(wheel).namelist() if name.startswith("assay/")}
    kept = (p for p in SOURCE.rglob("*") if p.is_file() and "__pycache__" not in p.parts)
    assert held == {f"assay/{path.relative_to(SOURCE).as_posix()}" for path in kept}
    wanted = "py.typed report/templates/page.html web/static/app.js parts/models/"
    for name in wanted.split():
        assert any(one.startswith(f"assay/{name}") for one in held), name
    assert any(re.fullmatch(r"assay/bench/suites/\w+\.yaml", name) for name in held)


def test_the_wheel_works_away_from_the_checkout(wheel, tmp_path):
    """Audit, card and the list of methods, from what the wheel holds and nothing else."""
    place, room = tmp_path / "installed", tmp_path / "room"
    zipfile.ZipFile(wheel).extractall(place)
    room.mkdir()
    alone = {**os.environ, "PYTHONPATH": str(place), "PYTHONSAFEPATH": "1", "PYTHONWARNINGS": ""}

    def says(*words):
        command = [sys.executable, *words]
        done = subprocess.run(command, cwd=room, env=alone, capture_output=True, text=True)
        assert done.returncode == 0, done.stderr
        return done.stdout

    assert says("-c", "import assay; print(assay.__file__)").startswith(str(place))
    assert "Next    assay review assay-demo" in says("-m", "assay", "demo", "--effort", "quick")
    assert "card.html" in says("-m", "assay", "card", "assay-demo", "--out", "card")
    assert {"card.html", "croissant.json"} <= {path.name for path in (room / "card").iterdir()}
    assert "flags" in says("-m", "assay", "bench")
    assert "dawid-skene" in says("-m", "assay", "methods", "--stage", "infer")


def test_the_method_of_contributing_works():
    text = (ROOT / "CONTRIBUTING.md").read_text("utf-8")
    code = textwrap.dedent(re.search(r"```python\n(.*?)```", text, re.DOTALL)[1])
    module = types.ModuleType("last_guess")
    sys.modules["last_guess"] = module
    exec(code, module.__dict__)
    try:
        outcome = doctest.testmod(module)
    finally:
        del sys.modules["last_guess"]
    assert outcome.attempted
    assert not outcome.failed


def test_the_commands_of_the_readme_are_commands_with_these_options(capsys):
    from assay.cli import main

    text = (ROOT / "README.md").read_text("utf-8")
    lines = re.findall(r"^assay (\w+)(.*)$", text, re.MULTILINE)
    assert {verb for verb, _ in lines} >= {"audit", "check", "explain", "methods"}
    for verb, rest in lines:
        assert main([verb, "--help"]) == 0
        told = capsys.readouterr().out
        for option in re.findall(r"--[\w-]+", rest.partition("#")[0]):
            assert option in told


@pytest.mark.parametrize(
    "line", [*project()["dependencies"], *project()["optional-dependencies"]["test"][1:]]
)
def test_what_ci_installs_is_pinned(line):
    name = re.match(r"[\w-]+", line)[0].lower().replace("-", "[-_]")
    pins = (ROOT / "constraints.txt").read_text("utf-8")
    assert re.search(rf"^{name}==[\w.]+$", pins, re.MULTILINE | re.IGNORECASE)


def test_the_project_has_lower_bounds_and_no_upper_ones():
    extras = project()["optional-dependencies"].values()
    wanted = [*project()["dependencies"], *(line for extra in extras for line in extra)]
    assert [w for w in wanted if not re.fullmatch(r"[\w-]+>=[\d.]+|assay\[[\w,]+\]", w)] == []


def test_all_is_every_extra_for_users():
    extras = project()["optional-dependencies"]
    held = re.fullmatch(r"assay\[(.*)\]", extras["all"][0])[1].split(",")
    assert set(held) == set(extras) - {"all", "docs", "test"}
    assert set(held) >= {
        "fast", "ann", "torch", "text", "images", "web", "cluster", "llm", "notebook",
    }  # fmt: skip
