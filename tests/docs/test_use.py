"""What the page of a method shows under "Use" runs as it stands, on small data."""

import inspect
import re
from dataclasses import replace
from pathlib import Path
from types import MappingProxyType

import numpy as np
import pytest
from scipy.sparse import csr_array

import assay
from assay.dataset import Dataset
from assay.evidence import Evidence, Source, one_of, ordered
from assay.infer import MajorityVote
from assay.model import Model
from assay.posterior import NumberPosterior, TagPosterior
from assay.registry import STAGES, methods
from assay.results import Batch, Estimate, Flags

DOCS = Path(__file__).parents[2] / "docs"
#: What a line of use leaves behind, by stage.
LEFT = MappingProxyType(
    {
        "simulate": ("evidence", Evidence),
        "infer": ("posterior", assay.Posterior | TagPosterior | NumberPosterior),
        "estimate": ("estimate", Estimate),
        "flag": ("flags", Flags),
        "audit": ("findings", tuple),
        "repair": ("evidence", Evidence),
        "losses": ("paid", object),
        "learn": ("model", Model),
        "query": ("batch", Batch),
    }
)


@pytest.fixture(scope="module")
def things():
    """Return what the examples speak of: a data set with all parts, votes, a truth."""
    random = np.random.default_rng(0)
    truth = np.arange(120) % 3
    features = random.normal(size=(120, 4)).astype(np.float32)
    features[np.arange(120), truth] += 4
    classes = ("cat", "dog", "bird")
    labels = truth.copy()
    labels[:4] = (truth[:4] + 1) % 3
    named = np.array(classes)[labels]
    columns = {f"x{j}": column.astype(float) for j, column in enumerate(features.T)}
    columns["colour"] = random.choice(["red", "blue"], 120).astype(object)
    dataset = Dataset(
        Evidence.labels(named, classes),
        columns=columns,
        graph=np.roll(np.eye(120), 3, axis=1),  # of every item to the next of its class
        groups=np.repeat(np.arange(60), 2),
        split=np.where(random.random(120) < 0.7, "train", "test"),
        time=np.arange(120.0),
    )
    flags = assay.run(assay.method("label-posterior")(), dataset)
    item, source = np.repeat(np.arange(120), 3), np.tile(np.arange(3), 120)
    said = np.where(random.random(360) < 0.2, random.integers(0, 3, 360), truth[item])
    evidence = Evidence.votes(item, source, said, classes=classes)
    posterior = MajorityVote().infer(evidence)
    predictions = np.eye(3)[truth] * 0.7 + 0.1
    return {
        "truth": truth, "classes": classes, "features": features, "dataset": dataset,
        "labels": labels,
        "evidence": evidence, "posterior": posterior, "flags": flags,
        "predictions": predictions, "groups": np.arange(120) % 4,
        "regions": np.stack([predictions, predictions], axis=1),
    }  # fmt: skip


def kinds():
    """Return parts of data whose labels aren't one class an item, by a part or name that tells."""
    random = np.random.default_rng(1)
    features = random.normal(size=(120, 4))
    tags = (features + 0.2 * random.normal(size=(120, 4)) > 0).astype(np.int8)
    numbers = features @ [1.0, 2.0, 0.5, 0.0] + 0.1 * random.normal(size=120)
    signs = np.tile([0, 1, 2, 0, 0, 0], 20)
    views = (features, features + 0.1 * random.normal(size=(120, 4)))
    texts = np.array([f"said {'loud' if one > 0 else 'low'}" for one in numbers], object)
    return {
        "texts": Dataset(Evidence.labels((numbers > 0).astype(int), ("no", "yes")), texts=texts),
        "tags": {
            "tags": tags, "features": features, "classes": tuple("abcd"),
            "tag_predictions": 1 / (1 + np.exp(-5 * features)),
        },
        "numbers": {"numbers": numbers, "features": features},
        "token": {
            "labels": signs, "groups": np.repeat(np.arange(20), 6),
            "classes": ("O", "B-city", "I-city"),
            "predictions": np.eye(3)[signs] * 0.85 + 0.05,
        },
        "views": {"views": views},
        "pointwise": {
            "labels": (numbers < 0).astype(int), "classes": ("first", "second"),
            "features": features, "pointwise": (np.stack([numbers, -numbers], axis=1) > 1) * 1.0,
        },
    }  # fmt: skip


def read_by(name, things):
    """Return the data set that a method can read."""
    verb = getattr(methods()[name], methods()[name].stage)
    wanted = set(inspect.signature(verb).parameters)
    if name in ("span-errors", "token-errors"):
        wanted.add("token")
    wanted |= {"tags"} & {part.removesuffix("_predictions") + "s" for part in wanted}
    wanted |= {"numbers"} & {part.removesuffix("_predictions") + "s" for part in wanted}
    if "pointwise" in wanted:
        wanted.discard("views")
    found = [parts for part, parts in kinds().items() if part in wanted]
    return found[0] if found else things["dataset"]


def taught():
    """Return the data set that a learner reads, by the kind of label."""
    random = np.random.default_rng(3)
    truth = np.arange(120) % 2
    features = random.normal(size=(120, 4))
    features[:, 0] += 3 * truth
    names, n = ("no", "yes"), np.arange(120)
    out = csr_array(np.eye(2)[1 - truth])
    never = Evidence(
        one_of(names), 120, n, n * 0, out, np.ones(120, bool), (Source("given", "given"),)
    )
    made = {
        "positives": Evidence.labels(np.where(truth * (n % 3 > 0), 1, -1), names),
        "complementary": never,
        "candidates": Evidence.soft(np.eye(2)[truth] + (n % 3 == 0)[:, None] * 1.0 > 0, names),
        "tags": Evidence.tags(np.eye(2)[truth], names),
        "numbers": Evidence.numbers(features @ [1.0, 2.0, 0.5, 0.0]),
    }
    found = {kind: Dataset(evidence, features=features) for kind, evidence in made.items()}
    counts = np.stack([3 - truth.reshape(40, 3).sum(1), truth.reshape(40, 3).sum(1)], axis=1)
    plain = Dataset(Evidence.labels(truth, names), features=features)
    return found | {"bags": plain}, {"bags": n // 3, "bag_counts": counts}


def voted():
    """Return what several sources say of items of each kind, with what else a verb names."""
    random = np.random.default_rng(2)
    item, source = np.repeat(np.arange(60), 3), np.tile(np.arange(3), 60)
    said = random.integers(0, 3, 180)
    scale = [f"grade {k}" for k in range(3)]
    votes = Evidence.votes(item, source, said, scale)
    pairs = np.array([random.permutation(list("abcd"))[:2] for _ in range(60)])
    either = Evidence.votes(item, source, said % 2, ("first", "second"))
    numbers = Evidence.numbers(random.normal(size=180), item=item, source=source)
    spans = Evidence.votes(item, source, said, ("O", "B-city", "I-city"))
    tags = Evidence.tags(random.random((180, 3)) < 0.5, "abc", item=item, source=source)
    return {
        "ordered": {"evidence": replace(votes, truth=ordered(scale))},
        "number": {"evidence": numbers},
        "any_of": {"evidence": tags},
        "pairs": {"evidence": either, "sides": pairs},
        "differences": {"evidence": numbers, "sides": pairs},
        "tokens": {"evidence": spans, "groups": np.repeat(np.arange(10), 6)},
    }


def told_to(name, things):
    """Return what a method that infers is told: votes on the kind of truth it finds."""
    cls = methods()[name]
    if cls.stage == "losses":
        pytest.importorskip("torch")
        import torch

        wide = {"softmax": 3, "sigmoid": 3, "identity": 1}[sorted(cls.links)[0]]
        target = torch.eye(3)[:, :wide]
        return things | {"logits": target * 2, "target": target, "weight": torch.ones(3)}
    if cls.stage == "learn":
        pytest.importorskip("torch")
        sets, bags = taught()
        kind = "labels" if "labels" in cls.reads else min(cls.reads & set(sets), default="labels")
        return things | bags | {"dataset": sets.get(kind, things["dataset"])}
    if cls.stage != "infer":
        return things
    kind = next((one for one in ("one_of", "ordered", "any_of", "number") if one in cls.truth), "")
    if "pairs" in cls.reads:
        kind = "differences" if kind == "number" else "pairs"
    if "tokens" in cls.reads:
        kind = "tokens"
    return things | voted().get(kind, {})


@pytest.mark.parametrize("name", methods())
def test_the_use_of_a_page_runs(name, things):
    things = told_to(name, things | {"dataset": read_by(name, things)})
    text = (DOCS / "methods" / f"{name}.md").read_text("utf-8")
    code = re.search(r"^```python\n(.*?)^```", text, re.M | re.S)
    names = dict(things)
    exec(compile(code[1], name, "exec"), names)
    left, kind = LEFT[methods()[name].stage]
    assert isinstance(names[left], kind)
    assert names[left] is not things.get(left)


def test_every_stage_is_shown_in_use():
    assert set(LEFT) == set(STAGES)
