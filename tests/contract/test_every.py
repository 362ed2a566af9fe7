"""What holds for every method of every stage, found and not listed."""

import inspect
import pickle
import re
import tomllib
from dataclasses import fields, replace
from pathlib import Path
from typing import Any, get_type_hints

import annotated_types as at
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import assay
from assay.errors import AssayError, SettingError
from assay.evidence import Truth
from assay.flag import SelfConfidence
from assay.learn import Head
from assay.method import Method, choices, ranges
from assay.posterior import Posterior
from assay.registry import STAGES, methods, name_of

SOURCE = Path(assay.__file__).parent
EVERY = [pytest.param(cls, id=name) for name, cls in methods().items()]
#: Kinds of label that `reads=` may name.
KINDS = {
    "labels", "votes", "soft", "candidates", "complementary", "gold", "positives", "tags",
    "bags", "numbers", "pairs", "tokens", "predictions",
}  # fmt: skip
#: What no setting with a range takes.
NEVER = (np.nan, np.inf, "many", None)
#: Files of a stage that hold no method: `codes` gathers what all auditors can find.
BESIDE = {
    "audit": {"codes"},
    "losses": {"shape"},
    # The loop and its blocks, and what recipes of a room share.
    "learn": {
        "checkpoint", "classifier", "fit", "head", "held_out", "inputs", "loop", "nets", "noise",
        "recipe", "said", "second_opinion", "step", "store", "positives/drawn", "positives/weighed",
        "decisions/older", "decisions/turned", "decisions/decided",
        "numbers/claimed", "bags/whole", "tags/entries",
        "embeddings",
        "candidates/ruled_out", "mixed/reading",
        "noisy/lookahead", "noisy/split", "noisy/tower",
        "unlabelled/halves", "unlabelled/rounds",
    },
}  # fmt: skip
RETURNS = {
    "simulate": "Evidence", "infer": "Posterior", "estimate": "Estimate", "flag": "Flags",
    "audit": "tuple[Finding, ...]", "repair": "Evidence", "query": "Batch",
    "losses": "Any", "learn": "Model",
}  # fmt: skip


@pytest.mark.parametrize("cls", EVERY)
def test_default_is_a_value(cls):
    value = cls()
    assert value == cls()
    assert hash(value) == hash(cls())
    assert pickle.loads(pickle.dumps(value)) == value
    assert eval(repr(value), {cls.__name__: cls}) == value


@pytest.mark.parametrize("cls", EVERY)
def test_a_value_does_not_change(cls):
    value = cls()
    for name in [f.name for f in fields(cls)] or ["anything"]:
        with pytest.raises((AttributeError, TypeError)):
            setattr(value, name, 1)


@pytest.mark.parametrize("cls", EVERY)
@given(data=st.data())
@settings(max_examples=15, deadline=None)
def test_every_setting_in_range_builds(cls, data):
    hints = get_type_hints(cls, include_extras=True)
    drawn = {f.name: data.draw(st.from_type(hints[f.name]).filter(finite)) for f in fields(cls)}
    made = cls(**drawn)
    assert replace(made) == made
    assert eval(repr(made), {cls.__name__: cls}) == made


def finite(value: Any) -> bool:
    """Tell whether a value is no infinite number."""
    return not isinstance(value, float) or bool(np.isfinite(value))


def outside(rule: Any) -> list[float]:
    """Return values that break the rule."""
    found: list[float] = []
    for part in rule if isinstance(rule, at.GroupedMetadata) else (rule,):
        match part:
            case at.Ge(bound):
                found.append(bound - 1)
            case at.Gt(bound):
                found.append(bound)
            case at.Le(bound):
                found.append(bound + 1)
            case at.Lt(bound):
                found.append(bound)
    return found


@pytest.mark.parametrize("cls", EVERY)
def test_setting_out_of_range_is_told(cls):
    for setting, rules in ranges(cls).items():
        said = rf"^{cls.__name__}: {setting} must be .*; got "
        never = [one for one in NEVER if one is not None or getattr(cls(), setting) is not None]
        for value in [*(one for rule in rules for one in outside(rule)), *never]:
            with pytest.raises(SettingError, match=said):
                cls(**{setting: value})


CHOICES = [
    pytest.param(cls, setting, value, id=f"{name}-{setting}-{value}")
    for name, cls in methods().items()
    for setting, known in choices(cls).items()
    for value in known
]


@pytest.mark.parametrize("cls", [one for one in EVERY if choices(one.values[0])])
def test_every_choice_builds_and_any_other_is_told(cls):
    for setting, known in choices(cls).items():
        said = rf"^{cls.__name__}: {setting} must be one of .*; got "
        for value in known:
            assert getattr(cls(**{setting: value}), setting) == value
            with pytest.raises(SettingError, match=said):
                cls(**{setting: f"no {value}"})


@pytest.mark.parametrize("cls", EVERY)
def test_numbers_among_the_settings_have_a_range(cls):
    hints = get_type_hints(cls)
    bare = [f.name for f in fields(cls) if hints[f.name] in (int, float)]
    assert set(bare) <= set(ranges(cls))


@pytest.mark.parametrize("stage", STAGES)
def test_one_file_one_method_one_line(stage):
    here = SOURCE / stage
    found = {n: c for n, c in methods(stage).items() if c.__module__.startswith("assay.")}
    paths = {str(p.relative_to(here).with_suffix("")): p for p in here.rglob("*.py")}
    files = {n.rpartition("/")[2]: p for n, p in paths.items() if n not in BESIDE.get(stage, set())}
    files.pop("__init__", None)
    assert set(files) == {name.replace("-", "_") for name in found}
    for name, cls in found.items():
        # A stage with many methods has rooms.
        path = files[name.replace("-", "_")]
        module = ".".join(["assay", *path.relative_to(SOURCE).with_suffix("").parts])
        line = f"from {module} import {cls.__name__} as {cls.__name__}"
        # A long line is wrapped in brackets.
        told = re.sub(r"\(\s*|,\s*\)", "", (path.parent / "__init__.py").read_text())
        assert line in told
        assert cls.__module__ == module
        own = [
            c for c in vars(inspect.getmodule(cls)).values()
            if inspect.isclass(c) and issubclass(c, Method) and c.__module__ == cls.__module__
        ]  # fmt: skip
        assert own == [cls]


@pytest.mark.parametrize("cls", EVERY)
def test_stage_verb_and_declarations(cls):
    assert cls.stage in STAGES
    verb = inspect.signature(getattr(cls, cls.stage))
    assert verb.return_annotation is not inspect.Signature.empty
    shown = inspect.formatannotation(verb.return_annotation).replace("assay.results.", "")
    # What is inferred of tags and of numbers is a posterior of another kind.
    shown = re.sub("(Tag|Number)Posterior", "Posterior", shown)
    assert shown.rpartition(".")[2] == RETURNS[cls.stage].rpartition(".")[2]
    assert cls.reads <= KINDS
    assert cls.truth <= set(get_type_hints(Truth)["kind"].__args__)
    assert re.fullmatch(r"([a-z]+[0-9]{4}[a-z]?)?", cls.paper)


@pytest.mark.parametrize("cls", EVERY)
def test_docstring_is_whole(cls):
    text = inspect.getdoc(cls) or ""
    for word in ("Assumes", "Cost"):
        assert re.search(rf"^{word}(\n-+$|\b.*\w)", text, flags=re.MULTILINE), word
    assert text.splitlines()[0].endswith(".")
    settings_part = text.partition("Parameters\n----------\n")[2].split("\n-")[0]
    lines = re.findall(r"^(\w[\w, ]*)$", settings_part, flags=re.MULTILINE)
    told = {name.strip() for line in lines for name in line.split(",")}
    assert {f.name for f in fields(cls)} <= told
    assert (getattr(cls, cls.stage).__doc__ or "").strip().splitlines()[0].endswith(".")


@pytest.fixture(scope="module")
def papers():
    return tomllib.loads((SOURCE.parents[1] / "docs" / "papers.toml").read_text("utf-8"))


@pytest.mark.parametrize("cls", EVERY)
def test_papers_are_in_the_list_of_papers(cls, papers):
    told = inspect.getdoc(cls).partition("References\n----------\n")[2].partition("\n\n")[0]
    for key in {cls.paper, *re.findall(r"^[a-z]+[0-9]{4}[a-z]?", told, flags=re.MULTILINE)} - {""}:
        assert key in papers


def test_names_are_told_apart():
    classes = [cls for stage in STAGES for cls in methods(stage).values()]
    assert len({name_of(cls) for cls in classes}) == len(classes)


def edges(rules: tuple[Any, ...], whole: bool) -> list[float]:
    """Return values at the ends of a range: the bounds, or just inside, or far out."""
    low, high = -1e12, 1e12
    for rule in rules:
        for part in rule if isinstance(rule, at.GroupedMetadata) else (rule,):
            match part:
                case at.Ge(bound):
                    low = bound
                case at.Gt(bound):
                    low = np.nextafter(bound, np.inf) if not whole else bound + 1
                case at.Le(bound):
                    high = bound
                case at.Lt(bound):
                    high = np.nextafter(bound, -np.inf) if not whole else bound - 1
    return [int(low)] if whole else [float(low), float(high)]


ENDS = [
    pytest.param(cls, setting, value, id=f"{name}-{setting}-{value}")
    for name, cls in methods().items()
    for setting, rules in ranges(cls).items()
    for value in edges(rules, get_type_hints(cls)[setting] is int)
]


@pytest.mark.parametrize(("cls", "setting", "value"), ENDS + CHOICES)
def test_ends_of_every_range_give_a_result_or_a_reason_why_not(cls, setting, value, case, tools):
    made = cls(**{setting: value})
    given = case.parts | {"truth": case.truth, "budget": 5}
    if cls.stage in {"repair", "query"}:
        given["posterior"] = Posterior(given["classes"], given["predictions"])
        given["flags"] = SelfConfidence().flag(given["labels"], given["predictions"])
    if cls.stage == "learn":
        # Whether a setting is borne shows in the first epochs.
        given["carrier"] = Head(hidden=16, epochs=3)
    try:
        tools.run(made, given)
    except AssayError:
        pytest.skip("refused with a reason")
