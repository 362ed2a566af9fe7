"""Routes about some of the items: asked in the address, or in a body where they are many."""

from typing import Annotated, Any

from fastapi import APIRouter, Query, Response

from assay.web.desk import Here
from assay.web.shapes import (
    PointsAsked,
    PointsPart,
    PointsSent,
    QueueAsked,
    QueuePart,
    QueueSent,
    Sent,
    TableAsked,
    TablePart,
    TableSent,
    Where,
)

routes = APIRouter(prefix="/api")


@routes.get("/queue")
def queue(here: Here, asked: Annotated[QueueAsked, Query()]) -> Response:
    """Return the next items to judge."""
    return _queue(here, asked.where(), asked)


@routes.post("/queue")
def queue_of_many(here: Here, said: QueueSent) -> Response:
    """Return the next of these items to judge."""
    return _queue(here, said.where.where(), said)


def _queue(here: Here, where: dict[str, Any], part: QueuePart) -> Response:
    return here.json(here.review.queue(here.by, part.order, where, part.after, part.limit))


@routes.get("/table")
def table(here: Here, asked: Annotated[TableAsked, Query()]) -> Response:
    """Return rows of the table."""
    return _table(here, asked.where(), asked)


@routes.post("/table")
def table_of_many(here: Here, said: TableSent) -> Response:
    """Return rows of the table, of these items."""
    return _table(here, said.where.where(), said)


def _table(here: Here, where: dict[str, Any], part: TablePart) -> Response:
    make = here.review.table
    return here.unless_known(lambda: make(where, part.sort, part.after, part.limit))


@routes.get("/confusion")
def confusion(here: Here, asked: Annotated[Where, Query()]) -> Response:
    """Return how often each label is given where another is suggested."""
    return here.unless_known(lambda: here.review.confusion(asked.where()))


@routes.post("/confusion")
def confusion_of_many(here: Here, said: Sent) -> Response:
    """Return how often each label of these items is given where another is suggested."""
    return here.json(here.review.confusion(said.where.where()))


@routes.get("/points")
def points(here: Here, asked: Annotated[PointsAsked, Query()]) -> Response:
    """Return where items stand on the map."""
    return _points(here, asked.where(), asked)


@routes.post("/points")
def points_of_many(here: Here, said: PointsSent) -> Response:
    """Return where these items stand on the map."""
    return _points(here, said.where.where(), said)


def _points(here: Here, where: dict[str, Any], part: PointsPart) -> Response:
    return here.unless_known(lambda: here.review.points(where, part.limit))
