"""Trained before and after a repair, on one test set."""

import json

import numpy as np
import pytest
from sklearn.datasets import load_digits
from sklearn.linear_model import LogisticRegression

import assay
from assay.cli import main
from assay.compare import compare
from assay.dataset import Dataset
from assay.errors import DataError, SettingError
from assay.evidence import Evidence


def data(features, labels, name="digits", **more):
    return Dataset(Evidence.labels(labels, "0123456789"), features=features, name=name, **more)


@pytest.fixture(scope="module")
def digits():
    """Features, truth, and labels three in ten of which are one class too high."""
    found = load_digits()
    random = np.random.default_rng(0)
    wrong = random.random(len(found.target)) < 0.3
    return found.data, found.target, np.where(wrong, (found.target + 1) % 10, found.target)


@pytest.fixture(scope="module")
def comparison(digits):
    x, truth, given = digits
    return compare(
        data(x[:1200], given[:1200]),
        data(x[:1200], truth[:1200]),
        test=data(x[1200:], given[1200:]),
        corrected=data(x[1200:], truth[1200:]),
        models=("logistic", "neighbours"),
    )


def test_a_repair_pays(comparison, digits):
    _, truth, given = digits
    told = comparison.summary
    assert told["verdict"].startswith("The repair pays: ")
    assert told["test"] == {"items": 597, "corrected": int((truth != given)[1200:].sum())}
    assert told["learnt"] == {"before": 1200, "after": 1200}
    by = {(s["model"], s["labels"]): s["measures"]["accuracy"] for s in told["scores"]}
    value, low, high = by["logistic", "corrected"]["difference"]
    assert low > 0.02
    assert low <= value <= high
    # By the labels as they were it seems to pay less: they are wrong as those learnt from.
    assert by["logistic", "original"]["difference"][0] < value


def test_it_is_what_training_by_hand_gives(digits):
    x, truth, given = digits
    model = LogisticRegression(max_iter=300)
    found = compare(
        data(x[:900], given[:900]),
        data(x[:900], truth[:900]),
        test=data(x[900:], truth[900:]),
        models={"mine": model},
    )
    accuracy = found.scores[0].gains[0]
    centred = x - x.mean(axis=0)
    # The same features: those of all items, before, after and test, centred and scaled as one.
    whole = np.concatenate([x[:900], x[:900], x[900:]]).astype(np.float32)
    whole -= whole.mean(axis=0)
    whole /= np.sqrt((whole.astype(float) ** 2).sum(axis=1).mean())
    for told, rows, labels in (
        (accuracy.before, slice(0, 900), given),
        (accuracy.after, slice(900, 1800), truth),
    ):
        fitted = LogisticRegression(max_iter=300).fit(whole[rows], labels[:900])
        right = fitted.predict(whole[1800:]) == truth[900:]
        assert told[0] == pytest.approx(right.mean(), abs=0.004)
    assert centred.shape == x.shape


def test_dropped_items_and_the_split(digits):
    x, truth, given = digits
    split = np.where(np.arange(len(x)) % 4 == 0, "test", "train").astype(object)
    kept = np.flatnonzero((truth == given) | (split == "test"))
    before = data(x, given, split=split)
    after = data(x[kept], truth[kept], split=split[kept], ids=kept)
    told = compare(before, after, models=("logistic",)).summary
    assert told["test"]["items"] == int((split == "test").sum())
    assert told["learnt"]["before"] == int((split == "train").sum())
    assert told["learnt"]["after"] == int((split[kept] == "train").sum())


def test_without_a_test_set_every_fifth_item_is_held_out(digits):
    x, truth, given = digits
    told = compare(data(x, given), data(x, truth), models=("logistic",)).summary
    assert 0.15 < told["test"]["items"] / len(x) < 0.25
    assert told["test"]["items"] + told["learnt"]["before"] == len(x)


def test_nothing_changed_tells_nothing(digits):
    x, truth, _ = digits
    found = compare(data(x, truth), data(x, truth), models=("logistic",))
    assert found.verdict.startswith("Whether it pays can't be told: 0.0 points")
    assert found.order() == [
        "The test set was not corrected: whether its errors matter can't be told."
    ]


def test_same_bytes_twice(digits):
    x, truth, given = digits
    one, two = (
        compare(data(x, given), data(x, truth), models=("logistic", "boosting")).to_json()
        for _ in range(2)
    )
    assert one == two


def test_what_does_not_go_together_is_named(digits):
    x, truth, _ = digits
    whole = data(x, truth)
    with pytest.raises(DataError, match="as many features"):
        compare(whole, data(x[:, :5], truth))
    with pytest.raises(DataError, match="items in common"):
        compare(whole, data(x, truth, ids=np.arange(len(x)) + 10**6))
    with pytest.raises(SettingError, match="module:callable"):
        compare(whole, whole, models=("perceptron",))
    with pytest.raises(SettingError, match="fit"):
        compare(whole, whole, models={"none": object()})
    numbers = Dataset(Evidence.numbers(np.arange(5.0)), features=x[:5])
    with pytest.raises(DataError, match="classes"):
        compare(numbers, numbers)


def test_on_the_command_line(tmp_path, capsys):
    random = np.random.default_rng(3)
    words = np.array([["apple pear plum", "iron zinc tin"][k] for k in random.integers(0, 2, 400)])
    truth = np.where([w.startswith("apple") for w in words], "fruit", "metal")
    text = np.array([f"{w} {' '.join(random.choice(list('xyzw'), 3))}" for w in words], object)
    wrong = random.random(400) < 0.3
    given = np.where(wrong, np.where(truth == "fruit", "metal", "fruit"), truth)
    for name, labels in (("before", given), ("after", truth)):
        data = {
            "id": np.array([f"ticket {i}" for i in range(400)], object),
            "said": text,
            "kind": labels.astype(object),
        }
        assay.write(assay.read(data, label="kind", text="said", id="id"), tmp_path / f"{name}.csv")
    options = ["--label", "kind", "--text", "said", "--id", "id", "--model", "logistic", "-q"]
    files = [str(tmp_path / "before.csv"), str(tmp_path / "after.csv")]
    out = tmp_path / "out"
    assert main(["compare", *files, *options, "--no-cache", "--json", "--out", str(out)]) == 0
    told = json.loads(capsys.readouterr().out)
    assert told == json.loads((out / "comparison.json").read_text("utf-8"))
    assert told["names"] == {"before": "before", "after": "after"}
    assert "Order of the models" in (out / "comparison.md").read_text("utf-8")
    assert main(["compare", *files, *options, "--out", str(out)]) == 2
    assert "--force" in capsys.readouterr().err


@pytest.mark.shared
def test_people_s_mistakes_cost_what_is_known(shared):
    """CIFAR-10N worst labels: a probe learns .722 from them and .774 from the clean ones."""
    with np.load(shared / "data" / "image_noise" / "cifar10n" / "labels_emb.npz") as found:
        x, clean, worse = (found[n] for n in ("emb", "clean_label", "worse_label"))
    kept = np.random.default_rng(0).permutation(len(x))
    x, clean, worse = x[kept], clean[kept].astype(int), worse[kept].astype(int)
    told = compare(
        data(x[:16000], worse[:16000]),
        data(x[:16000], clean[:16000]),
        test=data(x[16000:], worse[16000:]),
        corrected=data(x[16000:], clean[16000:]),
        models=("logistic",),
    ).summary
    accuracy = told["scores"][-1]["measures"]["accuracy"]
    assert accuracy["before"][0] == pytest.approx(0.722, abs=0.02)
    assert accuracy["after"][0] == pytest.approx(0.774, abs=0.02)
    assert accuracy["difference"][1] > 0
    # By the worst labels of people it would hardly be seen.
    by_worst = told["scores"][0]["measures"]["accuracy"]["difference"]
    assert by_worst[0] < accuracy["difference"][0]
