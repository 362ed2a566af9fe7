"""Routes that tell."""

from typing import Annotated

from fastapi import APIRouter, Query, Response

from assay.errors import UnknownName
from assay.web.desk import Here

routes = APIRouter(prefix="/api")
#: Pictures that a browser shows as nothing but pictures.
PICTURES = {"image/png", "image/jpeg", "image/webp", "image/gif"}


@routes.get("/info")
def info(here: Here) -> Response:
    """Return what is under review, and the name of who asks."""
    return here.json({**here.review.info(), "by": here.by})


@routes.get("/card/{key:key}")
def card(here: Here, key: str) -> Response:
    """Return one item."""
    return here.json(here.review.card(key, here.by))


@routes.get("/image/{key:key}")
def image(here: Here, key: str, side: Annotated[int, Query(ge=8, le=2048)] = 320) -> Response:
    """Return the picture of an item; side is that of the square it is to fit."""
    body, kind = here.review.image(key, side)
    if kind not in PICTURES:
        raise UnknownName("review", "there is no picture of this item", where=key[:80])
    return Response(body, headers={"cache-control": "private, max-age=600"}, media_type=kind)


@routes.get("/board")
def board(here: Here) -> Response:
    """Return where the review stands."""
    return here.unless_known(lambda: here.review.board(here.by))


@routes.get("/classes")
def classes(here: Here) -> Response:
    """Return what there is to say of each class."""
    return here.unless_known(here.review.classes)


@routes.get("/class/{name:key}")
def class_page(here: Here, name: str) -> Response:
    """Return typical and borderline items of a class."""
    return here.unless_known(lambda: here.review.class_page(name))


@routes.get("/explain/{key:key}")
def explain(here: Here, key: str) -> Response:
    """Return why an item's label is suggested, column by column."""
    return here.json(here.review.explain(key))


@routes.get("/history")
def history(here: Here, key: Annotated[str | None, Query(max_length=4096)] = None) -> Response:
    """Return the decisions about an item, or all."""
    return here.json(here.review.history(key))


@routes.get("/disagreements")
def disagreements(here: Here) -> Response:
    """Return items that reviewers judged differently."""
    return here.json(here.review.disagreements())


@routes.get("/instructions.md")
def instructions(here: Here) -> Response:
    """Return instructions for annotators, as a file to save."""
    answer = here.packed(here.review.instructions().encode(), "text/markdown; charset=utf-8")
    answer.headers["content-disposition"] = 'attachment; filename="instructions.md"'
    return answer
