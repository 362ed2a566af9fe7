"""Routes that give files to keep: decisions and labels for other programs."""

from pathlib import Path
from tempfile import TemporaryDirectory
from zipfile import ZIP_DEFLATED, ZipFile

from fastapi import APIRouter, Response

from assay.errors import UnknownName
from assay.web.desk import Here

routes = APIRouter(prefix="/api")
#: What a file is to a browser: something to save, never to show.
KIND = "application/octet-stream"


@routes.get("/export/{form}")
def export(here: Here, form: str) -> Response:
    """Return labels and decisions in a format, one file or an archive of several."""
    from assay.exchange import FORMATS
    from assay.exchange import export as write

    if form not in FORMATS:
        raise UnknownName.of("format", form[:40], FORMATS, "review")
    with TemporaryDirectory(prefix="assay-") as folder:
        write(here.review, form, Path(folder) / f"labels-{form}")
        files = sorted(path for path in Path(folder).rglob("*") if path.is_file())
        name, body = (files[0].name, files[0].read_bytes()) if len(files) == 1 else packed(files)
    return attached(name, body)


def packed(files: list[Path]) -> tuple[str, bytes]:
    """Return the name and the bytes of an archive of files that stand in one folder."""
    from io import BytesIO

    archive = BytesIO()
    with ZipFile(archive, "w", ZIP_DEFLATED) as held:
        for path in files:
            held.write(path, path.name)
    return "labels.zip", archive.getvalue()


def attached(name: str, body: bytes) -> Response:
    """Return a file to save. Its name is one of ours: no letters that a header can't hold."""
    headers = {
        "content-disposition": f'attachment; filename="{name}"',
        "cache-control": "no-store",
    }
    return Response(body, headers=headers, media_type=KIND)
