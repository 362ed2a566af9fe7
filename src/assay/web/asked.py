"""A request, as far as the door looks at it."""

from collections.abc import Awaitable, Callable, MutableMapping
from http.cookies import CookieError, SimpleCookie
from typing import Any
from urllib.parse import parse_qs

Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]

#: Most bytes of a request's body.
MOST = 1 << 20
#: Most bytes that are listened to before the line is cut.
PATIENCE = 32 << 20


class Asked:
    """A request, as far as it is looked at here.

    Parameters
    ----------
    scope
        The request as the server gives it.
    """

    def __init__(self, scope: Message) -> None:
        self.method: str = scope["method"]
        self.path: str = scope["path"]
        self.query = parse_qs(scope["query_string"].decode("latin-1"), errors="replace")
        self._headers: list[tuple[bytes, bytes]] = scope["headers"]

    def header(self, name: str) -> str:
        """Return a header, in one line where it came in several."""
        wanted = name.encode()
        return ", ".join(v.decode("latin-1") for k, v in self._headers if k == wanted).strip()

    def cookie(self, name: str) -> str | None:
        """Return a cookie."""
        return cookies(self.header("cookie").replace(", ", "; ")).get(name)


def cookies(header: str) -> dict[str, str]:
    """Return the cookies of a header, one that can't be read left out.

    >>> cookies("a=1; b=2")
    {'a': '1', 'b': '2'}
    """
    found: dict[str, str] = {}
    for part in header.split(";"):
        try:
            found.update((k, v.value) for k, v in SimpleCookie(part.strip()).items())
        except CookieError:
            continue
    return found


async def read(asked: Asked, receive: Receive, most: int = MOST) -> bytes | None:
    """Return the body; None where it is longer than it may be.

    The rest of a body that is too long is read as well, up to a point, and forgotten: who is cut
    off while sending doesn't hear the answer.
    """
    said = asked.header("content-length")
    if said.isdecimal() and int(said) > PATIENCE:
        return None
    body, length = bytearray(), 0
    while True:
        message = await receive()
        part = message.get("body", b"")
        length += len(part)
        if length <= most:
            body += part
        if not message.get("more_body", False) or length > PATIENCE:
            return bytes(body) if length <= most else None


def replayed(body: bytes, receive: Receive) -> Receive:
    """Return what gives a body that was read, and then what comes after it."""
    waiting = [body]

    async def again() -> Message:
        if waiting:
            return {"type": "http.request", "body": waiting.pop(), "more_body": False}
        return await receive()

    return again
