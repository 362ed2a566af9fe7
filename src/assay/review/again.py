"""The data of an audit, read once more: by what its report says, or from where they are now."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from assay.dataset import Dataset
from assay.errors import DataError, ReadError
from assay.posterior import Posterior

WHO = "review"

#: Options of `assay.read` that a report keeps.
OPTIONS = (
    "label", "text", "id", "split", "group", "time", "drop", "images", "item", "source", "sides",
    "kind", "models", "answers", "context", "graph", "gold", "predictions", "features", "classes",
    "rare", "name",
)  # fmt: skip
#: Those that may name a file beside the data.
FILES = ("graph", "gold", "predictions", "features")


@dataclass(frozen=True, eq=False)
class Again:
    """The data as they were read, and as they were audited.

    Parameters
    ----------
    whole
        With the votes of every source.
    audited
        With one label an item, where there were votes on one of several classes.
    voted
        What those labels were inferred from.
    """

    whole: Dataset
    audited: Dataset
    voted: Posterior | None = None

    @property
    def given(self) -> dict[str, Any]:
        """What parts are made of, by name."""
        voted = {} if self.voted is None else {"truth_posterior": self.voted}
        return {**self.audited.parts, **voted}


def read_again(report: Mapping[str, Any], folder: Path, data: Any = None) -> Again:
    """Read the data of an audit again and make sure that they are the same.

    Parameters
    ----------
    report
        What report.json holds.
    folder
        The folder of the audit: data are looked for from where we are, then beside it.
    data
        Where the data are now, or the data set itself; by default where they were.
    """
    from assay.read.read import read
    from assay.read.rules import check
    from assay.report.inferred import inferred

    origin = report["origin"]
    if isinstance(data, Dataset):
        found = data
    else:
        options = {name: origin[name] for name in OPTIONS if origin.get(name) is not None}
        for name in FILES:
            if isinstance(options.get(name), str):
                options[name] = str(_beside(options[name], folder))
        found = read(str(data_path(report, folder, data)), **options)
    whole = check(found, rare=report["settings"].get("rare", "error"))
    audited, voted = inferred(whole, int(report["settings"].get("seed", 0)))
    if audited.digest != report["data_digest"]:
        rule = "the data must be those that were audited"
        fix = "Audit them again, or name the data of this audit: --data FILE."
        where = str(data if isinstance(data, str | Path) else origin.get("path", "memory"))
        raise DataError(WHO, rule, got="other rows or values", where=where, fix=fix)
    return Again(whole, audited, voted)


def data_path(report: Mapping[str, Any], folder: Path, data: str | Path | None = None) -> Path:
    """Return where the data of an audit are, or raise and say how to name them."""
    fix = "Say where they are now: --data FILE."
    if data is not None:
        if not Path(data).exists():
            rule = "the data must be there"
            raise ReadError(WHO, rule, got="nothing", where=str(data), fix=fix)
        return Path(data)
    origin = report["origin"]
    if isinstance(origin.get("file"), str):  # a demo keeps its data beside its report
        return folder / str(origin["file"])
    known = origin.get("path") or origin.get("data")
    if not isinstance(known, str):
        rule = "the data of the audit must be known"
        got = f"data from memory ({origin.get('type', 'unknown')})"
        raise ReadError(
            WHO, rule, got=got, where=str(folder), fix=f"{fix[:-1]} with the same rows."
        )
    path = _beside(known, folder)
    if not path.exists():
        rule = "the data of the audit must be where they were"
        raise ReadError(WHO, rule, got="nothing", where=known, fix=fix)
    return path


def _beside(name: str, folder: Path) -> Path:
    """Return the file of that name: from where we are, else from the audit's folder outward."""
    path = Path(name)
    if path.is_absolute() or path.exists():
        return path
    inside = [at / path for at in (folder, folder.parent)] + [folder / path.name]
    return next((place for place in inside if place.exists()), path)


def stamp(path: Path) -> list[Any]:
    """Return what changes when a file or folder does, without reading it."""
    if path.is_dir():
        files = sorted(p for p in path.rglob("*") if p.is_file())
        stats = [(p, p.stat()) for p in files]
        told = [[str(p.relative_to(path)), s.st_size, s.st_mtime_ns] for p, s in stats]
        # Where pictures are is kept, so that a folder that moved is another.
        return [str(path.resolve()), *told]
    stat = path.stat()
    return [[path.name, stat.st_size, stat.st_mtime_ns]]
