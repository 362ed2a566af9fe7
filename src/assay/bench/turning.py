"""Contenders that do what a review does: open it, turn pages, choose, decide.

Reviews are opened light: neighbours and the map cost what they cost in the audit, which keeps them.
"""

import shutil
import time
from collections.abc import Callable, Mapping
from typing import Any

from assay.bench.work import Work
from assay.registry import Parts
from assay.review import Review, open_review

__all__ = [
    "review_board", "review_bulk", "review_decisions", "review_filters", "review_index",
    "review_opening", "review_pages", "review_search",
]  # fmt: skip

Given = Mapping[str, Any] | Parts


def review_index(given: Given) -> Work:
    """Make the index of an audit that has none."""

    def make() -> None:
        shutil.rmtree(given["folder"] / "review" / "index", ignore_errors=True)
        open_review(given["folder"], light=True).close()

    return Work(make, read=_nothing)


def review_opening(given: Given) -> Work:
    """Open a review whose index is there, as after a restart."""
    open_review(given["folder"], light=True).close()
    return Work(lambda: open_review(given["folder"], light=True).close(), read=_nothing)


def review_pages(given: Given, limit: int = 20, pages: int = 50) -> Work:
    """Give the next items of the queue, from places all over it."""

    def turn(review: Review, turn: int) -> None:
        start = review.index.n_items * turn // pages
        review.queue("ada", after=str(start), limit=limit)

    return _turns(given, turn, pages)


def review_filters(given: Given, limit: int = 20, pages: int = 50) -> Work:
    """Give the next items of one class after the other in the test split."""

    def turn(review: Review, turn: int) -> None:
        classes = review.index.classes
        where = {"class": classes[turn % len(classes)], "split": "test"}
        review.queue("ada", where=where, limit=limit)

    return _turns(given, turn, pages)


def review_search(given: Given, times: int = 20) -> Work:
    """Look for words in all texts, for others each time."""

    def turn(review: Review, turn: int) -> None:
        review.table({"text": f"refund item-{turn}"})

    return _turns(given, turn, times)


def review_decisions(given: Given, times: int = 50) -> Work:
    """Decide and ask for the next item; each decision is on disk before it is acknowledged."""

    def turn(review: Review, _: int) -> None:
        item = review.queue("ada", limit=1)["items"][0]
        said = {"event": f"{time.monotonic_ns()}", "key": item["key"], "verdict": "confirm"}
        review.decide("ada", [said])

    return _turns(given, turn, times)


def review_bulk(given: Given) -> Work:
    """Decide on all flagged items of three classes, each at once."""

    def turn(review: Review, turn: int) -> None:
        where = {"finding": "flagged", "class": review.index.classes[turn]}
        token = review.bulk_preview("ada", where, "relabel")["token"]
        review.bulk("ada", f"{time.monotonic_ns()}", token)

    return _turns(given, turn, 3)


def review_board(given: Given, times: int = 5) -> Work:
    """Tell where the review stands."""
    return _turns(given, lambda review, _: review.board("ada"), times)


def _turns(given: Given, act: Callable[[Review, int], Any], times: int) -> Work:
    """Return work that tells the seconds of one turn, on the mean."""
    review = open_review(given["folder"], light=True)

    def work() -> float:
        start = time.perf_counter()
        for turn in range(times):
            act(review, turn)
        return (time.perf_counter() - start) / times

    return Work(work, read=_nothing, seconds=float, close=review.close)


def _nothing(outcome: Any) -> None:
    del outcome
