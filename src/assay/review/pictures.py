"""Pictures of items, as a browser shows them: made anew, so that nothing else is in the file."""

from base64 import b64decode
from functools import lru_cache
from io import BytesIO
from pathlib import Path

import numpy as np

from assay.dataset import Images
from assay.errors import ExtraError, ReadError, UnknownName
from assay.report.png import thumbnail
from assay.review.index import Index
from assay.types import Array

#: From this many pixels a side on, photographs are sent as JPEG, at this quality.
LARGE, QUALITY = 160, 88
#: Pictures that are kept ready.
KEPT = 512


class Pictures:
    """The pictures of the items.

    Parameters
    ----------
    index
        Knows where they are.
    """

    def __init__(self, index: Index) -> None:
        self._index = index
        self._ready = lru_cache(KEPT)(self._make)

    def __call__(self, row: int, side: int) -> tuple[bytes, str]:
        """Return a picture that fits into a square, and its media type."""
        return self._ready(row, side)

    def whole(self, row: int) -> Array:
        """Return a picture as it is, (height, width, 3) of uint8."""
        pixels = self._index.arrays.get("pixels")
        if pixels is not None:
            image = np.asarray(pixels[row])
            return np.repeat(image[:, :, None], 3, axis=2) if image.ndim == 2 else image
        paths = self._index.facts["pictures"]
        if paths is None:
            raise UnknownName("review", "there is no picture of this item")
        return Images(paths=(Path(paths[row]),)).load(0)

    def _make(self, row: int, side: int) -> tuple[bytes, str]:
        if "pixels" in self._index.arrays:
            return b64decode(thumbnail(self.whole(row), side).partition(",")[2]), "image/png"
        paths = self._index.facts["pictures"]
        if paths is None:
            raise UnknownName("review", "there is no picture of this item")
        return _fitted(paths[row], side)


def _fitted(path: str, side: int) -> tuple[bytes, str]:
    try:
        from PIL import Image, ImageOps
    except ImportError:
        raise ExtraError.of("review", "pillow", "images") from None
    try:
        with Image.open(path) as file:
            file.draft("RGB", (side * 2, side * 2))
            image = ImageOps.exif_transpose(file).convert("RGB")
    except (OSError, SyntaxError, ValueError, Image.DecompressionBombError) as error:
        rule = "the picture must be one that can be opened"
        got = str(error).splitlines()[0] if str(error) else type(error).__name__
        raise ReadError("review", rule, got=got, where=path) from None
    if max(image.size) <= min(48, side) // 2:
        return b64decode(thumbnail(np.asarray(image), side).partition(",")[2]), "image/png"
    image.thumbnail((side, side))
    body, photo = BytesIO(), max(image.size) >= LARGE
    if photo:
        image.save(body, "JPEG", quality=QUALITY)
    else:
        image.save(body, "PNG")
    return body.getvalue(), "image/jpeg" if photo else "image/png"
