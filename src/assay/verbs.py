"""Packages and modules that are verbs too: `assay.read(...)` beside `from assay.read import ...`.

A package and a function can't share a name in Python; a module that can be called is both. The
function is named, not imported, since `audit` needs rooms that stand behind it in the house.
"""

import inspect
import sys
from importlib import import_module
from types import ModuleType
from typing import Any


class CallablePackage(ModuleType):
    """A package whose call is the function that `_verb` names as "module:function"."""

    _verb: str

    @property
    def _function(self) -> Any:
        module, function = self._verb.split(":")
        return getattr(import_module(module), function)

    @property
    def __signature__(self) -> inspect.Signature:
        """What `help` and editors show of the call."""
        return inspect.signature(self._function)

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        """Call the verb."""
        return self._function(*args, **kwargs)


def make_callable(package: str, verb: str) -> None:
    """Let the package be called as the function "module:function"."""
    module = sys.modules[package]
    module.__class__ = CallablePackage
    module._verb = verb  # type: ignore[attr-defined]  # noqa: SLF001 - our own class
