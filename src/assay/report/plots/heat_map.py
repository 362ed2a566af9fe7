"""The noise matrix as a heat map."""

from typing import Any

from assay.report.numbers import cell, percent
from assay.report.plots.svg import drawing, element, shorten, text, title

#: Classes drawn, classes up to which cells have numbers, width of the drawing.
DRAWN, NUMBERED, WIDTH = 24, 12, 460


def heat_map(noise: dict[str, Any]) -> str:
    """Return P(given | truth): right labels on the diagonal, wrong ones in the colour of doubt."""
    names, matrix = _most_involved(noise)
    left = 26 + 6.4 * max(len(shorten(name)) for name in names)
    upright = max(map(len, names)) > 3 and len(names) > 4
    top = 22 + (4.6 * max(len(shorten(n)) for n in names) if upright else 14)
    size = (WIDTH - left) / len(names)
    height = top + size * len(names) + 4
    wrong = max((p for k, row in enumerate(matrix) for j, p in enumerate(row) if j != k), default=0)
    parts = [_axes(names, left, top, size, upright)]
    for k, row in enumerate(matrix):
        for j, p in enumerate(row):
            parts.append(_cell(names, k, j, p, wrong, (left + j * size, top + k * size, size)))
    return drawing(WIDTH, height, "Noise matrix: given label by true class", "".join(parts))


def _most_involved(noise: dict[str, Any]) -> tuple[list[str], list[list[float]]]:
    names = noise["classes"]
    matrix = [[p or 0.0 for p in row] for row in noise["matrix"]]
    if len(names) <= DRAWN:
        return names, matrix
    mass = [
        sum(matrix[k]) + sum(r[k] for r in matrix) - 2 * matrix[k][k] for k in range(len(names))
    ]
    kept = sorted(sorted(range(len(names)), key=lambda k: -mass[k])[:DRAWN])
    return [names[k] for k in kept], [[matrix[k][j] for j in kept] for k in kept]


def _axes(names: list[str], left: float, top: float, size: float, upright: bool) -> str:  # noqa: FBT001
    parts = [
        text(left, 11, "given label →", class_="axis"),
        text(10, top, "true class →", class_="axis", transform=f"rotate(90 10 {top:.1f})"),
    ]
    for k, name in enumerate(names):
        middle = k * size + size / 2
        parts.append(
            text(left - 5, top + middle + 4, shorten(name), class_="name", text_anchor="end")
        )
        x, y = left + middle, top - 5
        if upright:
            turned = f"rotate(-45 {x:.1f} {y:.1f})"
            parts.append(text(x, y, shorten(name), class_="name", transform=turned))
        else:
            parts.append(text(x, y, shorten(name), class_="name", text_anchor="middle"))
    return "".join(parts)


def _cell(
    names: list[str], k: int, j: int, p: float, wrong: float, place: tuple[float, float, float]
) -> str:
    x, y, size = place
    words = f"true {names[k]}, given {names[j]}: {percent(p)}"
    strength = p if j == k else (p / wrong) ** 0.5 if wrong else 0
    kind = "right" if j == k else "wrong"
    seen = p >= 0.0005
    box = element(
        "rect", title(words) if seen else "", class_=kind if seen else "none",
        x=x + 0.5, y=y + 0.5, width=size - 1, height=size - 1, rx=2,
        **({"fill_opacity": f"{0.08 + 0.77 * strength:.2f}"} if seen else {}),
    )  # fmt: skip
    if len(names) > NUMBERED or not seen:
        return box
    strong = " strong" if strength > 0.55 else ""
    return box + text(
        x + size / 2, y + size / 2 + 4, cell(p), class_=f"in{strong} {kind}", text_anchor="middle"
    )
