"""Folders of pictures, and pictures in memory."""

import os
import warnings
from collections.abc import Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import numpy as np

from assay.dataset import Images
from assay.errors import DataError, ExtraError, ReadError
from assay.read import notes
from assay.read.table import objects
from assay.read.wanted import WHO, shown
from assay.results import Finding
from assay.types import Array, Objects

SUFFIXES = frozenset((
    ".png", ".jpg", ".jpeg", ".gif", ".bmp", ".webp", ".tif", ".tiff", ".ppm", ".pgm", ".pbm",
    ".jfif", ".ico", ".avif",
))  # fmt: skip
SPLITS = frozenset(
    ("train", "training", "test", "testing", "val", "valid", "validation", "dev", "eval")
)
END_OF_JPEG, TAIL = b"\xff\xd9", 4096
THUMBNAIL = 96


def pillow() -> Any:
    """Return Pillow's `Image`, or say how to get it."""
    try:
        from PIL import Image
    except ImportError:
        raise ExtraError.of(WHO, "pillow", "images") from None
    return Image


class Folder:
    """The pictures in a folder: where they are, their classes and splits, and those broken.

    One sub-folder a class; or train/, test/, ... with one sub-folder a class in each. Pictures
    that lie beside the sub-folders have no label.
    """

    def __init__(self, folder: Path) -> None:
        found = sorted(
            path
            for path in folder.rglob("*")
            if path.suffix.lower() in SUFFIXES and path.is_file() and not path.name.startswith(".")
        )
        if not found:
            raise _no_images(folder)
        broken = _broken(found)
        self.paths = tuple(path for path in found if path not in broken)
        self.broken = [f"{p.relative_to(folder).as_posix()} ({broken[p]})" for p in broken]
        if not self.paths:
            rule = "at least one image must open"
            got = f"{len(found)} broken ones"
            fix = f"They are: {shown(self.broken)}."
            raise ReadError(WHO, rule, got=got, where=str(folder), fix=fix)
        inside = [path.relative_to(folder) for path in self.paths]
        self.names: Objects = objects([path.as_posix() for path in inside])
        levels = {path.parts[0].lower() for path in inside if len(path.parts) > 1}
        depth = 1 if levels and levels <= SPLITS else 0
        self.labels: Objects = objects([_part(path, depth) for path in inside])
        self.split = objects([path.parts[0] for path in inside]) if depth else None


def _part(path: Path, depth: int) -> str | None:
    return path.parts[depth] if len(path.parts) > depth + 1 else None


def _no_images(folder: Path) -> ReadError:
    from assay.read.files import KINDS

    names = sorted(path.name for path in folder.iterdir())
    tables = [name for name in names if Path(name).suffix.lower() in KINDS]
    rule = "a folder must hold images, one sub-folder a class"
    got = f"none among {len(names)} entries: {shown(names[:8])}" if names else "an empty folder"
    fix = f"To read a table, name it: {folder / tables[0]}." if tables else ""
    return ReadError(WHO, rule, got=got, where=str(folder), fix=fix)


def _broken(paths: Sequence[Path]) -> dict[Path, str]:
    """Return the pictures that can't be opened, and why."""
    pillow()
    with ThreadPoolExecutor(os.cpu_count()) as pool, warnings.catch_warnings():
        warnings.simplefilter("ignore")  # very large pictures are no fault
        reasons = pool.map(_fault, paths)
        return {path: why for path, why in zip(paths, reasons, strict=True) if why}


def _fault(path: Path) -> str:
    """Return why the picture can't be opened, "" if it can.

    Decoding every picture would take minutes; PNG has checksums and JPEG has an end mark, so
    only other formats, and JPEGs without their mark, are decoded.
    """
    image = pillow()
    try:
        with image.open(path) as file:
            file.verify()
            kind = file.format
        if kind == "PNG" or (kind == "JPEG" and _ends(path)):
            return ""
        with image.open(path) as file:
            file.load()
    except image.UnidentifiedImageError:
        return "not an image"
    except (OSError, SyntaxError, ValueError, EOFError, image.DecompressionBombError) as error:
        return str(error).splitlines()[0].replace(str(path), path.name) or "truncated"
    return ""


def _ends(path: Path) -> bool:
    with path.open("rb") as file:
        file.seek(max(0, path.stat().st_size - TAIL))
        return END_OF_JPEG in file.read()


def from_column(data: Any, name: str) -> tuple[Images, tuple[Finding, ...]]:
    """Read the pictures of a Hugging Face data set."""
    return from_pictures(row[name] for row in data.select_columns([name]))


def from_pictures(pictures: Iterable[Any]) -> tuple[Images, tuple[Finding, ...]]:
    """Hold Pillow images or arrays in memory; sizes that differ are scaled to one."""
    image = pillow()
    arrays = [_pixels(picture) for picture in pictures]
    if len({array.shape for array in arrays}) <= 1:
        return Images(pixels=np.stack(arrays)), ()
    small = (THUMBNAIL, THUMBNAIL)
    scaled = [np.asarray(image.fromarray(a).convert("RGB").resize(small)) for a in arrays]
    return Images(pixels=np.stack(scaled)), (notes.pictures_scaled(THUMBNAIL, len(scaled)),)


def _pixels(picture: Any) -> Array:
    if picture is None:
        rule = "every item must have a picture"
        raise DataError(WHO, rule, got="None", fix="Leave out items without one.")
    if hasattr(picture, "convert"):
        mode = "L" if picture.mode in ("L", "1") else "RGB"
        return np.asarray(picture.convert(mode), np.uint8)
    return np.asarray(as_pixels(np.asarray(picture)[None])[0])


def as_pixels(array: Array) -> Array:
    """Return pictures (n, height, width[, 3]) of uint8; channels may come first.

    Floats are taken as 0..1, or as 0..255 where one is above 1.
    """
    if array.ndim == 4 and array.shape[1] in (1, 3, 4) and array.shape[3] not in (1, 3, 4):
        array = np.moveaxis(array, 1, 3)
    if array.ndim == 4:
        array = array[..., 0] if array.shape[3] == 1 else array[..., :3]
    if array.ndim not in (3, 4):
        rule = "images must have shape (items, height, width) or (items, height, width, 3)"
        raise DataError(WHO, rule, got=f"shape {array.shape}")
    if array.dtype == np.uint8:
        return array
    if array.dtype.kind not in "iufb" or (array.size and not np.isfinite(array).all()):
        rule = "images must be numbers from 0 to 255, or from 0 to 1"
        raise DataError(WHO, rule, got=str(array.dtype))
    high = float(array.max(initial=0))
    scale = 255 if array.dtype.kind in "fb" and high <= 1 else 1
    return np.asarray(np.clip(np.rint(array * scale), 0, 255), np.uint8)
