"""The reliability curve: what the model says against what the labels say."""

from typing import Any

from assay.report.numbers import count, percent
from assay.report.plots.svg import drawing, element, text, title

WIDTH, HEIGHT, LEFT, TOP, SIDE = 460, 392, 46, 10, 290
RIGHT = WIDTH - 24
FOOT = TOP + SIDE + 34


def reliability(curve: dict[str, Any]) -> str:
    """Return agreement with the given label by stated confidence, and how many items are where."""
    body = _frame()
    width = RIGHT - LEFT
    points = [
        (LEFT + width * b["confidence"], TOP + SIDE * (1 - b["accuracy"]), b) for b in curve["bins"]
    ]
    most = max(b["count"] for b in curve["bins"])
    body += element(
        "path", class_="curve", d="M" + "L".join(f"{x:.1f} {y:.1f}" for x, y, _ in points)
    )
    for x, y, b in points:
        said = f"says {percent(b['confidence'])}, agrees {percent(b['accuracy'])}"
        words = f"{said}, {count(b['count'])} items"
        body += element(
            "circle", title(words), class_="point", cx=x, cy=y, r=3 + 4 * (b["count"] / most) ** 0.5
        )
        tall = 34 * b["count"] / most
        left = LEFT + width * b["low"]
        body += element(
            "rect", title(words), class_="count", x=left + 1.5, y=FOOT + 34 - tall,
            width=width * (b["high"] - b["low"]) - 3, height=max(tall, 1.0),
        )  # fmt: skip
    words = "Reliability: " + "; ".join(
        f"confidence {percent(b['confidence'])} agrees {percent(b['accuracy'])}"
        for b in curve["bins"]
    )
    return drawing(WIDTH, HEIGHT, words, body)


def _frame() -> str:
    right, foot = RIGHT, TOP + SIDE
    parts = [element("path", class_="ideal", d=f"M{LEFT} {foot}L{right} {TOP}")]
    for step in range(0, 101, 25):
        y = foot - SIDE * step / 100
        x = LEFT + (right - LEFT) * step / 100
        parts.append(element("path", class_="grid", d=f"M{LEFT} {y:.1f}H{right}"))
        parts.append(text(LEFT - 6, y + 4, f"{step} %", class_="tick", text_anchor="end"))
        if step:
            parts.append(text(x, foot + 15, f"{step} %", class_="tick", text_anchor="middle"))
    middle = (LEFT + right) / 2
    parts.append(
        text(middle, foot + 31, "confidence of the prediction", class_="axis", text_anchor="middle")
    )
    parts.append(text(LEFT + 8, TOP + 14, "agrees with the given label", class_="axis"))
    parts.append(text(LEFT - 6, HEIGHT - 10, "items", class_="tick", text_anchor="end"))
    return "".join(parts)
