"""Routes that change something: each returns when what it says is on disk."""

from urllib.parse import quote

from fastapi import APIRouter, Response

from assay.web.desk import NAME, Here
from assay.web.shapes import Bulk, Decisions, Named, Preview, Undo

routes = APIRouter(prefix="/api")


@routes.post("/decide")
def decide(here: Here, said: Decisions) -> Response:
    """Save decisions."""
    made = [one.model_dump(exclude_unset=True) for one in said.decisions]
    return here.json(here.review.decide(here.by, made))


@routes.post("/undo")
def undo(here: Here, said: Undo) -> Response:
    """Take decisions back."""
    return here.json(here.review.undo(here.by, said.of, said.event))


@routes.post("/bulk/preview")
def preview(here: Here, said: Preview) -> Response:
    """Return what a decision about many items would do, and the token to take it with."""
    where = said.where.where()
    return here.json(here.review.bulk_preview(here.by, where, said.verdict, said.new))


@routes.post("/bulk")
def bulk(here: Here, said: Bulk) -> Response:
    """Take a decision that was previewed."""
    return here.json(here.review.bulk(here.by, said.event, said.token))


@routes.post("/name")
def name(here: Here, said: Named) -> Response:
    """Give this browser the name of who uses it."""
    answer = here.json({"by": said.name})
    # Written by hand: the library would leave letters in it that headers can't hold.
    answer.headers["set-cookie"] = (
        f"{NAME}={quote(said.name, safe='')}; Path=/; Max-Age=31536000; HttpOnly; SameSite=Strict"
    )
    return answer
