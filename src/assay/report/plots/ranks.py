"""Mean ranks on a line, joined where they can't be told apart."""

from collections.abc import Sequence

from assay.report.plots.svg import drawing, element, text

#: Size in units of the drawing: a line of text, a letter, the length of the line, the room above
#: it, the room of a bar.
LINE, LETTER, LONG, TOP, BAR = 22, 7.2, 420, 46, 9
#: Letters of the shortest name that has room beside the line.
SHORTEST = 26


def ranks(
    names: Sequence[str], means: Sequence[float], groups: Sequence[tuple[int, int]],
    difference: float,
) -> str:  # fmt: skip
    """Return a critical difference diagram: the best on the left, bars over those alike.

    Parameters
    ----------
    names, means
        Contenders and their mean ranks, best first; three or more.
    groups
        First and last index of each run that can't be told apart.
    difference
        What two mean ranks must be apart to be told apart; drawn as a bar above.
    """
    k, half = len(names), (len(names) + 1) // 2
    # A long name is not cut off.
    letters = max(SHORTEST, *(len(name) + 6 for name in names))
    start = round(LETTER * letters)
    end = start + LONG

    def at(rank: float) -> float:
        return start + LONG * (rank - 1) / (k - 1)

    body = _line(f"M{start} {TOP}H{end}", "rule")
    for rank in range(1, k + 1):
        body += _line(f"M{at(rank):.1f} {TOP - 5}V{TOP}", "rule")
        if k <= 20 or rank % 2:
            body += text(at(rank), TOP - 9, str(rank), class_="middle")
    body += _line(f"M{start} 12H{min(at(1 + difference), end):.1f}", "alike")
    body += text(start - 8, 16, f"critical difference {difference:.2f}", class_="end")
    for level, (first, last) in enumerate(groups):
        y = TOP + 10 + BAR * level
        body += _line(f"M{at(means[first]) - 3:.1f} {y}H{at(means[last]) + 3:.1f}", "alike")
    under = TOP + 14 + BAR * len(groups)
    for i, (name, mean) in enumerate(zip(names, means, strict=True)):
        left = i < half
        y = under + LINE * (i if left else k - 1 - i) + 12
        tip, side = (start - 4, "end") if left else (end + 4, "start")
        body += _line(f"M{at(mean):.1f} {TOP}V{y - 4}H{tip}", "lead")
        words = f"{name} {mean:.2f}"
        body += text(tip - 4 if left else tip + 4, y, words, class_=side)
    told = ", ".join(f"{name} {mean:.2f}" for name, mean in zip(names, means, strict=True))
    return drawing(
        2 * start + LONG, under + LINE * half + 8, f"Mean ranks: {told}", body, "plot ranks"
    )


def _line(path: str, kind: str) -> str:
    return element("path", d=path, class_=kind)
