"""Imports go one way through the house, and the house style that can be counted.

Every rule looks at all files in one test: hundreds of files by seven rules would be thousands of
tests, each of which parses its file anew.
"""

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import assay

SOURCE = Path(assay.__file__).parent
#: Each may import what stands before it, and itself.
ORDER = (
    "types", "errors", "verbs", "display", "results", "codes", "truth", "weights", "evidence",
    "dataset", "dynamics", "posterior", "curve", "model",
    "checks", "door", "method", "registry", "engine", "kernels", "parts", "read", "write",
    "simulate", "annotate", "infer", "estimate", "flag", "audit", "repair", "losses", "learn",
    "sklearn", "query", "forget", "protect", "report", "ledger", "exchange", "review", "compare",
    "card", "web", "bench", "cli",
)  # fmt: skip
#: Files at the top that are no rooms: the public face, and what starts the command line.
DOORS = {"__init__", "__main__"}
HEAVY = {
    "torch", "sklearn", "pandas", "polars", "pyarrow", "duckdb", "narwhals", "numba", "faiss",
    "onnxruntime", "PIL", "jinja2", "rich", "skrub", "datasets", "matplotlib", "interpret",
}  # fmt: skip
#: Stages, which have a file a method.
STAGES = {"infer", "estimate", "flag", "audit", "learn", "losses", "query"}
FORBIDDEN_NAMES = {"utils", "helpers", "common", "base"}
FILES = sorted(SOURCE.rglob("*.py"))


def room(path: Path) -> str:
    """Return the room a file stands in."""
    return path.relative_to(SOURCE).with_suffix("").parts[0]


@cache
def parsed(path: Path) -> ast.Module:
    """Return the tree of a file, parsed once."""
    return ast.parse(path.read_text("utf-8"))


def told(path: Path) -> str:
    """Return the name of a file in a message."""
    return str(path.relative_to(SOURCE))


def imported(tree: ast.AST) -> Iterator[str]:
    """Yield the full name of every module, or name in one, that is imported anywhere."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def at_import_time(tree: ast.AST) -> Iterator[str]:
    """Yield what is imported when the module is: outside functions and TYPE_CHECKING."""
    for node in ast.iter_child_nodes(tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda):
            continue
        if isinstance(node, ast.If) and "TYPE_CHECKING" in ast.unparse(node.test):
            continue
        if isinstance(node, ast.Import | ast.ImportFrom):
            yield from imported(ast.Module([node], []))
        yield from at_import_time(node)


def inward(tree: ast.AST, of: str) -> list[str]:
    """Return the imports of a file in room `of` that go the wrong way."""
    rooms = [name.split(".")[1] for name in imported(tree) if name.startswith("assay.")]
    # `import assay` and names of the public face are for users; inside, rooms are named.
    rooms = [name for name in rooms if name != "__version__"]
    return [name for name in rooms if name not in ORDER or ORDER.index(name) > ORDER.index(of)]


def length(function: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    """Return the lines of a function without those of its docstring."""
    first = function.body[0]
    told = (first.end_lineno or 0) - first.lineno + 1 if ast.get_docstring(function) else 0
    return (function.end_lineno or 0) - function.lineno + 1 - told


def test_every_room_has_its_place() -> None:
    assert {room(f) for f in FILES} - DOORS <= set(ORDER)


def test_the_check_sees_imports_inside_functions() -> None:
    def wrong(text: str, of: str) -> list[str]:
        return inward(ast.parse(text), of)

    assert wrong("def f():\n    from assay.report import html", "infer") == ["report"]
    assert wrong("import assay.cli.main", "kernels") == ["cli"]
    assert wrong("from assay import flag", "kernels") == ["flag"]
    assert not wrong("from assay.types import Ints\nfrom assay.infer.x import y", "infer")
    assert list(at_import_time(ast.parse("def f():\n    import torch"))) == []
    assert list(at_import_time(ast.parse("try:\n    import torch\nfinally: pass"))) == ["torch"]


def test_imports_go_one_way() -> None:
    found = {told(f): inward(parsed(f), room(f)) for f in FILES if room(f) not in DOORS}
    assert {name: wrong for name, wrong in found.items() if wrong} == {}


def test_heavy_libraries_wait_until_they_are_needed() -> None:
    """A file named after a heavy library may import it; then the file has to wait."""
    first = {f: set(at_import_time(parsed(f))) for f in FILES}
    late = {f.stem for f in FILES if f.stem.rpartition("_")[2] in HEAVY}
    for file, names in first.items():
        if file.stem not in late:
            assert not {name.split(".")[0] for name in names} & HEAVY, file
            assert not {part for name in names for part in name.split(".")} & late, file


def test_nothing_is_imported_relatively() -> None:
    for file in FILES:
        nodes = ast.walk(parsed(file))
        assert not [n for n in nodes if isinstance(n, ast.ImportFrom) and n.level], told(file)


def test_files_and_functions_are_short() -> None:
    kinds = (ast.FunctionDef, ast.AsyncFunctionDef)
    for file in FILES:
        assert len(file.read_text("utf-8").splitlines()) <= 300, told(file)
        functions = [node for node in ast.walk(parsed(file)) if isinstance(node, kinds)]
        long = {f.name: length(f) for f in functions}
        assert {name: lines for name, lines in long.items() if lines > 60} == {}, told(file)


def test_folders_are_small() -> None:
    """A stage has a file a method, which its listing orders; all other rooms are for reading."""
    most = {folder: 120 if folder.name in STAGES else 40 for folder in {f.parent for f in FILES}}
    many = {folder: len(list(folder.glob("*.py"))) for folder in most}
    assert {folder.name: n for folder, n in many.items() if n > most[folder]} == {}


def test_no_print_no_assert_no_global() -> None:
    for file in FILES:
        for node in ast.walk(parsed(file)):
            assert not isinstance(node, ast.Assert | ast.Global), told(file)
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
                assert node.func.id not in {"print", "eval", "exec"}, told(file)
            if isinstance(node, ast.ExceptHandler):
                assert node.type is not None, told(file)


def test_names_say_what_a_file_holds() -> None:
    for file in FILES:
        assert file.stem.lstrip("_") not in FORBIDDEN_NAMES, told(file)
        for node in ast.walk(parsed(file)):
            if isinstance(node, ast.ClassDef):
                assert not node.name.endswith(("Manager", "Factory", "Handler")), told(file)


def test_every_file_says_what_it_is() -> None:
    assert [told(file) for file in FILES if not ast.get_docstring(parsed(file))] == []
