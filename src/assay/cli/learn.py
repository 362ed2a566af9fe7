"""`assay learn`: a table with imperfect labels in, a model and its predictions out."""

from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

from cyclopts import Parameter
from cyclopts.validators import Number

from assay.cli.output import console, usable_folder, write_json
from assay.cli.settings import made_with
from assay.cli.work import progress
from assay.errors import ExtraError

if TYPE_CHECKING:
    from assay.dataset import Dataset
    from assay.model import Model
    from assay.types import Features

#: What the folder holds.
FILES = {"model.npz", "predictions.csv", "learn.json"}


def learn(
    data: str,
    /,
    *,
    label: tuple[str, ...] = (),
    method: str = "auto",
    set: tuple[str, ...] = (),  # noqa: A002 - it is what the option is called
    test: str | None = None,
    text: tuple[str, ...] = (),
    id: str | None = None,  # noqa: A002
    item: str | None = None,
    source: str | None = None,
    drop: tuple[str, ...] = (),
    out: Path = Path("assay-learn"),
    force: bool = False,
    json: bool = False,
    seed: Annotated[int, Parameter(validator=Number(gte=0))] = 0,
    quiet: Annotated[bool, Parameter(alias="-q")] = False,
) -> None:
    """Learn from labels as they are: noisy, soft, partial, from many sources.

    Writes model.npz (numbers alone), predictions.csv and learn.json.

        assay learn train.parquet --label y --out model/
        assay learn train.parquet --label y --method forward-correction --test test.parquet

    Parameters
    ----------
    data
        Items to learn from: any file that `assay audit` reads.
    label
        Column with the labels; several are soft labels or votes; repeat it.
    method
        Which method: `assay methods --stage learn` lists them; "auto" looks at the labels.
    set
        A setting of the method, as NAME=VALUE; repeat it.
    test
        Items to predict, with the same columns; where it has the label column, answers are
        compared with it. Without it the items learnt from are predicted.
    text
        Column to read as text; repeat it for several.
    id
        Column that names the items.
    item
        Column of votes in rows: what was judged.
    source
        Column of votes in rows: by whom.
    drop
        Column to leave out; repeat it for several.
    out
        Folder to write to.
    force
        Write into a folder that isn't empty; only these files are overwritten.
    json
        Print what learn.json holds.
    seed
        Decides what is drawn: same data, same settings, same seed, same bytes.
    quiet
        Print errors only.
    """
    chosen = made_with(method, set, "learn", "learn")
    if "head" in getattr(chosen, "carriers", ()) and not find_spec("torch"):
        raise ExtraError.of("learn", "torch", "torch")
    usable_folder(out, force=force, who="learn")
    reading = {"label": list(label) or None, "text": text, "id": id, "item": item,
               "source": source, "drop": drop}  # fmt: skip
    reading = {name: value for name, value in reading.items() if value}
    with progress(quiet=quiet) as say:
        train, fresh, made = tables(data, test, reading, say)
        n = train.n_items
        model = taught(chosen, train, made[:n], seed)
        told = write(model, train, fresh, made[n:] if fresh is not None else made[:n], out)
    if json:
        write_json(told)
    elif not quiet:
        lines = [f"{name}: {value}" for name, value in told.items() if value not in ("", None)]
        console().print("\n".join([*lines, f"written: {out}"]))


def tables(
    data: str, test: str | None, reading: dict[str, Any], say: Any
) -> tuple["Dataset", "Dataset | None", "Features"]:
    """Return both tables, and the features of all their items, by what the first shows."""
    import numpy as np

    from assay.dataset import Dataset
    from assay.errors import DataError
    from assay.evidence import Evidence
    from assay.read.read import read
    from assay.registry import Parts

    say("read")
    train = read(data, **reading)
    if test is None:
        say("features")
        return train, None, Parts(train)["features"]
    fresh = read(test, **reading)
    for part in ("columns", "texts", "features"):
        if bool(np.size(getattr(train, part))) != bool(np.size(getattr(fresh, part))):
            raise DataError("learn", "both tables must have the same columns", where=test)
    if set(train.columns) != set(fresh.columns):
        odd = sorted(set(train.columns) ^ set(fresh.columns))
        raise DataError("learn", "both tables must have the same columns", got=str(odd), where=test)
    for name, column in train.columns.items():
        if (column.dtype.kind in "fiub") != (fresh.columns[name].dtype.kind in "fiub"):
            rule = f"column {name!r} must hold numbers in both tables, or in neither"
            raise DataError("learn", rule, where=test)
    total = train.n_items + fresh.n_items
    joined: dict[str, Any] = {}
    for part in ("texts", "features"):
        if getattr(train, part) is not None:
            joined[part] = np.concatenate([getattr(train, part), getattr(fresh, part)])
    columns = {n: np.concatenate([c, fresh.columns[n]]) for n, c in train.columns.items()}
    nothing = Evidence.labels(np.full(total, -1), ("a", "b"))
    say("features")
    both = Dataset(nothing, columns=columns, **joined).parts
    taught = np.arange(total) < train.n_items
    return train, fresh, Parts({**both, "taught": taught})["features"]


def taught(learner: Any, train: "Dataset", features: "Features", seed: int) -> "Model":
    """Return the model of the method that was asked for."""
    from assay.learn import Classifier, Head
    from assay.registry import Parts, run

    carrier = Head(seed=seed) if "head" in learner.carriers else Classifier(seed=seed)
    model: Model = run(learner, Parts(train, seed=seed), features=features, carrier=carrier)
    return model


def write(
    model: "Model", train: "Dataset", fresh: "Dataset | None", features: "Features", out: Path
) -> dict[str, Any]:
    """Write model, predictions and what there is to say of them; return the latter."""
    import csv

    import msgspec
    import numpy as np

    shown = fresh or train
    answer = model.predict(features)
    told: dict[str, Any] = {
        "learnt": model.learnt, "said": str(model.about.get("said", "")),
        "items": train.n_items, "predicted": shown.n_items, "classes": list(model.classes),
    }  # fmt: skip
    out.mkdir(parents=True, exist_ok=True)
    model.save(out / "model.npz")
    with (out / "predictions.csv").open("w", newline="", encoding="utf-8") as file:
        rows = csv.writer(file)
        if model.truth.kind in ("one_of", "ordered"):
            proba = model.probabilities(features)
            rows.writerow(["id", "predicted", *(f"p_{name}" for name in model.classes)])
            names = np.array(model.classes, object)[answer]
            for name, best, row in zip(shown.ids, names, proba, strict=True):  # type: ignore[arg-type]
                rows.writerow([name, best, *(f"{p:.6g}" for p in row)])
            told |= agreed(names, fresh)
        else:
            rows.writerow(["id", *(model.classes or ("predicted",))])
            for name, row in zip(shown.ids, np.atleast_2d(answer.T).T, strict=True):  # type: ignore[arg-type]
                rows.writerow([name, *(f"{float(v):.6g}" for v in row)])
    (out / "learn.json").write_bytes(msgspec.json.format(msgspec.json.encode(told)) + b"\n")
    return told


def agreed(names: Any, fresh: "Dataset | None") -> dict[str, float]:
    """Return how often answers are the test table's labels, where it has any."""
    import numpy as np

    if fresh is None or not (fresh.labels >= 0).any():
        return {}
    known = np.flatnonzero(fresh.labels >= 0)
    given = np.array(fresh.classes, object)[fresh.labels[known]]
    return {"agrees with the test labels": float((names[known] == given).mean())}
