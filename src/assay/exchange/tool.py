"""What a format is: how it is written, read and told from others."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from assay.exchange.answer import Answer, Wrong
from assay.exchange.entry import Entry, Project
from assay.exchange.pictures import Pictures

#: Entries, project, file and pictures -> items and files that were written.
Write = Callable[[Iterable[Entry], Project, Path, Pictures], tuple[int, list[Path]]]


@dataclass(frozen=True)
class Tool:
    """A format that another tool reads and writes.

    Parameters
    ----------
    name
        What it is called on the command line.
    about
        What it is, in a line.
    suffix
        How its files end; "" for a folder.
    write, read
        To the tool, and back.
    looks
        Whether a file or folder looks like one.
    folder
        A folder is written, not a file.
    """

    name: str
    about: str
    suffixes: tuple[str, ...]
    write: Write
    read: Callable[[Path, Project, Wrong], Iterator[Answer]]
    looks: Callable[[Path], bool]
    folder: bool = False
