"""The items on a flat map, coloured by suspicion."""

from typing import Any

from assay.report.numbers import chance
from assay.report.plots.svg import drawing, element, title

WIDTH, HEIGHT, EDGE = 460, 392, 12

#: Lower ends of the shades of suspicion, least first, and their names in the style sheet.
SHADES = ((0.0, "calm"), (0.2, "some"), (0.5, "much"), (0.8, "most"))


def scatter(points: dict[str, Any], suspects: list[dict[str, Any]]) -> str:
    """Return the map; the suspects shown on the page are rings that lead to them."""
    places = {
        row: (EDGE + x * (WIDTH - 2 * EDGE), HEIGHT - EDGE - y * (HEIGHT - 2 * EDGE))
        for row, x, y in zip(points["row"], points["x"], points["y"], strict=True)
    }
    body = ""
    for shade, (low, name) in enumerate(SHADES):
        high = SHADES[shade + 1][0] if shade + 1 < len(SHADES) else 2.0
        chosen = (
            r for r, p in zip(points["row"], points["p_wrong"], strict=True) if low <= p < high
        )
        path = "".join(f"M{places[r][0]:.0f} {places[r][1]:.0f}h0" for r in chosen)
        body += element("path", class_=f"dots {name}", d=path) if path else ""
    body += "".join(_ring(i, one, places) for i, one in enumerate(suspects, 1))
    n = len(places)
    words = f"Map of {n} items; near items are alike; {len(suspects)} suspects are ringed"
    return drawing(WIDTH, HEIGHT, words, body)


def _ring(rank: int, one: dict[str, Any], places: dict[int, tuple[float, float]]) -> str:
    if one["row"] not in places:
        return ""
    x, y = places[one["row"]]
    claim = f"given {one['label']}, suggested {one['suggested']}"
    words = f"No. {rank}, item {one['item']}: {claim}, wrong with {chance(one['p_wrong'])}"
    ring = element("circle", title(words), class_="ring", cx=x, cy=y, r=6)
    return element("a", ring, href=f"#suspect-{rank}", tabindex=-1)
