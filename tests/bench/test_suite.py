import builtins
import re
from pathlib import Path

import pytest

from assay.bench.shipped import load_suite, parse, suite_names
from assay.bench.suite import Contender, Goal
from assay.bench.work import find
from assay.errors import DataError, ExtraError, UnknownName
from assay.registry import method

ROW = """
name: a
data:
  loader: world
  settings: {items: 50}
  vary: {kind: [calibrated, overconfident], noise: [0.1]}
ours: [{name: us, method: self-confidence}]
metrics: [f1]
figures: [{contender: us, metric: f1, value: 0.5, from: a paper, when: {kind: calibrated}}]
goals:
  - {contender: us, metric: f1, least: 0.5, when: {kind: overconfident}}
  - {contender: us, metric: f1, least: 0, against: best}
"""


@pytest.mark.parametrize("name", suite_names())
def test_what_ships_can_be_read_and_names_what_exists(name):
    suite = load_suite(name)
    assert suite.name == name
    for row in suite.rows:
        find(row.data.loader, "loader")
        assert [find(metric, "metric") for metric in row.metrics] or row.rounds
        for one in row.contenders:
            if one.method:
                method(one.method)(**one.settings)
            else:
                find(one.call, "contender")
        spread = list(row.spread())
        assert len({one.name for one in spread}) == len(spread)
        for kind in ("figures", "goals"):
            used = {id(stated) for one in spread for stated in getattr(one, kind)}
            assert len(used) == len(getattr(row, kind)), f"a `when` of {kind} fits no row"


def test_the_suites_of_every_claim_ship():
    wanted = {"speed", "detectors", "papers", "truth", "coverage", "flags", "stack", "misses"}
    wanted |= {"calibration"}
    assert set(suite_names()) >= wanted


def test_varied_settings_become_rows(write):
    first, second = load_suite(write(ROW)).rows[0].spread()
    assert first.name == "a, calibrated 0.1"
    assert second.data.settings == {"items": 50, "kind": "overconfident", "noise": 0.1}
    assert [len(first.figures), len(second.figures)] == [1, 0]
    assert [len(first.goals), len(second.goals)] == [1, 2]


@pytest.mark.parametrize(
    ("change", "says"),
    [
        (("loader", "lader"), "unknown field `lader`"),
        (("metrics: [f1]", "metrics: f1"), "Expected `array`"),
        (("metrics: [f1]", "rounds: -1"), "rounds`"),
        (("method: self-confidence", "settings: {}"), "either `method` or `call`"),
        (("{contender: us,", "{contender: them,"), "no contender 'them'"),
        (("against: best", "against: them"), "no contender 'them'"),
        (("data:", "data: ["), "YAML"),
    ],
)
def test_what_does_not_fit_is_said_with_its_place(write, change, says):
    path = write(ROW.replace(*change, 1))
    with pytest.raises(DataError) as caught:
        load_suite(path)
    assert says in str(caught.value)
    assert path in str(caught.value)


def test_contenders_of_one_row_have_different_names(write):
    twice = ROW.replace("self-confidence}]", "self-confidence}, {name: us, call: cleanlab}]")
    with pytest.raises(DataError, match="different names"):
        load_suite(write(twice))


def test_an_unknown_suite_gets_a_suggestion():
    with pytest.raises(UnknownName, match="'speed'"):
        load_suite("sped")
    with pytest.raises(DataError, match="must be a file"):
        load_suite("nowhere.yaml")


def test_an_unknown_loader_gets_a_suggestion():
    with pytest.raises(UnknownName, match="'digits'"):
        find("digit", "loader")


def test_without_yaml_it_says_which_extra_brings_it(monkeypatch):
    real = builtins.__import__

    def refuse(name, *rest, **more):
        if name == "yaml":
            raise ImportError
        return real(name, *rest, **more)

    monkeypatch.setattr(builtins, "__import__", refuse)
    with pytest.raises(ExtraError, match=r"assay\[bench\]"):
        parse("", "here")


def test_a_goal_may_have_two_ends():
    goal = Goal("us", "f1", most=0.9, least=0.5)
    assert [goal.met(value) for value in (0.4, 0.5, 0.9, 0.91)] == [False, True, True, False]


def test_a_contender_does_one_thing():
    with pytest.raises(ValueError, match="either"):
        Contender("us", method="a", call="b")


def test_the_page_on_measuring_names_what_there_is():
    page = (Path(__file__).parents[2] / "docs" / "how" / "measure.md").read_text("utf-8")
    examples = re.findall(r"^```yaml\n(.*?)^```$", page, re.M | re.S)
    suites = [parse(example, "measure.md") for example in examples]
    assert [suite.name for suite in suites] == ["digits"]
    named = [
        metric
        for line in re.findall(r"^\| (`.*?`) \| .*$", page, re.M)
        for metric in re.findall(r"`([a-z0-9-]+)`", line)
    ]
    told = [name for name in named if name not in suite_names()]
    assert len(told) > 8
    for metric in [*told, *(one for suite in suites for one in suite.rows[0].metrics)]:
        find(metric, "metric")
    answers = re.findall(r"\? \| `([a-z-]+)` \|$", page, re.M)
    assert set(answers) <= set(suite_names())
    assert len(answers) > 5
