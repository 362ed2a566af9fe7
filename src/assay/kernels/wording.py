"""Numbers and names as they stand in the message of a finding."""

from collections.abc import Iterable


def percent(share: float) -> str:
    """Return a share of one in percent, with as many digits as matter.

    >>> percent(0.0312), percent(0.256), percent(0.0016), percent(0.9997), percent(1.0)
    ('3.1 %', '26 %', '0.16 %', 'over 99.9 %', '100 %')
    """
    value = 100 * share
    if 99.9 < value < 100:
        return "over 99.9 %"
    if 0 < value < 0.01:
        return "under 0.01 %"
    if value > 99:
        return f"{value:.1f} %".replace(".0 %", " %")
    return f"{value:.2g} %"


def amount(n: int, one: str, many: str = "") -> str:
    """Return a count with its noun.

    >>> amount(1, "cluster"), amount(1200, "cluster"), amount(2, "class", "classes")
    ('1 cluster', '1,200 clusters', '2 classes')
    """
    return f"{n:,} {one if n == 1 else many or one + 's'}"


def listed(names: Iterable[object], most: int = 3) -> str:
    """Return names in a sentence, the first few of them.

    >>> listed(["a"]), listed("ab"), listed("abc"), listed("abcde")
    ('`a`', '`a` and `b`', '`a`, `b` and `c`', '`a`, `b`, `c` and 2 more')
    """
    said = [f"`{name}`" for name in names]
    if len(said) > most:
        said = [*said[:most], f"{len(said) - most} more"]
    return " and ".join([", ".join(said[:-1]), said[-1]]) if len(said) > 1 else "".join(said)


def shell(name: str) -> str:
    """Return a name as it is typed behind an option.

    >>> shell("income"), shell("petal width (cm)")
    ('income', "'petal width (cm)'")
    """
    from shlex import quote

    return quote(name)
