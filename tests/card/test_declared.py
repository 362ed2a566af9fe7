import pytest

from assay.card.declared import Declared, form, read_declared
from assay.card.questions import QUESTIONS
from assay.errors import DataError


def written(tmp_path, text):
    path = tmp_path / "declared.toml"
    path.write_text(text, encoding="utf-8")
    return path


def test_the_form_as_it_is_declares_nothing(tmp_path):
    assert read_declared(written(tmp_path, form())) == Declared()
    assert all(f"{question.name} = " in form() for question in QUESTIONS)
    assert len({question.name for question in QUESTIONS}) == len(QUESTIONS)


def test_a_form_with_every_hint_taken_is_read(tmp_path):
    text = form().replace("\n# ", "\n")
    text = "\n".join(
        line for line in text.splitlines() if " = " in line or line.startswith("[") or not line
    )
    found = read_declared(written(tmp_path, text))
    assert found.content.splits == {"train": 800, "test": 200}
    assert found.annotation.agreement == 0.8
    assert found.content.personal_data is False
    assert str(found.published) == "2026-01-31"


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("name = ", r"must be TOML"),
        ("nam = 'x'", r"unknown field `nam`.*--ask"),
        ("[annotation]\nwho = ['robots']", r"Invalid enum value 'robots'.*\$\.annotation\.who"),
        ("[annotation]\nerror_rate = 2", r"<= 1.*error_rate"),
        ("[content]\nitems = -1", r">= 0.*items"),
        ("[answers]\nwhy = 'so'", r"answers must be to questions.*got why"),
    ],
)
def test_wrong_input_is_told_with_its_place(tmp_path, text, words):
    with pytest.raises(DataError, match=f"(?s){words}"):
        read_declared(written(tmp_path, text))


def test_no_file_and_no_text(tmp_path):
    with pytest.raises(DataError, match="assay card --ask"):
        read_declared(tmp_path / "gone.toml")
    path = tmp_path / "bytes.toml"
    path.write_bytes(b"\xff\xfe\x00")
    with pytest.raises(DataError, match="UTF-8"):
        read_declared(path)
