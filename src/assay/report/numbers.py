"""Numbers as people read them; every format of the report uses these."""


def percent(share: float | None) -> str:
    """Return a share of one in percent, with as many digits as matter.

    >>> percent(0.0816), percent(0.25), percent(0.0004), percent(0.9999), percent(None)
    ('8.2 %', '25 %', '0.04 %', 'over 99.9 %', 'unknown')
    """
    if share is None:
        return "unknown"
    value = 100 * share
    if value == 0 or value == 100:
        return f"{value:.0f} %"
    if value < 0.01:
        return "under 0.01 %"
    if value > 99.9:
        return "over 99.9 %"
    if value < 1:
        return f"{value:.2g} %"
    text = f"{value:.1f}" if value < 9.95 or value > 99.5 else f"{value:.0f}"
    return f"{text.removesuffix('.0')} %"


def between(low: float | None, high: float | None) -> str:
    """Return an interval of shares in words.

    >>> between(0.061, 0.11), between(0.0, 0.11)
    ('between 6.1 % and 11 %', 'at most 11 %')
    """
    if low is None or high is None:
        return "of unknown width"
    if low <= 0:
        return f"at most {percent(high)}"
    return f"between {percent(low)} and {percent(high)}"


def span(low: float | None, high: float | None) -> str:
    """Return an interval of shares in short.

    >>> span(0.061, 0.11), span(None, 0.11)
    ('6.1 % to 11 %', 'unknown')
    """
    if low is None or high is None:
        return "unknown"
    return f"{percent(low)} to {percent(high)}"


def reach(low: float | None, high: float | None) -> str:
    """Return an interval of shares in short, by its one end where the other says nothing.

    >>> reach(0.00003, 0.045), reach(0.82, 0.9997), reach(0.1, 0.2), reach(0, 1)
    ('at most 4.5 %', 'at least 82 %', '10 % to 20 %', 'anything')
    """
    if low is None or high is None:
        return "unknown"
    nothing, everything = low < 0.0005, high > 0.9995
    if nothing and everything:
        return "anything"
    if nothing:
        return f"at most {percent(high)}"
    return f"at least {percent(low)}" if everything else span(low, high)


def count(n: float | None) -> str:
    """Return a whole number with thousands apart.

    >>> count(1797), count(None)
    ('1,797', 'unknown')
    """
    return "unknown" if n is None else f"{n:,.0f}"


def amount(n: float, one: str, many: str = "") -> str:
    """Return a count with its noun.

    >>> amount(1, "item"), amount(1200, "item"), amount(2, "class", "classes")
    ('1 item', '1,200 items', '2 classes')
    """
    return f"{count(n)} {one if n == 1 else many or one + 's'}"


def figure(value: float | None) -> str:
    """Return any number in 3 significant digits.

    >>> figure(0.12345), figure(None)
    ('0.123', 'unknown')
    """
    return "unknown" if value is None else f"{value:.3g}"


def chance(probability: float | None) -> str:
    """Return a probability that is never quite sure in percent.

    >>> chance(0.81), chance(1.0), chance(None)
    ('81 %', 'over 99.9 %', 'unknown')
    """
    return percent(None if probability is None else min(probability, 0.9999))


def cell(share: float | None) -> str:
    """Return a share as a whole number of percent, short enough for a cell of a matrix.

    >>> cell(0.876), cell(0.004), cell(0.0)
    ('88', '<1', '')
    """
    if not share or share < 0.0005:
        return ""
    return "<1" if share < 0.005 else f"{100 * share:.0f}"


def about(n: float | None) -> str:
    """Return an expected number of items.

    >>> about(143.4), about(0.3), about(None)
    ('143', 'under 1', 'unknown')
    """
    return "under 1" if n is not None and 0 < n < 0.5 else count(n)
