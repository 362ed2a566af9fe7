"""`assay review`: look at items one by one in a browser, and decide."""

import signal
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

from cyclopts import Parameter
from cyclopts.validators import Number

from assay.cli.work import progress
from assay.errors import ExtraError, SettingError

if TYPE_CHECKING:
    from assay.review import Review

Port = Annotated[int | None, Parameter(validator=Number(gte=1, lte=65535))]
Share = Annotated[float, Parameter(validator=Number(gte=0, lte=1))]


def review(
    audit: Path,
    /,
    *,
    data: str | None = None,
    port: Port = None,
    no_browser: bool = False,
    name: str | None = None,
    double: Share = 0.1,
    export: str | None = None,
    out: Path | None = None,
    import_: Annotated[Path | None, Parameter(name="--import")] = None,
    quiet: Annotated[bool, Parameter(alias="-q")] = False,
) -> None:
    """Look at the items of an audit in a browser, and decide what is wrong.

    Nothing leaves this machine. What is decided is kept in the folder of the
    audit, in review/ledger.sqlite, and changes no data; `assay apply` does.
    End with Ctrl-C, go on with the same command.

        assay review audit/
        assay review audit/ --name ada --double 0.2
        assay review audit/ --no-browser --port 8765
        assay review audit/ --export label-studio --out tasks.json
        assay review audit/ --import annotated.json

    Parameters
    ----------
    audit
        Folder that `assay audit` wrote.
    data
        The data that were audited, where they are no longer where they were.
    port
        Port to listen on; by default that of last time, or one that is free.
    no_browser
        Only print the address.
    name
        Who reviews, until a browser says otherwise; by default who is logged in.
    double
        Share of items that two reviewers judge, to see how far they agree.
    export
        Write labels and decisions as argilla, coco, csv, doccano, hugging-face, label-studio or
        patch, and don't start the app.
    out
        File for --export.
    import_
        File of one of these in which labels were decided elsewhere: take that in, and don't start
        the app.
    quiet
        Print errors, and the address, only.
    """
    if export is None and import_ is None:
        demand_web()
    check_settings(export, out)
    store = opened(audit, data, double, quiet=quiet)
    try:
        if import_ is not None:
            bring(store, import_, name)
        if export is not None and out is not None:
            give(store, export, out)
        if export is None and import_ is None:
            serve(store, name or user(), port, browser=not no_browser, quiet=quiet)
    finally:
        store.close()


def demand_web() -> None:
    """Raise where the libraries of the app are missing."""
    try:
        import fastapi
        import uvicorn
    except ImportError as error:
        missing = (error.name or "fastapi").partition(".")[0]
        raise ExtraError.of("review", missing, "web") from None
    del fastapi, uvicorn


def check_settings(export: str | None, out: Path | None) -> None:
    """Raise where one of two settings that belong together is missing."""
    if (export is None) != (out is None):
        fix = "Give both, such as --export csv --out labels.csv."
        raise SettingError("review", "--export and --out must come together", fix=fix)


def opened(audit: Path, data: str | None, double: float, *, quiet: bool) -> "Review":
    """Return the review of an audit."""
    from assay.cli.cache import cache_folder
    from assay.review import open_review

    with progress(quiet=quiet) as say:
        return open_review(audit, data=data, double=double, cache=cache_folder(), progress=say)


def user() -> str:
    """Return who is logged in."""
    from getpass import getuser

    try:
        name = getuser()
    except (OSError, KeyError, ImportError):  # a container's user without a name
        name = ""
    return name if name.isprintable() and name.strip() else "reviewer"


def give(store: "Review", form: str, out: Path) -> None:
    """Write labels and decisions for another program."""
    if form == "patch":
        from assay.ledger import source_of

        patch = source_of(store.folder.parent).patch
        patch.write(out)
        written = len(patch.decisions)
    else:
        from assay.exchange import export

        written = export(store, form, out)["written"]
    sys.stdout.write(f"{written:,} items written to {out}\n")


def bring(store: "Review", path: Path, name: str | None) -> None:
    """Take in what was decided elsewhere."""
    from assay.exchange import bring as read

    done = read(store, path, by=name)
    unknown = done["left_out"]
    line = f"{done['new']:,} decisions taken in, {done['again']:,} were there already"
    line += f"; {unknown:,} items are not in this audit" if unknown else ""
    sys.stdout.write(line + "\n")


def serve(store: "Review", name: str, port: int | None, *, browser: bool, quiet: bool) -> None:
    """Serve the app until somebody ends it."""
    from assay.web.key import kept
    from assay.web.serve import address, listen, server

    key = kept(store.folder)
    with listen(port, key) as sock:
        at = address(sock)
        sys.stdout.write(f"{at}?token={key.token}\n")
        if not quiet:
            sys.stdout.write("End with Ctrl-C; every decision is on disk when the page says so.\n")
        sys.stdout.flush()
        if browser:
            show(f"{at}?token={key.ticket()}")
        # Ended by another program, the review is closed as by Ctrl-C.
        before = signal.signal(signal.SIGTERM, signal.default_int_handler)
        try:
            server(store, key, name).run(sockets=[sock])
        except KeyboardInterrupt:
            pass
        finally:
            signal.signal(signal.SIGTERM, before)
    if not quiet:
        sys.stdout.write(f"Ended. Decisions are in {store.folder / 'ledger.sqlite'}\n")


def show(url: str) -> None:
    """Open a browser, beside what else is to do: some don't return before they are closed."""
    import webbrowser
    from threading import Thread

    Thread(target=webbrowser.open, args=(url,), daemon=True).start()
