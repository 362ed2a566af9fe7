"""Routes that give files to keep: decisions and labels for other programs."""

from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Annotated, Any
from zipfile import ZIP_DEFLATED, ZipFile

from fastapi import APIRouter, Query, Response

from assay.web.desk import Here
from assay.web.shapes import Where

routes = APIRouter(prefix="/api")
#: What a file is to a browser: something to save, never to show.
KIND = "application/octet-stream"


@routes.get("/formats")
def formats(here: Here) -> Response:
    """Return what can be exported: name and purpose."""
    from assay.exchange import FORMATS

    patch = "Decisions as a patch, for `assay apply`"
    named = {"patch": patch, **FORMATS}
    return here.json([{"name": name, "about": about} for name, about in named.items()])


@routes.get("/export/{form}")
def export(here: Here, form: str, asked: Annotated[Where, Query()]) -> Response:
    """Return labels and decisions in a format, one file or an archive of several."""
    if form == "patch":
        from assay.ledger import source_of

        patch = source_of(here.review.folder.parent).patch
        return attached("labels.patch.jsonl", patch.text.encode())
    name, body = exported(here.review, form, asked.where())
    return attached(name, body)


def exported(review: Any, form: str, where: dict[str, Any]) -> tuple[str, bytes]:
    """Return the name and the bytes of what a format makes of a review."""
    from assay.exchange import export
    from assay.exchange.export import tool_of

    tool = tool_of(form[:40])
    with TemporaryDirectory(prefix="assay-") as folder:
        path = Path(folder) / f"labels-{tool.name}{'' if tool.folder else tool.suffixes[0]}"
        export(review, tool.name, path, where)
        files = sorted(one for one in Path(folder).rglob("*") if one.is_file())
        if len(files) == 1:
            return files[0].name, files[0].read_bytes()
        archive = Path(folder) / "labels.zip"
        with ZipFile(archive, "w", ZIP_DEFLATED) as held:
            for one in files:
                held.write(one, one.relative_to(folder))
        return f"labels-{tool.name}.zip", archive.read_bytes()


def attached(name: str, body: bytes) -> Response:
    """Return a file to save. Its name is one of ours: no letters that a header can't hold."""
    headers = {
        "content-disposition": f'attachment; filename="{name}"',
        "cache-control": "no-store",
    }
    return Response(body, headers=headers, media_type=KIND)
