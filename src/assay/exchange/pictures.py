"""Pictures for other tools: in the file itself, where they lie, or written beside it."""

import re
import shutil
from base64 import b64encode
from pathlib import Path

from assay.exchange.entry import Entry
from assay.exchange.store import Store
from assay.report.png import png

#: Pixels a side of pictures that stand in a file.
SIDE = 512
#: What a file's name may hold; all else becomes a line.
UNSAFE = re.compile(r"[^\w.-]+", re.ASCII)


class Pictures:
    """The pictures of a review.

    Parameters
    ----------
    review
        Where they are.
    """

    def __init__(self, review: Store) -> None:
        self.review = review

    def inside(self, entry: Entry) -> str:
        """Return a picture as an address that holds it, small enough for a page."""
        body, media = self.review.image(entry.key, SIDE)
        return f"data:{media};base64,{b64encode(body).decode('ascii')}"

    def lies(self, entry: Entry) -> Path | None:
        """Return the file of a picture, None where it is in memory only."""
        path = str(entry.content.get("path") or "")
        return Path(path) if path else None

    def put(self, entry: Entry, folder: Path) -> Path:
        """Write a picture into a folder, under a name that leads nowhere else."""
        folder.mkdir(parents=True, exist_ok=True)
        source = self.lies(entry)
        name = UNSAFE.sub("_", entry.key).strip("._")[-80:] or "item"
        ending = source.suffix.lower() if source else ".png"
        stem = name[: -len(ending)] if name.lower().endswith(ending) else name
        target = folder / f"{entry.row:07d}-{stem}{UNSAFE.sub('_', ending)}"
        if source is not None:
            shutil.copyfile(source, target)
        else:
            target.write_bytes(png(self.review.picture(entry.key)))
        return target

    def size(self, entry: Entry) -> tuple[int, int]:
        """Return width and height."""
        source = self.lies(entry)
        if source is None:
            height, width = self.review.picture(entry.key).shape[:2]
            return width, height
        from PIL import Image

        with Image.open(source) as file:
            return file.width, file.height
