"""What holds for every simulator."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assay.errors import AssayError, DataError
from assay.evidence import Evidence
from assay.registry import methods

SIMULATE = [pytest.param(cls, id=name) for name, cls in methods("simulate").items()]
CLASSES = ("a", "b", "c", "d")


@pytest.fixture(scope="module", params=SIMULATE)
def cls(request):
    return request.param


def parts(n=5000, seed=0, k=4):
    random = np.random.default_rng(seed)
    truth = random.integers(-1, k, n)
    return {"truth": truth, "classes": CLASSES[:k], "features": random.normal(size=(n, 3))}


def test_noise_has_its_rate_and_leaves_the_unlabelled(cls, tools):
    given_parts = parts()
    found = tools.run(cls(), given_parts)
    assert isinstance(found, Evidence)
    assert found.n_items == 5000
    assert found.classes == CLASSES
    truth = given_parts["truth"]
    np.testing.assert_array_equal(found.given < 0, truth < 0)
    said = truth >= 0
    wrong = (found.given != truth)[said].mean()
    assert wrong == pytest.approx(cls().rate, abs=0.03)


def test_rate_zero_changes_nothing(cls, tools):
    given_parts = parts()
    found = tools.run(cls(rate=0.0), given_parts)
    np.testing.assert_array_equal(found.given, given_parts["truth"])


def test_rate_one_changes_everything(cls, tools):
    given_parts = parts()
    found = tools.run(cls(rate=1.0), given_parts)
    said = given_parts["truth"] >= 0
    assert (found.given != given_parts["truth"])[said].all()


@given(rates=st.tuples(st.floats(0, 1), st.floats(0, 1)), seed=st.integers(0, 2**64))
@settings(max_examples=10, deadline=None)
def test_any_rate_and_seed(cls, tools, rates, seed):
    counts = [
        int((tools.run(cls(rate=rate, seed=seed), p := parts(n=400)).given != p["truth"]).sum())
        for rate in sorted(rates)
    ]
    assert counts[0] <= counts[1] + 40


def test_same_bytes_twice_and_input_untouched(cls, tools):
    shut = {name: tools.closed(part) for name, part in parts().items()}
    before = tools.content(shut)
    first, second = (tools.content(tools.run(cls(), shut)) for _ in range(2))
    assert first == second
    assert tools.content(shut) == before
    assert tools.content(tools.run(cls(seed=1), shut)) != first


@pytest.mark.parametrize("n", [0, 1, 2])
def test_few_items(cls, tools, n):
    assert tools.run(cls(rate=0.5), parts(n=n)).n_items == n


def test_nothing_labelled(cls, tools):
    found = tools.run(cls(), parts() | {"truth": np.full(5000, -1)})
    assert (found.given == -1).all()


def test_one_class_is_refused(cls, tools):
    with pytest.raises(DataError, match=f"{cls.__name__}: noise needs at least two classes"):
        tools.run(cls(), parts(k=1))


@pytest.mark.parametrize("type_", [np.float32, np.float64])
def test_precision_of_features_does_not_matter(cls, tools, type_):
    plain = parts()
    narrow = plain | {"features": plain["features"].astype(np.float32).astype(type_)}
    wide = plain | {"features": plain["features"].astype(np.float32).astype(np.float64)}
    one, two = (tools.run(cls(), p).given for p in (narrow, wide))
    assert (one != two).mean() < 0.002


@pytest.mark.parametrize("type_", [np.int8, np.int32, np.int64])
def test_type_of_the_truth_does_not_matter(cls, tools, type_):
    plain = parts()
    found = tools.run(cls(), plain | {"truth": plain["truth"].astype(type_)})
    np.testing.assert_array_equal(found.given, tools.run(cls(), plain).given)


def test_truth_on_disk_is_read(cls, tools, tmp_path):
    plain, mapped = parts(), {}
    for name in ("truth", "features"):
        np.save(tmp_path / f"{name}.npy", plain[name])
        mapped[name] = np.load(tmp_path / f"{name}.npy", mmap_mode="r")
    found = tools.run(cls(), plain | mapped)
    np.testing.assert_array_equal(found.given, tools.run(cls(), plain).given)


@pytest.mark.parametrize("truth", [[0, 4], [0, -2], [0.5, 1], ["a", "b"], [[0], [1]]])
def test_wrong_truth_is_told(cls, tools, truth):
    wrong = {"truth": np.array(truth), "classes": CLASSES, "features": np.eye(2)}
    with pytest.raises(AssayError, match=f"^{cls.__name__}: "):
        tools.run(cls(), wrong)
