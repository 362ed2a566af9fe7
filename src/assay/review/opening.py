"""From the folder of an audit to its review."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from hashlib import blake2b
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import msgspec

from assay import __version__
from assay.dataset import Dataset
from assay.errors import OutputError, ReadError, SettingError
from assay.registry import Parts
from assay.review.again import WHO, Again, data_path, read_again, stamp
from assay.review.index import VERSION
from assay.review.review import Review

#: What an audit must have written.
WANTED = ("report.json", "items.parquet", "findings.parquet")
Say = Callable[[str], None]


def open_review(
    audit: str | Path,
    *,
    data: Any = None,
    light: bool = False,
    double: float = 0.1,
    cache: Path | None = None,
    progress: Say | None = None,
) -> Review:
    """Open the review of an audit; its index is made where there is none of these data.

    Parameters
    ----------
    audit
        The folder that `assay audit` wrote.
    data
        Where the data are now, or the data set; by default where they were read from.
    light
        Leave out what takes long to make: neighbours, clusters, the map.
    double
        Share of the items that two reviewers look at, 0 to 1; it costs nothing while there is
        one reviewer.
    cache
        Folder in which the audit kept what it made.
    progress
        Called with the name of each step.
    """
    folder, say = Path(audit), progress or (lambda _: None)
    if not 0 <= double <= 1:
        raise SettingError(WHO, "double must be a share from 0 to 1", got=str(double))
    report = _report(folder)
    stamps = _stamps(report, folder, data) | {"light": light, "assay": __version__}

    def again() -> Again:
        say("read")
        return read_again(report, folder, data)

    def parts(again: Again) -> Parts:
        seed = int(report["settings"].get("seed", 0))
        return Parts(again.given, seed=seed, cache=cache, progress=progress)

    with _alone(folder / "review"):
        if _old(folder / "review" / "index", stamps):
            _make(report, folder, again(), parts, stamps, light=light, say=say)
        return Review(folder / "review", again, parts, double)


@contextmanager
def _alone(folder: Path) -> Iterator[None]:
    """Let others who open this review wait: the index is made once, and whole when it is read."""
    try:
        folder.mkdir(exist_ok=True)
        file = (folder / "lock").open("w")
    except OSError as error:
        raise _unwritable(folder, error) from None
    with file:
        if find_spec("fcntl"):  # closing the file lets go; where it is missing all goes on
            import fcntl

            fcntl.flock(file, fcntl.LOCK_EX)
        yield


def _report(folder: Path) -> dict[str, Any]:
    missing = [name for name in WANTED if not (folder / name).is_file()]
    if missing:
        rule = "the folder must be one that `assay audit` wrote"
        got = f"no {missing[0]}" if folder.is_dir() else "no such folder"
        raise ReadError(WHO, rule, got=got, where=str(folder), fix="Run: assay audit DATA.")
    try:
        report = msgspec.json.decode((folder / "report.json").read_bytes())
        known = str(report["schema"]).startswith("assay-report/")
    except (msgspec.DecodeError, TypeError, KeyError):
        known = False
    if not known:
        rule = "report.json must be that of an audit of labels"
        where = str(folder / "report.json")
        raise ReadError(WHO, rule, got="another file", where=where, fix="Run: assay audit DATA.")
    return dict(report)


def _stamps(report: Mapping[str, Any], folder: Path, data: Any) -> dict[str, Any]:
    """Return what tells whether an index is of this audit and of these data."""
    said = [(folder / name).read_bytes() for name in WANTED]
    audit = [blake2b(one, digest_size=16).hexdigest() for one in said]
    if isinstance(data, Dataset):
        return {"audit": audit, "data": data.digest}
    return {"audit": audit, "data": stamp(data_path(report, folder, data))}


def _old(index: Path, stamps: Mapping[str, Any]) -> bool:
    try:
        facts = msgspec.json.decode((index / "facts.json").read_bytes())
        return bool(facts["version"] != VERSION or facts["stamps"] != stamps)
    except (OSError, msgspec.DecodeError, KeyError, TypeError):
        return True


def _make(
    report: Mapping[str, Any],
    folder: Path,
    again: Again,
    parts: Callable[[Again], Parts],
    stamps: Mapping[str, Any],
    *,
    light: bool,
    say: Say,
) -> None:
    from assay.review.building import build

    try:
        build(report, folder, again, parts(again), stamps, light=light, say=say)
    except OSError as error:
        raise _unwritable(folder / "review", error) from None


def _unwritable(folder: Path, error: OSError) -> OutputError:
    rule = "the folder of the audit must be one that can be written"
    return OutputError(WHO, rule, got=error.strerror or str(error), where=str(folder))
