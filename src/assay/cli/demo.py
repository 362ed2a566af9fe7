"""`assay demo`: real data, with errors planted in it."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

from cyclopts import Parameter
from cyclopts.validators import Number

from assay.cli.inputs import Running
from assay.cli.output import show_report, usable_folder
from assay.cli.work import audited, progress

if TYPE_CHECKING:
    from assay.dataset import Dataset
    from assay.report.run import Planted

NAME = "digits-demo"
#: Where the demo keeps its data, beside the report.
FILE = "digits.npz"


def demo(
    what: Literal["digits", "votes"] = "digits",
    /,
    *,
    out: Path | None = None,
    noise: Annotated[float, Parameter(validator=Number(gte=0, lte=0.5))] = 0.08,
    effort: Literal["quick", "normal", "thorough"] = "normal",
    seed: Annotated[int, Parameter(validator=Number(gte=0))] = 0,
    force: bool = False,
    json: bool = False,
    quiet: Annotated[bool, Parameter(alias="-q")] = False,
) -> None:
    """Audit real data with errors planted in it, to see what assay finds and what it misses.

    The data are scikit-learn's 1,797 handwritten digits; or, with `votes`, 75,200
    ratings of words by people, which the package vaderSentiment ships, and two
    useless raters planted among them.

        assay demo
        assay demo votes

    Parameters
    ----------
    what
        The labels of pictures, or the votes of people.
    out
        Folder for the report, by default assay-demo or assay-demo-votes; one that an earlier demo
        made is overwritten.
    noise
        Chance that a label of a digit is changed to another class, 0 to 0.5.
    effort
        How much is done to know what flags on digits are worth: quick, normal or thorough.
    seed
        Decides which labels are changed, and what the planted raters say.
    force
        Write into a folder that isn't empty; only files of a report are overwritten.
    json
        Print the report's dict.
    quiet
        Print errors only.
    """
    out = out or Path("assay-demo" if what == "digits" else "assay-demo-votes")
    force = force or is_demo(out)
    usable_folder(out, force=force, who="demo")
    if what == "votes":
        votes(out, seed=seed, force=force, json=json, quiet=quiet)
        return
    with progress(quiet=quiet) as say:
        say("read")
        dataset, planted = digits(noise, seed)
        report = audited(dataset, Running(effort=effort, seed=seed), say, planted=planted)
        say("write")
        report.write(out, force=force)
        keep(dataset, out / FILE)
    if json:
        sys.stdout.write((out / "report.json").read_text("utf-8"))
    elif not quiet:
        show_report(report, out)


def votes(out: Path, *, seed: int, force: bool, json: bool, quiet: bool) -> None:
    """Infer the truth of words that people rated."""
    from assay.cli.demo_votes import ratings_data
    from assay.cli.truth import tell
    from assay.report.truth.truth import truth

    with progress(quiet=quiet) as say:
        report = truth(ratings_data(seed), seed=seed, progress=say)
        say("write")
        report.write(out, force=force)
    tell(report, out, "json" if json else "text", quiet=quiet)


def digits(noise: float, seed: int) -> "tuple[Dataset, Planted]":
    """Return the digits with some labels changed, and what the labels were."""
    import numpy as np
    from sklearn.datasets import load_digits

    from assay.read.read import read
    from assay.report.run import Planted
    from assay.simulate import SymmetricNoise

    pixels, truth = load_digits(return_X_y=True)
    pictures = np.rint(pixels.reshape(-1, 8, 8) * (255 / 16)).astype(np.uint8)
    classes = [str(digit) for digit in range(10)]
    evidence = SymmetricNoise(rate=noise, seed=seed).simulate(truth=truth, classes=classes)
    how = f"each label changed to another class, drawn at random, with chance {noise:g}"
    labels = np.array(classes)[evidence.given]
    dataset = read({"images": pictures, "labels": labels}, name=NAME)
    return dataset.replace(origin={"type": "demo", "file": FILE}), Planted(truth, how)


def keep(dataset: "Dataset", path: Path) -> None:
    """Write the pictures and their labels, so that they can be reviewed."""
    import numpy as np

    pixels = dataset.images.pixels if dataset.images is not None else None
    labels = np.array(dataset.classes)[dataset.labels]
    partial = path.with_name(f".partial-{path.name}")
    np.savez_compressed(partial, images=np.asarray(pixels), labels=labels)
    partial.replace(path)


def is_demo(folder: Path) -> bool:
    """Tell whether the folder holds the report of an earlier demo."""
    import msgspec

    from assay.cli.demo_votes import NAME as VOTES

    try:
        held = msgspec.json.decode((folder / "report.json").read_bytes())
        return bool(held["schema"].startswith("assay-") and held["name"] in (NAME, VOTES))
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return False
