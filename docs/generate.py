"""Write the pages that are made from the code; with --check, fail where they are stale.

python docs/generate.py
python docs/generate.py --check
"""

import sys
from pathlib import Path

HERE = Path(__file__).parent
sys.path.insert(0, str(HERE))

from generators import (  # noqa: E402
    commands,
    filled,
    findings,
    measured,
    methods,
    papers,
    reference,
)

#: Folders that hold nothing but generated pages.
FOLDERS = ("methods", "reference", "findings", "measured")
NOTE = "<!-- Made by docs/generate.py: change what it is made from. -->\n\n"


def pages() -> dict[str, str]:
    """Return the text of every generated page by its path below docs/."""
    made: dict[str, str] = {}
    for maker in (methods, reference, findings, commands, papers, measured):
        made |= maker.pages(HERE)
    whole = {path: NOTE + text.strip() + "\n" for path, text in sorted(made.items())}
    return whole | filled.pages(HERE)


def stale(made: dict[str, str]) -> list[str]:
    """Return the pages on disk that differ from those made now, or that nothing makes."""
    there = {str(p.relative_to(HERE)) for folder in FOLDERS for p in (HERE / folder).rglob("*.md")}
    old = [n for n, text in made.items() if not (HERE / n).exists() or read(n) != text]
    return sorted(old + list(there - set(made)))


def read(name: str) -> str:
    """Return a page on disk."""
    return (HERE / name).read_text("utf-8")


def main(words: list[str]) -> int:
    """Write or check; return the exit code."""
    made = pages()
    old = stale(made)
    if "--check" in words:
        if old:
            print("Stale, run python docs/generate.py:", *old, sep="\n  ", file=sys.stderr)
        return int(bool(old))
    for name in old:
        path = HERE / name
        if name in made:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(made[name], "utf-8", newline="\n")
        else:
            path.unlink()
    print(f"{len(old)} of {len(made)} pages written.")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
