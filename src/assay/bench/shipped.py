"""Suites in YAML: those that ship, and any other file. What doesn't fit is said with its place."""

from importlib.resources import files
from pathlib import Path

import msgspec

from assay.bench.suite import Suite
from assay.errors import DataError, ExtraError, UnknownName

WHO = "bench"


def suite_names() -> list[str]:
    """Return the names of the suites that ship."""
    folder = files("assay.bench") / "suites"
    return sorted(Path(f.name).stem for f in folder.iterdir() if f.name.endswith(".yaml"))


def load_suite(name: str) -> Suite:
    """Return a suite that ships, or one in a file whose name ends in .yaml."""
    if name.endswith((".yaml", ".yml")):
        path = Path(name)
        if not path.is_file():
            raise DataError(WHO, "a suite must be a file", got="none", where=name)
        return parse(path.read_text("utf-8"), name)
    if name not in suite_names():
        raise UnknownName.of("suite", name, suite_names(), WHO)
    return parse((files("assay.bench") / "suites" / f"{name}.yaml").read_text("utf-8"), name)


def parse(text: str, where: str) -> Suite:
    """Return the suite that the YAML text writes down."""
    try:
        import yaml
    except ImportError:
        raise ExtraError.of(WHO, "pyyaml", "bench") from None
    try:
        return msgspec.convert(yaml.safe_load(text), Suite)
    except yaml.YAMLError as error:
        got = " ".join(str(error).split())
        raise DataError(WHO, "a suite must be YAML", got=got, where=where) from None
    except msgspec.ValidationError as error:
        rule = "a suite must keep the form of `assay.bench.suite.Suite`"
        raise DataError(WHO, rule, got=str(error), where=where) from None
