"""Run a suite."""

import os
import platform
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from functools import partial
from pathlib import Path
from queue import SimpleQueue

import msgspec

from assay.bench.child import Child, MeasurementError, Request, measured, named
from assay.bench.journal import Journal, Unit, key
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
LIBRARIES = (
    "assay", "numpy", "scipy", "scikit-learn", "torch", "numba", "cleanlab", "crowd-kit",
    "scikit-activeml", "pulearn", "imbalanced-learn",
)  # fmt: skip


def run_suite(
    name: str,
    *,
    seeds: int | None = None,
    data_root: Path | str | None = None,
    only: Sequence[str] = (),
    journal: Path | None = None,
    workers: int = 1,
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
        Words; rows are left out whose name has none of them, unless the journal has them whole.
    journal
        File of what was measured before, which is not measured again; it grows row by row.
    workers
        How many seeds run at once, each in a process of its own; what is timed runs alone.
    progress
        Called with what begins.

    Returns
    -------
    Results
        The same for the same seeds, apart from times.
    """
    for what, value in (("seeds", seeds), ("workers", workers)):
        if value is not None and value < 1:
            raise SettingError(WHO, f"{what} must be at least 1", got=str(value))
    root = real_sets(data_root)
    suite = load_suite(name)
    rows = [one for row in suite.rows for one in row.spread()]
    asked = [row for row in rows if not only or any(word in row.name for word in only)]
    if not asked:
        names = ", ".join(row.name for row in suite.rows)
        raise DataError(WHO, "there must be a row to run", got="none", fix=f"There are: {names}.")
    kept = Journal(journal)
    failed = measure(units(asked, seeds), root, kept, workers, progress or (lambda _: None))
    known = [row for row in rows if row in asked or whole(row, seeds, kept)]
    found = [compared(row, seeds, kept, failed.get(row.name, "")) for row in known]
    # A mean over some of the rows is not what a goal of the suite is about.
    goals = suite.goals if len(known) == len(rows) else []
    return Results(suite.name, suite.about, machine(), found, goals)


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


def units(rows: Sequence[Row], seeds: int | None) -> list[tuple[Row, int]]:
    """Return what is measured one by one: each row with each of its seeds."""
    return [(row, seed) for row in rows for seed in range(many(row, seeds))]


def many(row: Row, seeds: int | None) -> int:
    """Return how many seeds a row has."""
    return 1 if row.rounds else seeds or row.seeds


def measure(
    wanted: Sequence[tuple[Row, int]], root: Path | None, journal: Journal, workers: int,
    progress: Callable[[str], None],
) -> dict[str, str]:  # fmt: skip
    """Measure what the journal doesn't have; return rows that broke, and how."""
    failed: dict[str, str] = {}
    left = [(row, seed) for row, seed in wanted if key(row, seed) not in journal.units]

    def keep(row: Row, seed: int, told: Callable[[], list[Told]]) -> None:
        progress(row.name if many(row, None) == 1 else f"{row.name}, seed {seed}")
        try:
            journal.keep(Unit(key(row, seed), row.name, seed, told()))
        except NeedsError as error:
            # What is missing today may be there tomorrow: said, but not written down.
            journal.units[key(row, seed)] = Unit("", row.name, seed, missing=error.rule)
        except MeasurementError as error:
            # What the other rows of a long suite found is not lost.
            failed[row.name] = error.got

    if workers > 1:
        beside = [unit for unit in left if not unit[0].rounds]
        left = [unit for unit in left if unit[0].rounds]
        side_by_side(beside, root, workers, keep)
    for row, seed in left:
        told = partial(costs, row, root) if row.rounds else partial(quality, row, seed, root)
        keep(row, seed, told)
    return failed


def side_by_side(
    wanted: Sequence[tuple[Row, int]], root: Path | None, workers: int,
    keep: Callable[[Row, int, Callable[[], list[Told]]], None],
) -> None:  # fmt: skip
    """Measure each row and seed in one of as many processes as there are workers."""
    idle: SimpleQueue[Child] = SimpleQueue()
    with ExitStack() as stack:
        for _ in range(workers):
            idle.put(stack.enter_context(Child()))

        def one(row: Row, seed: int) -> None:
            child = idle.get()
            try:
                request = Request(row, named(root), seed=seed)
                keep(row, seed, lambda: child.ask(request).told)
            finally:
                idle.put(child)

        with ThreadPoolExecutor(workers) as pool:
            for future in [pool.submit(one, *unit) for unit in wanted]:
                future.result()


def costs(row: Row, root: Path | None) -> list[Told]:
    """Return what one row took, in time and where it is asked for in memory."""
    return list(with_memory(row, root)) if row.memory else measured(row, root).told


def whole(row: Row, seeds: int | None, journal: Journal) -> bool:
    """Tell whether all seeds of a row are measured."""
    return all(key(*unit) in journal.units for unit in units([row], seeds))


def compared(row: Row, seeds: int | None, journal: Journal, failed: str) -> Compared:
    """Return what one row found."""
    if failed:
        return blank(row, failed, failed=True)
    found = [journal.units[key(*unit)] for unit in units([row], seeds)]
    missing = [one.missing for one in found if one.missing]
    if missing:
        return blank(row, missing[0])
    return Compared(row.name, merged([one.told for one in found]), row.figures, row.goals)


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
    made = []
    for others in zip(*runs, strict=True):
        names = dict.fromkeys(name for other in others for name in other.measured)
        values = {n: [v for other in others for v in other.measured.get(n, [])] for n in names}
        made.append(msgspec.structs.replace(others[0], measured=values))
    return made


def machine() -> dict[str, str]:
    """Return what a reader must know of where it ran."""
    facts = {"processors": str(processors()), "system": f"{platform.system()} {platform.machine()}"}
    facts["python"] = platform.python_version()
    return facts | {name: found for name in LIBRARIES if (found := installed(name))}
