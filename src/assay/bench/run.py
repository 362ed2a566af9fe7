"""Run a suite."""

import os
import platform
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from assay.bench.child import MeasurementError, measured
from assay.bench.measure import missing, quality
from assay.bench.outcome import Compared, Results, Told, blank
from assay.bench.shipped import WHO, load_suite
from assay.bench.suite import Row
from assay.bench.work import installed
from assay.engine.threads import processors
from assay.errors import DataError, NeedsError, SettingError

#: Environment variable that names the folder of real data sets.
DATA = "ASSAY_DATA"
#: Whose versions are told with the results.
LIBRARIES = ("assay", "numpy", "scipy", "scikit-learn", "numba", "cleanlab", "crowd-kit")


def run_suite(
    name: str,
    *,
    seeds: int | None = None,
    data_root: Path | str | None = None,
    only: Sequence[str] = (),
    progress: Callable[[str], None] | None = None,
) -> Results:
    """Run a suite and return what it found; rows and peers that can't run say why.

    Parameters
    ----------
    name
        Name of a suite that ships, or a file ending in .yaml.
    seeds
        How many seeds; by default what each row says. Rows that are timed have one.
    data_root
        Folder of the real data sets; by default what ASSAY_DATA names.
    only
        Words; rows are left out whose name has none of them.
    progress
        Called with what begins.

    Returns
    -------
    Results
        The same for the same seeds, apart from times.
    """
    if seeds is not None and seeds < 1:
        raise SettingError(WHO, "seeds must be at least 1", got=str(seeds))
    root = real_sets(data_root)
    suite = load_suite(name)
    rows = [one for row in suite.rows for one in row.spread()]
    rows = [row for row in rows if not only or any(word in row.name for word in only)]
    if not rows:
        names = ", ".join(row.name for row in suite.rows)
        raise DataError(WHO, "there must be a row to run", got="none", fix=f"There are: {names}.")
    found = []
    for row in rows:
        if progress:
            progress(row.name)
        found.append(compared(row, seeds or row.seeds, root))
    # A mean over some of the rows is not what a goal of the suite is about.
    return Results(suite.name, suite.about, machine(), found, [] if only else suite.goals)


def real_sets(given: Path | str | None) -> Path | None:
    """Return the folder of real data sets, None where nothing names one."""
    named = given or os.environ.get(DATA)
    if not named:
        return None
    root = Path(named)
    if not (root / "INDEX.json").is_file():
        rule = "the folder of real data sets must have an INDEX.json"
        raise DataError(WHO, rule, got="none", where=str(root))
    return root


def compared(row: Row, seeds: int, root: Path | None) -> Compared:
    """Return what one row found."""
    try:
        if row.rounds:
            told = list(with_memory(row, root)) if row.memory else measured(row, root).told
        else:
            told = merged([quality(row, seed, root) for seed in range(seeds)])
    except NeedsError as error:
        return blank(row, error.rule)
    except MeasurementError as error:
        # What the other rows of a long suite found is not lost.
        return blank(row, error.got, failed=True)
    return Compared(row.name, told, row.figures, row.goals)


def with_memory(row: Row, root: Path | None) -> Iterator[Told]:
    """Yield what each contender did, its memory measured in a process of its own."""
    for index, told in enumerate(measured(row, root).told):
        if not told.skipped and not missing(row.contenders[index]):
            figures = measured(row, root, index).memory
            named = zip(("memory", "memory-share"), figures, strict=False)
            told.measured.update({name: [figure] for name, figure in named})
        yield told


def merged(runs: Sequence[Sequence[Told]]) -> list[Told]:
    """Return the measurements of several seeds, one contender at a time."""
    for others in zip(*runs, strict=True):
        first = others[0]
        for other in others[1:]:
            for name, values in other.measured.items():
                first.measured.setdefault(name, []).extend(values)
    return list(runs[0])


def machine() -> dict[str, str]:
    """Return what a reader must know of where it ran."""
    facts = {"processors": str(processors()), "system": f"{platform.system()} {platform.machine()}"}
    facts["python"] = platform.python_version()
    return facts | {name: found for name in LIBRARIES if (found := installed(name))}
