"""What the page of a method shows under "Use" runs as it stands, on small data."""

import re
from pathlib import Path
from types import MappingProxyType

import numpy as np
import pytest

import assay
from assay.dataset import Dataset
from assay.evidence import Evidence
from assay.infer import MajorityVote
from assay.registry import STAGES, methods
from assay.results import Batch, Estimate, Flags

DOCS = Path(__file__).parents[2] / "docs"
#: What a line of use leaves behind, by stage.
LEFT = MappingProxyType(
    {
        "simulate": ("evidence", Evidence),
        "infer": ("posterior", assay.Posterior),
        "estimate": ("estimate", Estimate),
        "flag": ("flags", Flags),
        "audit": ("findings", tuple),
        "repair": ("evidence", Evidence),
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
    return {
        "truth": truth, "classes": classes, "features": features, "dataset": dataset,
        "evidence": evidence, "posterior": posterior, "flags": flags,
    }  # fmt: skip


@pytest.mark.parametrize("name", methods())
def test_the_use_of_a_page_runs(name, things):
    text = (DOCS / "methods" / f"{name}.md").read_text("utf-8")
    code = re.search(r"^```python\n(.*?)^```", text, re.M | re.S)
    names = dict(things)
    exec(compile(code[1], name, "exec"), names)
    left, kind = LEFT[methods()[name].stage]
    assert isinstance(names[left], kind)
    assert names[left] is not things.get(left)


def test_every_stage_is_shown_in_use():
    assert set(LEFT) == set(STAGES)
