"""What every route is given: the review, who asks, and how to answer."""

import gzip
import json
from collections.abc import Callable
from typing import Annotated, Any
from urllib.parse import quote, unquote

import msgspec
import numpy as np
from fastapi import Depends, Request, Response
from starlette.convertors import Convertor, register_url_convertor

from assay.errors import DataError
from assay.web.asked import cookies

NAME = "assay-name"
#: Bytes from which packing an answer pays.
SMALL = 2048


class Desk:
    """One request, the review it is about and the answers to it.

    Parameters
    ----------
    request
        What was asked.
    """

    def __init__(self, request: Request) -> None:
        self.request = request
        self.review = request.app.state.review

    @property
    def by(self) -> str:
        """Who asks: a name this browser was given, or the one the server began with."""
        said = cookies("; ".join(self.request.headers.getlist("cookie"))).get(NAME, "")
        name = unquote(said, errors="replace").strip()
        fits = bool(name) and len(name) <= 80 and name.isprintable()
        return name if fits else str(self.request.app.state.name)

    def json(self, value: Any, *, status: int = 200, cached: str = "no-store") -> Response:
        """Return a value as JSON, packed where it is long."""
        try:
            body = msgspec.json.encode(value, enc_hook=plain)
        except UnicodeEncodeError:  # half a character in the data, which JSON can only name
            body = json.dumps(value, default=plain).encode()
        return self.packed(body, "application/json", status=status, cached=cached)

    def packed(
        self, body: bytes, kind: str, *, status: int = 200, cached: str = "no-store"
    ) -> Response:
        """Return bytes, packed where they are many and the browser can unpack them."""
        headers = {"cache-control": cached, "vary": "cookie, accept-encoding"}
        if len(body) > SMALL and "gzip" in self.request.headers.get("accept-encoding", ""):
            body = gzip.compress(body, compresslevel=4, mtime=0)
            headers["content-encoding"] = "gzip"
        return Response(body, status, headers, media_type=kind)

    def unless_known(self, make: Callable[[], Any]) -> Response:
        """Return what is made, or that it is as this browser has it: no decision came since."""
        tag = f'W/"{self.request.app.state.run}-{self.review.sequence}-{quote(self.by, safe="")}"'
        headers = {"etag": tag, "cache-control": "private, no-cache", "vary": "cookie"}
        if self.request.method != "GET":
            return self.json(make())
        if self.request.headers.get("if-none-match") == tag:
            return Response(status_code=304, headers=headers)
        answer = self.json(make(), cached="private, no-cache")
        answer.headers["etag"] = tag
        return answer


async def desk(request: Request) -> Desk:
    """Return the desk of a request."""
    return Desk(request)


Here = Annotated[Desk, Depends(desk)]


def plain(value: Any) -> Any:
    """Return a single number of numpy's as Python's own."""
    if isinstance(value, np.generic):
        return value.item()
    raise DataError("web", "an answer must be of plain values", got=type(value).__name__)


class KeyConvertor(Convertor[str]):
    """The rest of an address, whatever it holds: keys of items are the user's own."""

    regex = "(?s:.*)"

    def convert(self, value: str) -> str:
        """Return the rest of an address."""
        return value

    def to_string(self, value: str) -> str:
        """Return the same."""
        return value


register_url_convertor("key", KeyConvertor())
