"""Training that was broken off goes on as if it hadn't been."""

import json
import os
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from assay.dataset import fingerprint
from assay.errors import DataError

if TYPE_CHECKING:
    from assay.learn.loop import Training

FORM = "assay-training/1"
#: Settings that a training may go on without, or that are no plain values.
APART = {"checkpoint", "watch", "module", "loader", "device", "weight"}


def key(training: "Training") -> str:
    """Return what must be the same for a training to go on: settings, targets and method."""
    head = training.head
    told = {n: getattr(head, n) for n in head.__dataclass_fields__ if n not in APART}
    first = np.nan_to_num(training.recipe.first, nan=-1)
    return fingerprint([told, training.who, first, training.recipe.weight, training.n])


def keep(training: "Training", path: Path) -> None:
    """Write all that the next epoch depends on; the file is whole or the old one."""
    import torch

    recipe = {
        name: torch.from_numpy(value.copy()) if isinstance(value, np.ndarray) else value
        for name, value in training.recipe.state().items()
        if name not in ("first", "weight", "rows") and not _words(value)
    }
    state = {
        "form": FORM, "key": key(training), "epoch": training.epoch, "steps": training.steps,
        "networks": training.taken(), "recipe": recipe, "history": json.dumps(training.history),
        "optimisers": [one.state_dict() for one in training.optimisers],
        "random": json.dumps(training.random.bit_generator.state),
        "torch": torch.get_rng_state(), "best": list(training.best),
    }  # fmt: skip
    path = Path(path)
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_name(path.name + ".part")
    torch.save(state, part)
    os.replace(part, path)  # noqa: PTH105 - a rename that replaces, at once


def _words(value: Any) -> bool:
    return isinstance(value, np.ndarray) and value.dtype.kind not in "fiub"


def resume(training: "Training", path: Path) -> None:
    """Go on from a checkpoint, if there is one, of the same training."""
    import torch

    if not Path(path).exists():
        return
    state = torch.load(path, weights_only=True)
    if state.get("form") != FORM or state["key"] != key(training):
        rule = "a checkpoint must be of the same method, settings and data"
        fix = "Name another file, or delete it to begin again."
        raise DataError(training.who, rule, got="another's", where=str(path), fix=fix)
    training.epoch, training.steps = state["epoch"], state["steps"]
    training.put(state["networks"])
    for optimiser, kept in zip(training.optimisers, state["optimisers"], strict=True):
        optimiser.load_state_dict(kept)
    training.history = json.loads(state["history"])
    training.random.bit_generator.state = json.loads(state["random"])
    training.best = tuple(state["best"])
    torch.set_rng_state(state["torch"])
    for name, value in state["recipe"].items():
        kept = value.numpy().copy() if isinstance(value, torch.Tensor) else value
        setattr(training.recipe, name, kept)
