import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from assay.parts.words import words


def texts(*said):
    out = np.empty(len(said), object)
    out[:] = said
    return out


def test_by_hand():
    made = words(texts("red red apple", "apple", ""))
    # Words: red, apple; pairs: "red red", "red apple". Rarity 1 + log(4 / (1 + texts with it)).
    rare, common = 1 + np.log(4 / 2), 1 + np.log(4 / 3)
    row = np.array([(1 + np.log(2)) * rare, common, rare, rare])
    np.testing.assert_allclose(
        np.sort(made[[0]].data), np.sort(row / np.linalg.norm(row)), rtol=1e-6
    )
    np.testing.assert_allclose(made[[1]].data, [1])
    assert made[[2]].nnz == 0


def test_agrees_with_the_librarys_weights_on_the_products_of_texts():
    from sklearn.feature_extraction.text import TfidfVectorizer

    rng = np.random.default_rng(0)
    said = texts(*(" ".join(f"w{i}" for i in rng.integers(0, 30, 12)) for _ in range(60)))
    library = TfidfVectorizer(ngram_range=(1, 2), sublinear_tf=True).fit_transform(said)
    made = words(said)
    np.testing.assert_allclose(
        (made @ made.T).toarray(), (library @ library.T).toarray(), atol=1e-5
    )


@pytest.mark.parametrize("said", ["猫坐在垫子上面看着窗外", "แมวนั่งบนเสื่อ", "кошка сидит на коврике"])
def test_every_script_has_words(said):
    made = words(texts(said, "nothing alike here"))
    assert made[[0]].nnz >= 4
    assert (made[[0]] @ made[[1]].T).nnz == 0


def test_codes_of_a_word_are_told_by_their_pieces():
    made = words(texts("AB1234x", "AB1234y", "zzqq"))
    alike = (made @ made.T).toarray()
    assert alike[0, 1] > 0.4 > alike[0, 2]


@given(st.lists(st.text(max_size=30), min_size=1, max_size=20))
def test_rows_have_length_one_or_nothing(said):
    made = words(texts(*said))
    length = np.sqrt(np.asarray(made.multiply(made).sum(axis=1))).ravel()
    assert made.shape[0] == len(said)
    assert np.isfinite(made.data).all()
    assert (np.isclose(length, 1, atol=1e-4) | (length == 0)).all()


def test_a_text_of_a_million_characters_is_cut():
    assert words(texts("word " * 200_000, "other")).shape[0] == 2
