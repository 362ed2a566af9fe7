"""What names or reaches a person."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np

from assay.kernels.wording import amount, percent, shell
from assay.method import Auditor
from assay.results import Finding
from assay.types import Array, Columns, Ints, Objects

EMAIL = re.compile(
    r"(?<![\w.+-])[\w.+-]{1,64}@[A-Za-z0-9-]{1,63}(?:\.[A-Za-z0-9-]{1,63})*\.[A-Za-z]{2,24}\b"
)
#: Written as numbers of telephones are: with a plus and a country, or in the groups of one.
PHONE = re.compile(
    r"(?<![\w.+-])(?:\+\d{1,3}[ .-]?(?:\(\d{1,4}\)[ .-]?)?\d{1,4}(?:[ .-]?\d{2,4}){2,4}"
    r"|\(\d{3}\) ?\d{3}[ .-]\d{4}|\d{3}-\d{3}-\d{4})(?![\w-])"
)
CARD = re.compile(
    r"(?<![\w.-])(?:\d{4}[ -]?){3}\d{4}(?![\w-])|(?<![\w.-])3[47]\d{2}[ -]?\d{6}[ -]?\d{5}(?![\w-])"
)
ISSUERS = re.compile(r"4|5[1-5]|2[2-7]|3[47]|6011|65")
ACCOUNT = re.compile(r"(?<!\w)[A-Z]{2}\d{2}(?: ?[A-Z0-9]{4}){2,7}(?: ?[A-Z0-9]{1,3})?(?!\w)")
SECURITY = re.compile(r"(?<![\w-])(?!000|666|9)\d{3}-(?!00)\d{2}-(?!0000)\d{4}(?![\w-])")


def luhn(number: str) -> bool:
    """Tell whether the digits of a payment card check, and somebody issues such cards.

    >>> luhn("4111 1111 1111 1111"), luhn("4111 1111 1111 1112")
    (True, False)
    """
    digits = [int(one) for one in re.sub(r"\D", "", number)]
    doubled = [2 * one - 9 * (one > 4) for one in digits[-2::-2]]
    known = ISSUERS.match("".join(map(str, digits))) is not None
    return known and len(set(digits)) > 1 and (sum(digits[::-2]) + sum(doubled)) % 10 == 0


def account(number: str) -> bool:
    """Tell whether the digits of an international bank account number (ISO 13616) check.

    >>> account("GB82 WEST 1234 5698 7654 32"), account("GB83 WEST 1234 5698 7654 32")
    (True, False)
    """
    bare = number.replace(" ", "")
    turned = "".join(str(int(one, 36)) for one in bare[4:] + bare[:4])
    return 15 <= len(bare) <= 34 and int(turned) % 97 == 1


#: What is looked for: its name, what one has to hold, its form, and what more must be true.
KINDS: tuple[tuple[str, str, re.Pattern[str], Callable[[str], bool]], ...] = (
    ("e-mail address", "@", EMAIL, lambda _: True),
    ("telephone number", "", PHONE, lambda found: 9 <= len(re.sub(r"\D", "", found)) <= 15),
    ("payment card number", "", CARD, luhn),
    ("bank account number", "", ACCOUNT, account),
    ("US social security number", "-", SECURITY, lambda _: True),
)
DIGITS = re.compile(r"\d{2}")


@dataclass(frozen=True)
class PersonalData(
    Auditor, reads={"labels", "votes"}, truth={"one_of", "any_of", "ordered", "number"},
    paper="larson2023",
):  # fmt: skip
    """Find e-mail addresses, telephone, card, account and social security numbers in texts.

    Numbers must check: cards by Luhn's digit, accounts by theirs, telephone numbers must be
    written as such. What was found is counted and its items are listed, never quoted.

    Equation
    --------
    told where a text holds a form and its digits check:
    cards     sum over digits from the right, every second doubled less 9 above 9, divisible by 10
    accounts  first four signs put last, letters as 10 to 35: the number leaves 1 divided by 97

    Notes
    -----
    Assumes nothing, and promises little: names, addresses and faces are not looked for, nor
    numbers in other forms. That nothing is found doesn't make data anonymous.

    Cost: one pass over the texts and the columns of strings.

    References: larson2023, whose sample of a much used set of scans held social security numbers.
    """

    codes = {
        "personal-data": (
            "Texts hold what names or reaches a person: e-mail addresses, numbers of telephones, "
            "cards, accounts.",
            "Whoever gets the data gets them, and a model that is trained on them may repeat them. "
            "In most places they may be kept and passed on for a stated purpose only.",
            "Mask them before the data are shared or trained on, or make sure that it is allowed.",
        )
    }

    def audit(
        self, texts: Objects | None = None, columns: Columns | None = None
    ) -> tuple[Finding, ...]:
        """Look at every text and every string."""
        places: dict[str, Array] = {"": texts} if texts is not None else {}
        places |= {n: c for n, c in (columns or {}).items() if c.dtype == object}
        return tuple(finding for name, values in places.items() for finding in _in(name, values))


def _in(name: str, values: Array) -> Iterator[Finding]:
    """Yield a finding for each kind of thing that stands in a column, or in the texts."""
    rows: dict[str, list[int]] = {}
    known: dict[object, tuple[str, ...]] = {}
    for row, value in enumerate(values.tolist()):
        if not isinstance(value, str):
            continue
        if value not in known:
            known[value] = held(value)
        for kind in known[value]:
            rows.setdefault(kind, []).append(row)
    for kind, *_ in KINDS:
        if kind in rows:
            yield _told(name, kind, np.array(rows[kind]), len(values))


def held(text: str) -> tuple[str, ...]:
    """Return which kinds of personal data a text holds.

    >>> held("mail ada@example.org or call +44 20 7946 0958")
    ('e-mail address', 'telephone number')
    """
    if "@" not in text and DIGITS.search(text) is None:
        return ()
    return tuple(
        kind
        for kind, sign, form, checks in KINDS
        if sign in text and any(checks(one[0]) for one in form.finditer(text))
    )


def _told(name: str, kind: str, items: Ints, n: int) -> Finding:
    where = f"of `{name}` " if name else ""
    many = "es" if kind.endswith("s") else "s"
    repair = (
        f"Mask them, or leave the column out: --drop {shell(name)}."
        if name
        else ("Mask them before the data are shared, or make sure that it is allowed.")
    )
    noun = "value" if name else "text"
    return Finding(
        "personal-data", "warning",
        f"{amount(len(items), noun)} {where}hold{'s' * (len(items) == 1)} {kind}{many}, "
        f"{percent(len(items) / n)} of all.",
        repair, "column" if name else "items", name, items, len(items) / n,
    )  # fmt: skip
