import numpy as np
import pytest

from assay.parts import models
from assay.parts.models import minilm
from assay.parts.text_features import axes, encode
from assay.parts.words import words

SAID = np.array(
    ["The cat sat on the mat.", "A kitten rests on a rug.", "Stocks fell sharply on Monday.", ""],
    object,
)  # fmt: skip


def test_axes_keep_what_is_alike_together():
    rng = np.random.default_rng(0)
    topic = rng.integers(0, 2, 200)
    said = np.empty(200, object)
    said[:] = [" ".join(f"t{t}w{i}" for i in rng.integers(0, 15, 10)) for t in topic]
    made = axes(words(said), 0)
    assert made.dtype == np.float32
    assert made.shape == (200, 100)
    alike = made @ made.T
    same = topic[:, None] == topic
    assert alike[same].mean() > alike[~same].mean() + 0.1
    np.testing.assert_array_equal(made, axes(words(said), 0))


def test_without_the_extra_the_axes_of_words_are_used(monkeypatch):
    monkeypatch.setattr(minilm, "is_there", lambda: False)
    assert encode(SAID, words(SAID), 0).shape[0] == 4


needs_model = pytest.mark.skipif(not minilm.is_there(), reason="the text extra isn't installed")


@needs_model
def test_the_model_knows_meaning():
    made = minilm.encode(SAID)
    assert made.shape == (4, 384)
    assert made[0] @ made[1] > made[0] @ made[2] + 0.2
    np.testing.assert_allclose(np.linalg.norm(made, axis=1), [1, 1, 1, 0], atol=1e-5)
    np.testing.assert_array_equal(made, minilm.encode(SAID, workers=1))


@needs_model
@pytest.mark.shared
def test_the_model_agrees_with_the_one_in_single_precision(shared):
    pandas = pytest.importorskip("pandas")
    folder = shared / "data" / "text" / "agnews"
    said = pandas.read_parquet(folder / "data.parquet")["text"].to_numpy(object)[:64]
    reference = np.load(folder / "emb.npz")["emb"][:64].astype(np.float32)
    assert (minilm.encode(said) * reference).sum(axis=1).mean() > 0.97


def test_a_changed_model_is_refused(tmp_path, monkeypatch):
    from assay.errors import ExtraError
    from assay.parts.models import pinned

    package = tmp_path / "tampered_model"
    package.mkdir()
    (package / "__init__.py").write_text("")
    (package / "model.onnx").write_bytes(b"something else")
    monkeypatch.syspath_prepend(tmp_path)
    with pytest.raises(ExtraError, match="must be the model that assay was measured with"):
        pinned.checked("tampered_model", "model.onnx", "0" * 64, "text")
    assert models.__doc__
