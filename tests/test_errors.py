import ast
import builtins
import inspect
import pickle
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

import assay
from assay import errors
from assay.errors import AssayError, DataError, ExtraError, SettingError, UnknownName

ERRORS = [c for c in vars(errors).values() if inspect.isclass(c) and issubclass(c, AssayError)]


@pytest.mark.parametrize(
    ("parts", "text"),
    [
        ({}, "DawidSkene: rounds must be at least 1."),
        ({"got": "0"}, "DawidSkene: rounds must be at least 1; got 0."),
        ({"got": "0", "where": "row 3"}, "DawidSkene: rounds must be at least 1; got 0 (row 3)."),
        ({"fix": "Raise it."}, "DawidSkene: rounds must be at least 1. Raise it."),
    ],
)
@pytest.mark.parametrize("kind", ERRORS)
def test_message_is_who_rule_got_where_fix(kind, parts, text):
    assert str(kind("DawidSkene", "rounds must be at least 1", **parts)) == text


@pytest.mark.parametrize("kind", ERRORS)
def test_survives_pickling(kind):
    error = kind("who", "a rule", got="1", where="row 2", fix="Mend it.")
    other = pickle.loads(pickle.dumps(error))
    assert type(other) is kind
    assert str(other) == str(error)
    assert vars(other) == vars(error)


def test_tree_is_the_one_drawn():
    tree = re.findall(r"[├└]── (\w+)(?: \((\w+)\))?", errors.__doc__)
    assert {name for name, _ in tree} | {"AssayError"} == {kind.__name__ for kind in ERRORS}
    for name, builtin in tree:
        kind = getattr(errors, name)
        assert not builtin or issubclass(kind, getattr(builtins, builtin))
        assert kind.exit_code == 2


def test_suggests_the_nearest_name():
    near = UnknownName.of("method", "david-skene", ["majority-vote", "dawid-skene"])
    assert str(near) == "assay: there is no method 'david-skene'. Did you mean 'dawid-skene'?"
    far = UnknownName.of("stage", "xyz", ["infer", "flag"])
    assert str(far) == "assay: there is no stage 'xyz'. There are: infer, flag."
    assert isinstance(near, KeyError)


def test_a_missing_extra_says_what_to_run():
    error = ExtraError.of("Images", "pillow", "images")
    text = "Images: pillow must be installed. Run: pip install 'assay[images]'."
    assert str(error) == text
    assert isinstance(error, ImportError)


def test_builtin_handlers_catch_them():
    for kind in (DataError, SettingError):
        with pytest.raises(ValueError, match="who: rule"):
            raise kind("who", "rule")


def raised(tree: ast.AST) -> Iterator[str]:
    """Yield the names of what is raised, but for what msgspec asks of `__post_init__`."""
    for node in ast.iter_child_nodes(tree):
        if isinstance(node, ast.FunctionDef) and node.name == "__post_init__":
            continue
        if isinstance(node, ast.Raise) and isinstance(node.exc, ast.Call):
            yield ast.unparse(node.exc.func)
        yield from raised(node)


def test_nothing_else_is_raised_on_purpose():
    # AttributeError is what Python asks of a module, and TypeError of what can't be pickled;
    # OSError and ValueError are given to the door of their own room, which says where: ValueError
    # is what hooks of JSON and of pydantic may raise.
    allowed = {kind.__name__ for kind in ERRORS} | {"AttributeError", "OSError"}
    doors = {
        "web": {"ValueError"},
        "exchange": {"ValueError"},
        "ledger": {"ValueError", "TypeError"},
    }
    top = Path(assay.__file__).parent
    for file in top.rglob("*.py"):
        known = allowed | doors.get(file.relative_to(top).parts[0], set())
        names = set(raised(ast.parse(file.read_text())))
        assert {name for name in names if hasattr(builtins, name)} <= known, file
