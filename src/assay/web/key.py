"""What lets a browser in: a token that is kept, and tickets that hold once."""

import contextlib
import os
import re
import secrets
import stat
import time
from hashlib import blake2b
from pathlib import Path

from assay.errors import OutputError

#: Characters of a token of 32 random bytes.
FORM = re.compile(r"[\w-]{43}", re.ASCII)
#: Seconds a ticket waits for the browser it was made for.
WAIT = 120.0


class Key:
    """The token of one review, and the tickets that were made for it.

    A ticket stands where other users of the machine can read it: on the command line of the
    browser that is started. So it lets in once, and not for long.

    Parameters
    ----------
    token
        What lets in.
    """

    def __init__(self, token: str) -> None:
        self.token = token
        digest = blake2b(token.encode(), digest_size=8).hexdigest()
        # Browsers send cookies to every port of a host, so each review has a name of its own.
        self.cookie = f"assay-{digest}"
        self.port = 49152 + int(digest, 16) % 16384
        self._tickets: dict[str, float] = {}

    def ticket(self) -> str:
        """Return what lets in once."""
        ticket = secrets.token_urlsafe(32)
        self._tickets[ticket] = time.monotonic() + WAIT
        return ticket

    def opens(self, said: str) -> bool:
        """Say whether this is the token; in a time that doesn't tell how much of it is right."""
        return secrets.compare_digest(said.encode("utf-8", "replace"), self.token.encode())

    def admits(self, said: str) -> bool:
        """Say whether this is the token or a ticket, which it takes."""
        return self.opens(said) or self._tickets.pop(said, 0.0) > time.monotonic()


def kept(folder: Path) -> Key:
    """Return the key of a review: the one of last time, so that a browser can go on.

    Parameters
    ----------
    folder
        The review's folder; the file `token` in it is for its owner's eyes only.
    """
    path = folder / "token"
    with contextlib.suppress(OSError, UnicodeDecodeError):
        shut = os.name == "nt" or not stat.S_IMODE(path.stat().st_mode) & 0o077
        if shut and FORM.fullmatch(token := path.read_text("ascii").strip()):
            return Key(token)
    token = secrets.token_urlsafe(32)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        path.unlink(missing_ok=True)
        made = os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
        with os.fdopen(made, "w") as file:
            file.write(token + "\n")
    except OSError as error:
        rule = "the review's folder must be one that can be written"
        got = error.strerror or str(error)
        raise OutputError("review", rule, got=got, where=str(folder)) from None
    return Key(token)
