"""The app: routes, the files of the page, and the door before them."""

import secrets
from typing import Any

from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException

from assay.errors import AssayError, UnknownName
from assay.web import exports, reads, some, writes
from assay.web.access import Access
from assay.web.desk import Desk
from assay.web.key import Key
from assay.web.pages import pages
from assay.web.refusal import refused, status, told


def make_app(review: Any, key: Key, name: str) -> Access:
    """Return the app that serves one review.

    Parameters
    ----------
    review
        An `assay.review.Review`.
    key
        What lets a browser in.
    name
        Who reviews, until a browser says otherwise.
    """
    # Pages that describe the routes would load scripts from a foreign server.
    app = FastAPI(
        title="assay review",
        openapi_url=None,
        docs_url=None,
        redoc_url=None,
        redirect_slashes=False,
    )
    app.state.review, app.state.name = review, name
    app.state.run = secrets.token_hex(4)
    for part in (reads, some, writes, exports):
        app.include_router(part.routes)
    app.add_api_route("/", page)
    app.add_api_route("/favicon.ico", nothing)
    app.add_api_route("/static/{name:path}", page)
    app.add_exception_handler(AssayError, broken)
    app.add_exception_handler(RequestValidationError, misshapen)
    app.add_exception_handler(HTTPException, unserved)
    app.add_exception_handler(Exception, failed)
    return Access(app, key)


async def page(request: Request, name: str = "index.html") -> Response:
    """Return a file of the page."""
    file = pages().get(name)
    if file is None:
        raise UnknownName("review", "there is no such page", where=name[:80])
    headers = {"cache-control": "private, no-cache", "etag": file.tag}
    if request.headers.get("if-none-match") == file.tag:
        return Response(status_code=304, headers=headers)
    answer = Desk(request).packed(file.body, file.type, cached="private, no-cache")
    answer.headers["etag"] = file.tag
    return answer


async def nothing() -> Response:
    """Return what browsers ask for by themselves."""
    return Response(status_code=204)


async def broken(request: Request, error: Exception) -> Response:
    """Return what assay has to say about a request."""
    if not isinstance(error, AssayError):
        raise error
    return Desk(request).json(told(error), status=status(error))


async def misshapen(request: Request, error: Exception) -> Response:
    """Return the first thing that is wrong with the shape of a request."""
    if not isinstance(error, RequestValidationError):
        raise error
    first = error.errors()[0]
    place = ".".join(str(part) for part in first["loc"])
    value = refused(str(first["msg"]), got=first.get("input", ""), where=place[:80])
    return Desk(request).json(value, status=422)


async def unserved(request: Request, error: Exception) -> Response:
    """Return that there is no such route, or that it doesn't take this method."""
    if not isinstance(error, HTTPException):
        raise error
    answer = Desk(request).json(refused(str(error.detail)), status=error.status_code)
    answer.headers.update(error.headers or {})
    return answer


async def failed(request: Request, error: Exception) -> Response:  # noqa: ARG001
    """Return that the server has a mistake; what it is stands where the server was started."""
    fix = "The terminal where assay review runs says more; nothing that was saved is lost."
    return Desk(request).json(refused("the server must not fail", fix=fix), status=500)
