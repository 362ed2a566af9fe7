"""Where every method ends: its recipe and a carrier become a model."""

from typing import Any

import numpy as np

from assay.errors import DataError, SettingError
from assay.kernels.learn.likelihood import NEVER
from assay.learn.classifier import Classifier, Fitting
from assay.learn.head import Head
from assay.learn.loop import Training
from assay.learn.recipe import AtPosterior, Recipe
from assay.method import Learner
from assay.model import LINKS, Body, Model, constant
from assay.truth import Truth
from assay.types import Features, Floats

#: What carries a method: settings of ours, or a bare classifier or network.
Carrier = Head | Classifier | Any


def fit(
    method: Learner,
    features: Features | None,
    truth: Truth,
    recipe: Recipe,
    carrier: Carrier = None,
) -> Model:
    """Return the model that a recipe gives.

    Parameters
    ----------
    method
        Who asks; errors speak in its name, and it says which carriers can run it.
    features
        (n, d) dense or sparse; None where the carrier is a head with a loader.
    truth
        What is to be predicted.
    recipe
        What to aim at, and how much to trust.
    carrier
        `Head` or `Classifier`, or a network of torch or a classifier of scikit-learn's; by
        default `Head()`.
    """
    who = type(method).__name__
    carried = carrier_of(carrier, method)
    n = len(recipe.first) if features is None else int(features.shape[0])
    if carried.weight is not None:
        recipe.beside = np.asarray(carried.weight, np.float32)
    check(recipe, truth, n, who)
    columns = 0 if features is None else int(features.shape[1])
    k = recipe.first.shape[1]
    if not n or not (recipe.weight > 0).any() or (k == 1 and truth.kind in ("one_of", "ordered")):
        return _named(method, truth, constant(flat(recipe), columns, LINKS[truth.kind]), columns)
    history: list[dict[str, float]] = []
    body: Body | None
    if isinstance(carried, Head):
        training = Training(features, recipe, carried, truth, who)
        body, history = training.run(), training.history
    else:
        if features is None:
            raise DataError(who, "a classifier needs features", got="none")
        fitting = Fitting(features, recipe, carried, truth, who)
        body, history = fitting.run(), fitting.history
    if body is None:
        body = constant(flat(recipe), columns, LINKS[truth.kind])
    return Model(
        truth, body, columns, repr(method), tuple(history), recipe.believed(), dict(recipe.found())
    )


def _named(method: Learner, truth: Truth, body: Body, columns: int) -> Model:
    return Model(truth, body, columns, repr(method))


def flat(recipe: Recipe) -> Floats:
    """Return (K,) what is aimed at on average; where there is nothing, all classes alike."""
    shown = recipe.first[recipe.weight > 0].astype(np.float64)
    k = recipe.first.shape[1]
    return np.asarray(shown.mean(axis=0) if len(shown) else np.full(k, 1 / k))


def carrier_of(carrier: Carrier, method: Learner) -> Head | Classifier:
    """Return the carrier's settings; a bare classifier or network gets the usual ones."""
    made = Head() if carrier is None else carrier
    if not isinstance(made, Head | Classifier):
        if hasattr(made, "fit") and hasattr(made, "get_params"):
            made = Classifier(made)
        elif hasattr(made, "state_dict"):
            made = Head(module=made)
        else:
            rule = "a carrier must be a Head, a Classifier, a network or an estimator"
            raise SettingError(type(method).__name__, rule, got=type(made).__name__)
    kind = "head" if isinstance(made, Head) else "classifier"
    if kind not in method.carriers:
        rule = "a method that asks more than targets and weights must have a torch head"
        raise SettingError(type(method).__name__, rule, got="a classifier", fix="Give Head().")
    return made


def check(recipe: Recipe, truth: Truth, n: int, who: str) -> None:
    """Raise unless targets and weights are of the items, and possible."""
    if recipe.first.shape != (n, truth.width):
        rule = f"targets must have shape (items, classes) = {(n, truth.width)}"
        raise DataError(who, rule, got=f"shape {recipe.first.shape}")
    for weight in (recipe.weight, recipe.beside):
        if weight is not None:
            check_weight(weight, n, who)
    if isinstance(recipe, AtPosterior):
        barred = (recipe.rows <= NEVER / 2).all(axis=1)
        if barred.any():
            rule = "what is said of an item must leave at least one class"
            fix = "Look at its claims; a noise matrix or `outside` above zero allows for errors."
            where = f"item {int(barred.argmax())}, {int(barred.sum())} such"
            raise DataError(who, rule, got="none", where=where, fix=fix)
    used = recipe.first[recipe.weight != 0]
    if not np.isfinite(used).all():
        bad = np.flatnonzero(~np.isfinite(recipe.first).all(axis=1) & (recipe.weight != 0))[0]
        raise DataError(who, "targets must be finite", got="NaN or infinity", where=f"item {bad}")
    if LINKS[truth.kind] == "softmax" and len(used):
        off = np.abs(recipe.first.sum(axis=1) - 1) * (recipe.weight != 0)
        if np.nanmax(off) > 1e-3:
            worst = int(np.nanargmax(off))
            got = f"a sum of {recipe.first[worst].sum():.4g}"
            raise DataError(who, "a target must sum to one", got=got, where=f"item {worst}")


def check_weight(weight: Floats, n: int, who: str) -> None:
    """Raise unless there is a finite weight an item."""
    if weight.shape != (n,):
        rule = f"weights must have one value an item, {n}"
        raise DataError(who, rule, got=f"shape {weight.shape}")
    if not np.isfinite(weight).all():
        where = f"item {int(np.argmin(np.isfinite(weight)))}"
        raise DataError(who, "weights must be finite", got="NaN or infinity", where=where)
