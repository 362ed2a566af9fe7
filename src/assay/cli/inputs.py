"""What `audit` and `check` are given: the data, and how to go about it."""

from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

from cyclopts import Parameter
from cyclopts.validators import Number

if TYPE_CHECKING:
    from assay.dataset import Dataset


@Parameter(name="*", group="The data")
@dataclass(frozen=True)
class Inputs:
    """Which column is what.

    Parameters
    ----------
    label
        Column that holds the label; repeat it for votes, or for shares of each class.
    text
        Column of text; repeat it for several.
    id
        Column that names the items; by default they are called by their row.
    split
        Column that says train or test, or which fold.
    group
        Column whose equal values belong together: one household, one patient.
    time
        Column that says when an item was made or labelled.
    drop
        Column to leave out; repeat it for several.
    images
        DATA is a folder of images, one folder a class.
    item
        Column that names the item of a vote.
    source
        Column that names who voted.
    graph
        File of links between items: the names of two items a line (.csv, .tsv, .txt), or .npz.
    gold
        Column of labels that somebody checked, empty where nobody did; or a file of them, with
        the names of the items in a column `item`.
    predictions
        File of out-of-sample probabilities: .npy, .npz, or a table with a column a class.
    classes
        Name of a class, in order; repeat it. Others are an error.
    rare
        What to do about classes of one item: stop, or set their items aside.
    name
        What to call the data in the report.
    """

    label: tuple[str, ...] = ()
    text: tuple[str, ...] = ()
    id: str | None = None
    split: str | None = None
    group: str | None = None
    time: str | None = None
    drop: tuple[str, ...] = ()
    images: bool = False
    item: str | None = None
    source: str | None = None
    graph: str | None = None
    gold: str | None = None
    predictions: str | None = None
    classes: tuple[str, ...] | None = None
    rare: Literal["error", "aside"] = "error"
    name: str | None = None

    def read(self, data: str) -> "Dataset":
        """Read the data."""
        from assay.read.read import read

        # One column of labels is a label; several are votes, or shares of each class.
        label = self.label[0] if len(self.label) == 1 else self.label or None
        return read(data, **{**asdict(self), "label": label})


@Parameter(name="*", group="The run")
@dataclass(frozen=True)
class Running:
    """How to go about it.

    Parameters
    ----------
    effort
        How much is done to know what flags are worth: quick plants no errors, normal plants them
        once, thorough three times, with more detectors.
    seed
        Decides folds and samples: same data, same settings, same seed, same bytes.
    workers
        Threads; by default one a processor. The result does not depend on it.
    cache
        Folder that keeps features and predictions for another run.
    no_cache
        Keep nothing.
    trust_predictions
        The given predictions are out of sample, though they fit too well to be.
    quiet
        Print errors only.
    """

    effort: Literal["quick", "normal", "thorough"] = "normal"
    seed: Annotated[int, Parameter(validator=Number(gte=0))] = 0
    workers: Annotated[int | None, Parameter(validator=Number(gte=1))] = None
    cache: Path | None = None
    no_cache: bool = False
    trust_predictions: bool = False
    quiet: Annotated[bool, Parameter(alias="-q")] = False
