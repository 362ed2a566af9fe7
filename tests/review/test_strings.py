import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assay.review.strings import Strings, folded, write_strings

TEXT = st.text(alphabet="aAbß \x00שلא😀.*+", max_size=8)


@settings(max_examples=60, deadline=None)
@given(st.lists(TEXT, max_size=12), TEXT.filter(bool))
def test_texts_come_back_and_are_found(tmp_path_factory, texts, words):
    path = tmp_path_factory.mktemp("strings") / "some"
    write_strings(path, (text.encode() for text in texts))
    strings = Strings(path)
    plain = [text.replace("\x00", " ") for text in texts]
    assert [strings[row] for row in range(len(texts))] == plain
    assert len(strings) == len(texts)
    words = words.replace("\x00", " ")
    assert strings.holding(words).tolist() == [words in text for text in plain]
    strings.close()


def test_many_texts_are_written_piece_by_piece(tmp_path, monkeypatch):
    monkeypatch.setattr("assay.review.strings.CHUNK", 3)
    write_strings(tmp_path / "some", (f"{n}".encode() for n in range(10)))
    strings = Strings(tmp_path / "some")
    assert [strings[row] for row in range(10)] == [str(n) for n in range(10)]
    np.testing.assert_array_equal(np.flatnonzero(strings.holding("7")), [7])
    strings.close()


@pytest.mark.parametrize(
    ("text", "sought"),
    [("Große  STRASSE", "grosse strasse"), ("a\n\tb", "a b"), ("\ud800x", "?x"), ("ΑΣ", "ας")],
)
def test_case_and_spaces_do_not_count(text, sought):
    assert folded(text) == folded(sought)
