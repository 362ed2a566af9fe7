"""What the page of a method shows under "Use" runs as it stands, and comes to something."""

import re
from pathlib import Path
from types import MappingProxyType

import numpy as np
import pytest

import assay
from assay.evidence import Evidence
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
#: Share of the small example's truth that whatever knows better than chance gets right.
MOST = 0.7
#: Methods that find classes, and not which is which.
NAMELESS = {"latent-label-shift"}


@pytest.mark.parametrize("name", methods())
def test_the_use_of_a_page_runs(name, capsys):
    if methods()[name].stage in ("losses", "learn"):
        pytest.importorskip("torch")
    text = (DOCS / "methods" / f"{name}.md").read_text("utf-8")
    code = re.search(r"^## Use\n\n```python\n(.*?)^```", text, re.M | re.S)
    names: dict[str, object] = {}
    exec(compile(code[1], name, "exec"), names)
    left, kind = LEFT[methods()[name].stage]
    assert isinstance(names[left], kind)
    assert capsys.readouterr().out.strip()
    right(name, names)


def right(name, names):
    """Hold what came out to the truth of the example, where there is one of a class an item."""
    if "paid" in names:
        assert np.isfinite(float(names["paid"]))
    assert names.get("findings", True), "docs/generators/troubles.py: data with its trouble"
    truth = names.get("truth")
    if truth is None or truth.ndim > 1 or name in NAMELESS:
        return
    if isinstance(names.get("model"), Model):
        assert (names["model"].predict(names["features"]) == truth).mean() > MOST
    if isinstance(names.get("posterior"), assay.Posterior) and "sides" not in names:
        assert (names["posterior"].labels == truth).mean() > MOST


def test_every_stage_is_shown_in_use():
    assert set(LEFT) == set(STAGES)
