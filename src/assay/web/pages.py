"""The files of the page: read once from the package; a name that isn't among them isn't there."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from hashlib import blake2b
from importlib.resources import files
from importlib.resources.abc import Traversable

#: What is served, by how a name ends.
TYPES = {
    ".html": "text/html; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".css": "text/css; charset=utf-8",
    ".svg": "image/svg+xml",
}


@dataclass(frozen=True)
class File:
    """A file of the page.

    Parameters
    ----------
    body
        What is in it.
    type
        What kind of thing that is.
    tag
        Changes when the file does.
    """

    body: bytes
    type: str
    tag: str


@cache
def pages() -> Mapping[str, File]:
    """Return the files of the page by name, such as `index.html`."""
    return dict(_found(files("assay.web").joinpath("static"), ""))


def _found(folder: Traversable, above: str) -> Iterator[tuple[str, File]]:
    for entry in folder.iterdir() if folder.is_dir() else ():
        name = above + entry.name
        if entry.is_dir():
            yield from _found(entry, name + "/")
        elif (kind := TYPES.get("." + name.rpartition(".")[2])) is not None:
            body = entry.read_bytes()
            yield name, File(body, kind, f'"{blake2b(body, digest_size=12).hexdigest()}"')
