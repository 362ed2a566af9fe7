"""A file of text and how its characters stand for bytes, so that nothing is lost on the way."""

import gzip
from dataclasses import dataclass
from hashlib import blake2b
from pathlib import Path

from assay.errors import OutputError
from assay.ledger.whole import WHO, write_whole
from assay.read.files import open_bytes

#: Mark at the beginning -> encoding of what follows it.
MARKS = {b"\xef\xbb\xbf": "utf-8", b"\xff\xfe": "utf-16-le", b"\xfe\xff": "utf-16-be"}


@dataclass(frozen=True)
class Encoded:
    """The text of a file.

    Parameters
    ----------
    text
        Its characters, line ends as they are.
    encoding
        What they are encoded in: every one of them comes out as the bytes it was.
    mark
        The byte order mark before them, in hex.
    packed
        The bytes are compressed by gzip.
    """

    text: str
    encoding: str = "utf-8"
    mark: str = ""
    packed: bool = False

    @classmethod
    def read(cls, path: Path) -> "Encoded":
        """Read a file, as `assay.read` does."""
        with open_bytes(path) as file:
            data = file.read()
        packed = path.suffix.lower() == ".gz"
        mark = next((mark for mark in MARKS if data.startswith(mark)), b"")
        for begin, encoding in ((mark, MARKS.get(mark, "utf-8")), (b"", "cp1252")):
            try:
                return cls(data[len(begin) :].decode(encoding), encoding, begin.hex(), packed)
            except UnicodeDecodeError:
                continue
        return cls(data.decode("latin-1"), "latin-1", "", packed)

    @property
    def content(self) -> bytes:
        """The bytes, unpacked."""
        try:
            return bytes.fromhex(self.mark) + self.text.encode(self.encoding)
        except UnicodeEncodeError as error:
            letters = self.text[error.start : error.end]
            rule = f"labels must have letters that the file's encoding has, {self.encoding}"
            fix = "Save the data as UTF-8."
            raise OutputError(WHO, rule, got=repr(letters), fix=fix) from None

    @property
    def digest(self) -> str:
        """Hash of the bytes, unpacked."""
        return digest_of(self.content)

    def write(self, path: Path) -> None:
        """Write the file, whole or not at all; packed bytes are the same on every run."""
        data = self.content
        write_whole(path, gzip.compress(data, mtime=0) if self.packed else data)


def digest_of(data: bytes) -> str:
    """Return the hash of a file's content, told apart from that of a data set."""
    return f"file-blake2b:{blake2b(data, digest_size=16).hexdigest()}"


def digest_of_file(path: Path) -> str:
    """Return the hash of a file's content, unpacked."""
    digest = blake2b(digest_size=16)
    with open_bytes(path) as file:
        while part := file.read(1 << 20):
            digest.update(part)
    return f"file-blake2b:{digest.hexdigest()}"
