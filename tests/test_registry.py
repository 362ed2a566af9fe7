from dataclasses import dataclass

import numpy as np
import pytest

from assay import registry
from assay.dataset import Dataset, Neighbours
from assay.errors import DataError, NeedsError, UnknownName
from assay.evidence import Evidence
from assay.flag import SelfConfidence
from assay.infer import DawidSkene
from assay.method import Detector, Inference, brought
from assay.registry import STAGES, Parts, method, methods, name_of, needed, run


def test_names_are_kebab_case():
    assert name_of(DawidSkene) == "dawid-skene"
    assert name_of(type("KNN", (), {})) == "knn"
    assert name_of(type("Top2Vote", (), {})) == "top2-vote"


def test_methods_by_name_stage_and_kind_of_label():
    assert method("dawid-skene") is DawidSkene
    assert methods("infer")["dawid-skene"] is DawidSkene
    assert list(methods()) == sorted(methods())
    assert set(methods()) == {name for stage in STAGES for name in methods(stage)}
    assert "dawid-skene" in methods(reads="votes")
    assert "dawid-skene" not in methods(reads="pairs")
    assert not methods("infer", reads="nothing")


def test_the_public_face_finds_a_method_however_often_it_is_asked():
    import assay

    assert assay.method("dawid-skene") is DawidSkene
    assert assay.method("dawid-skene") is DawidSkene
    assert assay.run is run


def test_unknown_names_are_told():
    with pytest.raises(UnknownName, match=r"no method 'david-skene'\. Did you mean 'dawid-skene'"):
        method("david-skene")
    with pytest.raises(UnknownName, match=r"no stage 'infr'\. Did you mean 'infer'"):
        methods("infr")


@dataclass(frozen=True)
class Stranger(Inference):
    def infer(self, evidence):
        return evidence


def test_third_parties_come_in_by_entry_point(monkeypatch):
    class Entry:
        @staticmethod
        def load():
            return Stranger

    monkeypatch.setattr(
        registry, "entry_points", lambda group: [Entry] * (group == "assay.methods")
    )
    registry._stage.cache_clear()
    try:
        assert method("stranger") is Stranger
        assert "stranger" not in methods("flag")
    finally:
        registry._stage.cache_clear()
    monkeypatch.undo()
    assert "stranger" not in methods()


@pytest.mark.parametrize("what", [ImportError("no module named gone"), dict])
def test_a_package_that_brings_no_method_is_named(what):
    class Entry:
        name, value = "best", "theirs:Best"
        dist = type("Distribution", (), {"name": "their-package"})

        @staticmethod
        def load():
            if isinstance(what, Exception):
                raise what
            return what

    with pytest.raises(DataError, match=r"best = theirs:Best.*uninstall their-package") as told:
        brought([Entry])
    assert ("gone" in str(told.value)) == isinstance(what, Exception)


@pytest.fixture
def makers(monkeypatch):
    """Make three parts of labels, and count how often."""
    made = []

    def doubled(labels):
        made.append("doubled")
        return labels * 2

    def more(doubled, seed, extra=None):
        made.append("more")
        return doubled + seed + (0 if extra is None else extra)

    def never(nowhere):
        raise AssertionError

    found = {"doubled": doubled, "more": more, "never": never}
    monkeypatch.setattr(registry, "makers", lambda: found)
    return made


def test_parts_are_made_when_asked_for_and_kept(makers):
    told = []
    parts = Parts({"labels": np.array([1, 2])}, seed=5, progress=told.append)
    assert "more" not in parts
    assert parts["more"].tolist() == [7, 9]
    assert parts["doubled"] is parts["doubled"]
    assert makers == ["doubled", "more"]
    assert told == ["doubled", "more"] or told == ["more"]
    assert set(parts.seconds) == {"doubled", "more"}


def test_what_is_given_is_not_made(makers):
    given = np.array([3])
    assert Parts({"labels": np.array([1]), "doubled": given})["doubled"] is given
    assert makers == []


def test_a_default_is_replaced_where_the_part_is_there(makers):
    labels = np.array([1])
    assert Parts({"labels": labels, "extra": 10})["more"].tolist() == [12]
    assert Parts({"labels": labels})["more"].tolist() == [2]


def test_what_can_be_made(makers):
    parts = Parts({"labels": np.array([1])})
    assert parts.can("more")
    assert not parts.can("never")
    assert not parts.can("nothing")
    assert not Parts({}).can("more")
    with pytest.raises(UnknownName, match=r"no part 'mor'\. Did you mean 'more'"):
        parts["mor"]


def test_verbs_get_what_their_parameters_name(makers):
    @dataclass(frozen=True)
    class Echo(Detector):
        def flag(self, more, labels, never=None, budget=3):
            return more.tolist(), labels.tolist(), never, budget

    parts = {"labels": np.array([1])}
    assert run(Echo(), parts) == ([2], [1], None, 3)
    assert run(Echo(), parts, budget=7) == ([2], [1], None, 7)
    assert run(Echo(), parts, more=np.array([0])) == ([0], [1], None, 3)
    assert run(Echo(), Dataset(Evidence.labels(parts["labels"], "ab"))) == ([2], [1], None, 3)


def test_what_is_missing_is_named():
    with pytest.raises(NeedsError) as told:
        run(SelfConfidence(), {"labels": np.zeros(3, int), "kind": "labels", "n_items": 3})
    assert str(told.value).startswith(
        "SelfConfidence: needs predictions; got a data set with labels"
    )


def test_parameters_without_a_default_are_needed():
    def verb(self, labels, predictions, features=None): ...

    assert needed(verb) == ["labels", "predictions"]


def test_made_parts_are_kept_on_disk(makers, tmp_path):
    labels = np.array([1, 2])
    first = Parts({"labels": labels}, cache=tmp_path)["more"]
    assert len(list(tmp_path.glob("*.npz"))) == 2
    makers.clear()
    again = Parts({"labels": labels}, cache=tmp_path)
    np.testing.assert_array_equal(again["more"], first)
    assert makers == []
    other = Parts({"labels": labels + 1}, cache=tmp_path)["more"]
    assert makers == ["doubled", "more"]
    assert other.tolist() == [4, 6]
    makers.clear()
    seeded = Parts({"labels": labels}, seed=1, cache=tmp_path)["more"]
    assert seeded.tolist() == [3, 5]
    assert makers == ["more"]


def test_kept_neighbours_come_back_as_neighbours(monkeypatch, tmp_path):
    def neighbours(features):
        return Neighbours(np.array([[1], [0]]), features[:, :1])

    monkeypatch.setattr(registry, "makers", lambda: {"neighbours": neighbours})
    for _ in range(2):
        found = Parts({"features": np.eye(2)}, cache=tmp_path)["neighbours"]
        assert isinstance(found, Neighbours)
        assert found.index.tolist() == [[1], [0]]
        assert found.distance.tolist() == [[1], [0]]


def test_workers_do_not_change_what_is_kept(monkeypatch, tmp_path):
    def features(labels, workers):
        return labels + 0 * (workers or 0)

    monkeypatch.setattr(registry, "makers", lambda: {"features": features})
    for workers in (1, 2, None):
        Parts({"labels": np.arange(3)}, workers=workers, cache=tmp_path)["features"]
    assert len(list(tmp_path.iterdir())) == 1
