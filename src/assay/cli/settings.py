"""Settings of a method as words on the command line."""

from collections.abc import Sequence
from dataclasses import fields
from typing import Any, get_type_hints

from assay.errors import SettingError, UnknownName

#: Words for yes and no.
YES, NO = ("true", "yes", "1"), ("false", "no", "0")


def made_with(name: str | None, words: Sequence[str], stage: str, who: str) -> Any:
    """Return the method of that name with its settings; None where none is named.

    Parameters
    ----------
    name
        Of the method.
    words
        Its settings, NAME=VALUE.
    stage
        Which stage it must be of.
    who
        The command that asks.
    """
    from assay.registry import methods

    if name is None:
        if words:
            fix = "Name the method whose settings they are: --method NAME."
            raise SettingError(who, "settings need a method", got=words[0], fix=fix)
        return None
    known = methods(stage)
    if name not in known:
        raise UnknownName.of(f"method of the stage {stage}", name, known, who)
    return known[name](**dict(parsed(known[name], word, who) for word in words))


def parsed(cls: type, word: str, who: str) -> tuple[str, Any]:
    """Return a setting's name and its value, of the type the method wants."""
    from assay.method import choices

    name, equals, text = word.partition("=")
    name = name.strip().replace("-", "_")
    hints = get_type_hints(cls)
    known = [one.name for one in fields(cls)]
    if not equals:
        fix = f"There are: {', '.join(known)}." if known else "It has no settings."
        raise SettingError(who, "a setting must be NAME=VALUE", got=repr(word), fix=fix)
    if name not in known:
        raise UnknownName.of(f"setting of {cls.__name__}", name, known or ["none"], who)
    few = {str(one): one for one in choices(cls).get(name, ())}
    if text in few:
        return name, few[text]
    return name, value(text.strip(), hints[name], f"{cls.__name__}.{name}", who)


def value(text: str, wanted: Any, where: str, who: str) -> Any:
    """Return the text as a whole number, a number, yes or no, or a word."""
    if wanted is bool:
        if text.lower() not in (*YES, *NO):
            raise SettingError(who, f"{where} must be true or false", got=repr(text))
        return text.lower() in YES
    if text.lower() == "none" and type(None) in getattr(wanted, "__args__", ()):
        return None
    kinds = [
        kind for kind in (int, float) if kind is wanted or kind in getattr(wanted, "__args__", ())
    ]
    for kind in kinds:
        try:
            return kind(text)
        except ValueError:
            continue
    if kinds:
        words = "a whole number" if kinds == [int] else "a number"
        raise SettingError(who, f"{where} must be {words}", got=repr(text))
    return text
