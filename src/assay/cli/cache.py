"""Where parts that were made are kept for another run, and how that stays small.

A cache must never break a run: whatever goes wrong here means that nothing is kept.
"""

import os
from pathlib import Path

#: Bytes that are kept; the oldest files go first.
LIMIT = 2 * 1024**3


def cache_folder(asked: Path | None = None, limit: int = LIMIT) -> Path | None:
    """Return the folder to keep parts in, made and trimmed; None where there can be none.

    Parameters
    ----------
    asked
        The folder the user named; by default `assay` in the user's cache folder.
    limit
        Bytes that may stay.
    """
    home = os.environ.get("XDG_CACHE_HOME", "")
    try:
        # The specification says that a path that isn't absolute counts for nothing.
        root = Path(home) if Path(home).is_absolute() else Path.home() / ".cache"
        folder = asked or root / "assay"
        folder.mkdir(parents=True, exist_ok=True)
        trim(folder, limit)
    except (OSError, RuntimeError):
        return None
    return folder if os.access(folder, os.W_OK) else None


def trim(folder: Path, limit: int) -> None:
    """Remove the oldest files of a cache until the rest fits."""
    kept = 0
    stats = [(path, path.stat()) for path in folder.glob("*.npz")]
    for path, stat in sorted(stats, key=lambda pair: (-pair[1].st_mtime, pair[0])):
        kept += stat.st_size
        if kept > limit:
            path.unlink(missing_ok=True)
