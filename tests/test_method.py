import pickle
from dataclasses import dataclass
from typing import Literal

import numpy as np
import pytest

from assay.errors import SettingError
from assay.method import Detector, Inference, Method, choices, ranges
from assay.results import Flags
from assay.types import Count, Fraction, Ints, Positive, Seed


@dataclass(frozen=True)
class Probe(Detector, reads={"labels"}, truth={"one_of"}, paper="nobody1900"):
    rate: Fraction = 0.5
    rounds: Count = 3
    width: Positive = 1.0
    seed: Seed = 0
    name: str = "plain"

    def flag(self, labels: Ints) -> Flags:
        n = len(labels)
        return Flags(np.zeros(n), labels, np.zeros(n, bool))


@dataclass(frozen=True)
class Child(Probe):
    depth: Count = 1


@dataclass(frozen=True)
class Chooser(Detector, reads={"labels"}, truth={"one_of"}):
    way: Literal["short", "long"] = "short"

    def flag(self, labels: Ints) -> Flags:
        return Flags(np.zeros(len(labels)), labels, np.zeros(len(labels), bool))


def test_one_of_a_few_words_is_checked():
    assert choices(Chooser) == {"way": ("short", "long")}
    assert choices(Probe) == {}
    assert Chooser(way="long") != Chooser()


@pytest.mark.parametrize("value", ["Short", "", None, 0, ["short"], np.array(["short"])])
def test_another_word_is_told(value):
    with pytest.raises(SettingError) as told:
        Chooser(way=value)
    assert str(told.value) == f"Chooser: way must be one of short, long; got {value!r}."


def test_declarations_are_class_variables():
    assert (Probe.stage, Probe.reads, Probe.truth) == ("flag", {"labels"}, {"one_of"})
    assert Probe.paper == "nobody1900"
    assert Detector.stage == "flag"
    assert Method.stage == ""
    assert Inference.reads == frozenset()


@pytest.mark.parametrize(
    ("setting", "text"),
    [
        ({"rate": 1.2}, "Probe: rate must be at most 1; got 1.2."),
        ({"rate": -0.1}, "Probe: rate must be at least 0; got -0.1."),
        ({"rate": float("nan")}, "Probe: rate must be a finite number; got nan."),
        ({"rate": "half"}, "Probe: rate must be a finite number; got 'half'."),
        ({"rate": None}, "Probe: rate must be a finite number; got None."),
        ({"rate": True}, "Probe: rate must be a finite number; got True."),
        ({"rounds": 0}, "Probe: rounds must be at least 1; got 0."),
        ({"rounds": 2.0}, "Probe: rounds must be a whole number; got 2.0."),
        ({"rounds": True}, "Probe: rounds must be a whole number; got True."),
        ({"width": 0}, "Probe: width must be above 0; got 0."),
        ({"width": float("inf")}, "Probe: width must be a finite number; got inf."),
        ({"seed": -1}, "Probe: seed must be at least 0; got -1."),
    ],
)
def test_settings_are_checked_when_made(setting, text):
    with pytest.raises(SettingError) as told:
        Probe(**setting)
    assert str(told.value) == text


def test_bounds_themselves_are_in_range():
    assert Probe(rate=0, rounds=1, width=1e-300, seed=0) != Probe(rate=1)


def test_numbers_of_numpy_become_plain():
    made = Probe(rate=np.float32(0.5), rounds=np.int64(4), width=np.float64(2))
    assert repr(made) == "Probe(rate=0.5, rounds=4, width=2.0, seed=0, name='plain')"
    assert made == Probe(rounds=4, width=2.0)


def test_a_subclass_keeps_the_checks_and_the_verb():
    assert set(ranges(Child)) == {"rate", "rounds", "width", "seed", "depth"}
    with pytest.raises(SettingError, match="Child: depth must be at least 1"):
        Child(depth=0)
    assert len(Child().flag(np.array([0, 1]))) == 2
    assert Child.stage == "flag"


def test_values_are_equal_hash_alike_and_travel():
    assert Probe(rounds=5) == Probe(rounds=5) != Probe()
    assert len({Probe(), Probe(), Probe(rounds=5)}) == 2
    assert pickle.loads(pickle.dumps(Probe(rounds=5))) == Probe(rounds=5)


def test_wrong_names_of_settings_are_refused():
    with pytest.raises(TypeError, match="speed"):
        Probe(speed=1)
