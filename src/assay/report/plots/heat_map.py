"""The noise matrix as a heat map."""

from dataclasses import dataclass
from typing import Any

from assay.report.numbers import cell, percent
from assay.report.plots.svg import drawing, element, shorten, text, title

#: Classes drawn, classes up to which cells have numbers, width of the drawing, tallest row.
DRAWN, NUMBERED, WIDTH, TALL = 24, 12, 460, 64

#: A wrong label as frequent as this, or the most frequent, has the full colour.
STRONGEST = 0.1

#: Width of a letter, and its part along an axis when it is turned by 45 degrees.
LETTER, TURNED = 6.6, 4.7


@dataclass(frozen=True)
class Grid:
    """Where the cells are.

    Parameters
    ----------
    names
        Classes, shortened.
    turned
        The names of the columns don't fit side by side.
    """

    names: tuple[str, ...]
    turned: bool

    @property
    def longest(self) -> int:
        """Letters of the longest name."""
        return max(map(len, self.names))

    @property
    def left(self) -> float:
        """Where the first column begins."""
        return 30 + LETTER * self.longest

    @property
    def top(self) -> float:
        """Where the first row begins."""
        return 24 + (TURNED * self.longest if self.turned else 14)

    @property
    def wide(self) -> float:
        """Width of a cell."""
        room = WIDTH - self.left - (TURNED * self.longest - 8 if self.turned else 2)
        return room / len(self.names)

    @property
    def tall(self) -> float:
        """Height of a cell."""
        return min(self.wide, TALL)


def heat_map(noise: dict[str, Any]) -> str:
    """Return P(given | truth): right labels on the diagonal, wrong ones in the colour of doubt."""
    names, matrix = _most_involved(noise)
    short = tuple(map(shorten, names))
    room = (WIDTH - 30 - LETTER * max(map(len, short))) / len(short)
    grid = Grid(short, turned=LETTER * max(map(len, short)) > room)
    unlike = (p for k, row in enumerate(matrix) for j, p in enumerate(row) if j != k)
    wrong = max(STRONGEST, *unlike)
    parts = [_axes(grid)]
    for k, row in enumerate(matrix):
        for j, p in enumerate(row):
            words = f"true {names[k]}, given {names[j]}: {percent(p)}"
            strength = p if j == k else (p / wrong) ** 0.5
            parts.append(_cell(grid, k, j, p, strength, words))
    height = grid.top + grid.tall * len(names) + 4
    return drawing(WIDTH, height, "Noise matrix: given label by true class", "".join(parts))


def _most_involved(noise: dict[str, Any]) -> tuple[list[str], list[list[float]]]:
    names = noise["classes"]
    matrix = [[p or 0.0 for p in row] for row in noise["matrix"]]
    if len(names) <= DRAWN:
        return names, matrix
    every = range(len(names))
    columns = [sum(row[k] for row in matrix) for k in every]
    mass = [sum(matrix[k]) + columns[k] - 2 * matrix[k][k] for k in every]
    kept = sorted(sorted(every, key=lambda k: -mass[k])[:DRAWN])
    return [names[k] for k in kept], [[matrix[k][j] for j in kept] for k in kept]


def _axes(grid: Grid) -> str:
    top = grid.top
    parts = [
        text(grid.left, 11, "given label →", class_="axis"),
        text(6, top, "true class →", class_="axis", transform=f"rotate(90 6 {top:.1f})"),
    ]
    for k, name in enumerate(grid.names):
        y = top + (k + 0.5) * grid.tall
        parts.append(text(grid.left - 6, y + 4, name, class_="name", text_anchor="end"))
        x = grid.left + (k + 0.5) * grid.wide
        if grid.turned:
            turn = f"rotate(-45 {x:.1f} {top - 5:.1f})"
            parts.append(text(x, top - 5, name, class_="name", transform=turn))
        else:
            parts.append(text(x, top - 6, name, class_="name", text_anchor="middle"))
    return "".join(parts)


def _cell(grid: Grid, k: int, j: int, p: float, strength: float, words: str) -> str:
    x, y = grid.left + j * grid.wide, grid.top + k * grid.tall
    kind = "right" if j == k else "wrong"
    seen = p >= 0.0005
    box = element(
        "rect", title(words) if seen else "", class_=kind if seen else "none",
        x=x + 0.5, y=y + 0.5, width=grid.wide - 1, height=grid.tall - 1, rx=2,
        **({"fill_opacity": f"{0.08 + 0.77 * strength:.2f}"} if seen else {}),
    )  # fmt: skip
    if len(grid.names) > NUMBERED or not seen:
        return box
    middle = {"x": x + grid.wide / 2, "y": y + grid.tall / 2 + 4}
    strong = "in strong" if strength > 0.7 else "in"
    return box + text(**middle, words=cell(p), class_=strong, text_anchor="middle")
