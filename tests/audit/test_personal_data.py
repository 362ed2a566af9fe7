import numpy as np
import pytest

from assay.audit import PersonalData
from assay.audit.personal_data import account, held, luhn


def texts(*values):
    made = np.empty(len(values), object)
    made[:] = values
    return made


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("write to ada.lovelace+x@mail.example.co.uk, please", "e-mail address"),
        ("call +44 20 7946 0958 today", "telephone number"),
        ("call (555) 010-9999", "telephone number"),
        ("fax 555-010-9999.", "telephone number"),
        ("card 4111 1111 1111 1111 exp 10/30", "payment card number"),
        ("amex 378282246310005", "payment card number"),
        ("to GB82 WEST 1234 5698 7654 32 by Monday", "bank account number"),
        ("DE89370400440532013000", "bank account number"),
        ("ssn 219-09-9999", "US social security number"),
    ],
)
def test_what_is_found(text, kind):
    assert held(text) == (kind,)


@pytest.mark.parametrize(
    "text",
    [
        "", "at 10:30 on 2024-05-17", "version 1.2.3.4 of 555", "order 4111 1111 1111 1112",
        "0000 0000 0000 0000", "12345678901234567890", "@home, a@b", "price 1,234,567.89",
        "GB83 WEST 1234 5698 7654 32", "666-09-9999 000-12-3456 900-11-2222", "ids 219-09-99991",
        "coordinates 48.137154, 11.576124", "isbn 978-3-16-148410-0", "pi 3.14159265358979",
    ],
)  # fmt: skip
def test_what_is_no_person(text):
    assert held(text) == ()


def test_check_digits_by_hand():
    # 79927398713 is the example of Luhn's rule; no issuer has such numbers.
    assert not luhn("79927398713")
    assert luhn("5555555555554444")
    assert not luhn("5555555555554445")
    assert account("FR1420041010050500013M02606")
    assert not account("FR1420041010050500013M02607")


def test_items_are_listed_and_nothing_is_quoted(look):
    said = texts("hello", "mail me: eve@example.com", None, "eve@example.com", "+49 30 123456 78")
    column = texts("x", "y", "GB82 WEST 1234 5698 7654 32", "y", "x")
    from assay.registry import run

    found = run(PersonalData(), {"texts": said, "columns": {"note": column, "n": np.arange(5.0)}})
    assert [(f.name, f.items.tolist()) for f in found] == [("", [1, 3]), ("", [4]), ("note", [2])]
    assert found[0].message == "2 texts hold e-mail addresses, 40 % of all."
    assert found[2].message == "1 value of `note` holds bank account numbers, 20 % of all."
    assert not any("eve" in f.message + f.repair or "WEST" in f.message for f in found)
    assert "--drop note" in found[2].repair
    assert look(PersonalData(), texts=texts("a", "b")) == {}


@pytest.mark.shared
def test_real_texts_with_nothing_of_persons(shared):
    """Questions to a bank name nobody."""
    import pandas as pd

    frame = pd.read_parquet(next((shared / "data" / "text" / "banking77").glob("*.parquet")))
    said = frame["text"].astype(object).to_numpy()
    kinds = [kind for text in said for kind in held(text)]
    assert len(kinds) <= 2
