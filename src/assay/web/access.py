"""Who may ask what: everything that is checked before a route sees a request.

The server listens on the loopback address only, so those to keep out are other pages in the same
browser and other users of the same machine.

- A name that isn't this machine's own in `Host` is a foreign page whose name was made to lead here
  (DNS rebinding).
- The token is what another user hasn't got. It becomes a cookie that scripts can't read and that
  other sites' pages don't send.
- A request that changes something says so in a header and by its content type, which no form can,
  and comes from this origin.
"""

from collections.abc import Awaitable, Callable
from logging import getLogger
from typing import Any
from urllib.parse import urlsplit

from assay.web.asked import MOST, Asked, Message, Receive, read, replayed
from assay.web.key import Key
from assay.web.refusal import refused
from assay.web.sent import Guarded, Send, answer

LOG = getLogger("uvicorn.error")

App = Callable[[Message, Receive, Send], Awaitable[None]]
Refusal = tuple[int, dict[str, Any] | str]

LOOPBACK = {"127.0.0.1", "localhost", "::1"}
OUTSIDE = "Open the address with its token that `assay review` printed.\n"
#: Leads on from inside: a page that another site linked to is not sent cookies on a redirect.
ONWARD = '<!doctype html><meta http-equiv="refresh" content="0;url=/"><title>assay</title>'


class Access:
    """Let in who has the token, and whom a page of ours sent.

    Parameters
    ----------
    app
        What serves those who may.
    key
        What lets in.
    """

    def __init__(self, app: App, key: Key) -> None:
        self.app, self.key = app, key

    async def __call__(self, scope: Message, receive: Receive, send: Send) -> None:
        """Serve a request, or say why not."""
        if scope["type"] != "http":
            if scope["type"] == "websocket":
                await send({"type": "websocket.close", "code": 1008})
            return
        asked = Asked(scope)
        entering = asked.method == "GET" and asked.path == "/" and "token" in asked.query
        wrong = foreign(asked) if entering else self.wrong(asked)
        body = await read(asked, receive, MOST if wrong is None else 0)
        if wrong is not None:
            await answer(send, *wrong)
        elif body is None:
            await answer(send, 413, refused(f"a body must have at most {MOST} bytes"))
        elif entering:
            await self.enter(asked, send)
        else:
            await self.serve(scope, replayed(body, receive), Guarded(send))

    async def serve(self, scope: Message, receive: Receive, send: Guarded) -> None:
        """Let the app answer. A mistake of its own that it has told of is kept for the terminal.

        Raised further, it would have the server close a connection on which a browser may be asking
        already.
        """
        try:
            await self.app(scope, receive, send)
        except Exception:
            if not send.whole:
                raise
            LOG.exception("A request failed: %s %s", scope["method"], scope["path"])

    async def enter(self, asked: Asked, send: Send) -> None:
        """Turn a right token into a cookie, and lead to where no token stands."""
        if not self.key.admits(asked.query["token"][0]):
            await answer(send, 401, OUTSIDE)
        else:
            worth = f"{self.key.cookie}={self.key.token}; Path=/; HttpOnly; SameSite=Strict"
            headers = {"set-cookie": worth, "cache-control": "no-store"}
            if asked.header("sec-fetch-site") in {"", "none", "same-origin"}:
                await answer(send, 303, "", {**headers, "location": "/"})
            else:
                await answer(send, 200, ONWARD, {**headers, "content-type": "text/html"})

    def wrong(self, asked: Asked) -> Refusal | None:
        """Return what keeps a request out."""
        if (wrong := foreign(asked)) is not None:
            return wrong
        if self.known(asked):
            return elsewhere(asked)
        if not asked.path.startswith("/api/"):
            return 401, OUTSIDE
        rule = "there must be the cookie that the address with its token gives"
        return 401, refused(rule, fix=OUTSIDE.strip())

    def known(self, asked: Asked) -> bool:
        """Say whether a request has the cookie."""
        said = asked.cookie(self.key.cookie)
        return said is not None and self.key.opens(said)


def foreign(asked: Asked) -> Refusal | None:
    """Return what is wrong with where a request thinks it is."""
    host = asked.header("host")
    try:
        name = urlsplit(f"//{host}").hostname
    except ValueError:
        name = None
    if name not in LOOPBACK or not host.isprintable() or set(host) & set("/?#@\\, "):
        return 400, refused("Host must be this machine's own name", got=host)
    return None


def elsewhere(asked: Asked) -> Refusal | None:
    """Return what is wrong with where a request comes from."""
    site = asked.header("sec-fetch-site")
    visit = asked.path == "/" and asked.header("sec-fetch-mode") == "navigate"
    if site not in {"", "none", "same-origin"} and not (visit and asked.method == "GET"):
        return 403, refused("a request must come from a page of this server", got=site)
    if asked.method in {"GET", "HEAD"}:
        return None
    origin = asked.header("origin")
    if origin != f"http://{asked.header('host')}":
        return 403, refused("Origin must be this server", got=origin)
    if asked.header("x-assay") != "review":
        return 403, refused("the header X-Assay must be there, and say: review")
    kind = asked.header("content-type").partition(";")[0].strip().lower()
    if kind != "application/json":
        return 415, refused("a body must be application/json", got=kind)
    return None
