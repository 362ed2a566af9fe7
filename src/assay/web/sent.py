"""An answer, and the headers that every answer has."""

from collections.abc import Awaitable, Callable
from typing import Any

import msgspec

from assay.web.asked import Message

Send = Callable[[Message], Awaitable[None]]

HEADERS = {
    "content-security-policy": "default-src 'none'; script-src 'self'; style-src 'self'; "
    "img-src 'self' data: blob:; connect-src 'self'; base-uri 'none'; form-action 'none'; "
    "frame-ancestors 'none'; require-trusted-types-for 'script'; trusted-types 'none'",
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    "referrer-policy": "no-referrer",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "permissions-policy": "camera=(), geolocation=(), microphone=()",
}


class Guarded:
    """Send with the headers that every answer has, and know whether the answer went out whole.

    Parameters
    ----------
    send
        What sends.
    """

    def __init__(self, send: Send) -> None:
        self.send, self.whole = send, False

    async def __call__(self, message: Message) -> None:
        """Send a part of the answer."""
        if message["type"] == "http.response.start":
            headers = list(message.get("headers", ()))
            there = {name for name, _ in headers}
            more = ((k.encode(), v.encode()) for k, v in HEADERS.items())
            message = {**message, "headers": headers + [h for h in more if h[0] not in there]}
        await self.send(message)
        self.whole = message["type"] == "http.response.body" and not message.get("more_body")


async def answer(
    send: Send, status: int, value: dict[str, Any] | str, headers: dict[str, str] | None = None
) -> None:
    """Send an answer of this door's own."""
    text = isinstance(value, str)
    body = value.encode() if isinstance(value, str) else msgspec.json.encode(value)
    kind = "text/plain; charset=utf-8" if text else "application/json"
    said = {"content-type": kind, "cache-control": "no-store", **(headers or {})}
    said["content-length"] = str(len(body))
    raw = [(k.encode(), v.encode("latin-1")) for k, v in said.items()]
    send = Guarded(send)
    await send({"type": "http.response.start", "status": status, "headers": raw})
    await send({"type": "http.response.body", "body": body})
