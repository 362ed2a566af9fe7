"""The noise matrix as a heat map."""

from dataclasses import dataclass
from typing import Any

from assay.report.numbers import cell, percent
from assay.report.plots.svg import drawing, element, shorten, text, title

#: Classes drawn, classes up to which cells have numbers, width of the drawing, tallest row.
DRAWN, NUMBERED, WIDTH, TALL = 20, 12, 460, 64

#: A wrong label as frequent as this, or the most frequent, has the full colour.
STRONGEST = 0.1

#: Width of a letter, and its part along an axis when it is turned by 45 degrees.
LETTER, TURNED = 7.2, 5.1


@dataclass(frozen=True)
class Grid:
    """Where the cells are.

    Parameters
    ----------
    rows, columns
        Names of the classes as they are written beside and above.
    """

    rows: tuple[str, ...]
    columns: tuple[str, ...]

    @property
    def left(self) -> float:
        """Where the first column begins."""
        return 28 + LETTER * max(map(len, self.rows))

    @property
    def turned(self) -> bool:
        """The names of the columns don't fit side by side."""
        longest = max(map(len, self.columns))
        return longest > 2 and LETTER * longest > (WIDTH - self.left) / len(self.columns)

    @property
    def slant(self) -> float:
        """Height, and width beyond the last column, that turned names take."""
        return TURNED * max(map(len, self.columns)) if self.turned else 0

    @property
    def top(self) -> float:
        """Where the first row begins."""
        return 24 + (self.slant or 14)

    @property
    def wide(self) -> float:
        """Width of a cell."""
        return (WIDTH - self.left - max(2, self.slant - 8)) / len(self.rows)

    @property
    def tall(self) -> float:
        """Height of a cell."""
        return min(self.wide, TALL)


def heat_map(noise: dict[str, Any], said: str = "given label") -> str:
    """Return P(given | truth): right labels on the diagonal, wrong ones in the colour of doubt."""
    names, matrix = _most_involved(noise)
    grid = _grid(names)
    unlike = (p for k, row in enumerate(matrix) for j, p in enumerate(row) if j != k)
    wrong = max(STRONGEST, *unlike)
    parts = [_axes(grid, said)]
    for k, row in enumerate(matrix):
        for j, p in enumerate(row):
            words = f"true {names[k]}, {said} {names[j]}: {percent(p)}"
            strength = p if j == k else (p / wrong) ** 0.5
            parts.append(_cell(grid, k, j, p, strength, words))
    height = grid.top + grid.tall * len(names) + 4
    return drawing(WIDTH, height, f"Noise matrix: {said} by true class", "".join(parts))


def _grid(names: list[str]) -> Grid:
    """Return the names beside and above: numbers above where there are many classes."""
    if len(names) <= NUMBERED:
        short = tuple(map(shorten, names))
        return Grid(short, short)
    rows = tuple(f"{shorten(name, 20)} {k}" for k, name in enumerate(names, 1))
    return Grid(rows, tuple(str(k) for k in range(1, len(names) + 1)))


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


def _axes(grid: Grid, said: str) -> str:
    top = grid.top
    parts = [
        text(grid.left, 11, f"{said} →", class_="axis"),
        text(6, top, "true class →", class_="axis", transform=f"rotate(90 6 {top:.1f})"),
    ]
    style = "name" if len(grid.rows) <= NUMBERED else "name tiny"
    for k, (row, column) in enumerate(zip(grid.rows, grid.columns, strict=True)):
        y = top + (k + 0.5) * grid.tall
        parts.append(text(grid.left - 6, y + 4, row, class_=style, text_anchor="end"))
        x = grid.left + (k + 0.5) * grid.wide
        if grid.turned:
            turn = f"rotate(-45 {x:.1f} {top - 5:.1f})"
            parts.append(text(x, top - 5, column, class_=style, transform=turn))
        else:
            parts.append(text(x, top - 6, column, class_=style, text_anchor="middle"))
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
    if len(grid.rows) > NUMBERED or not seen:
        return box
    middle = {"x": x + grid.wide / 2, "y": y + grid.tall / 2 + 4}
    strong = "in strong" if strength > 0.7 else "in"
    return box + text(**middle, words=cell(p), class_=strong, text_anchor="middle")
