"""`assay learn`: a table in, a model and predictions out."""

import csv
import json

import numpy as np
import pytest

from assay.cli import main
from assay.model import Model

pytest.importorskip("torch")


@pytest.fixture
def tables(tmp_path):
    random = np.random.default_rng(0)
    for name, n in (("train", 300), ("test", 90)):
        truth = random.integers(0, 3, n)
        features = random.normal(size=(n, 3)).round(4)
        features[np.arange(n), truth] += 4
        wrong = (random.random(n) < 0.2) & (name == "train")
        label = np.array(list("xyz"))[np.where(wrong, (truth + 1) % 3, truth)]
        with (tmp_path / f"{name}.csv").open("w", newline="") as file:
            rows = csv.writer(file)
            rows.writerow(["one", "two", "three", "y"])
            rows.writerows([*row, said] for row, said in zip(features.tolist(), label, strict=True))
    return tmp_path


def test_a_table_is_learnt_and_another_predicted(tables, capsys):
    words = ["learn", str(tables / "train.csv"), "--label", "y", "--test", str(tables / "test.csv")]
    assert main([*words, "--out", str(tables / "made"), "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert told["agrees with the test labels"] > 0.9
    assert told["said"]
    assert json.loads((tables / "made" / "learn.json").read_text()) == told
    with (tables / "made" / "predictions.csv").open() as file:
        rows = list(csv.DictReader(file))
    assert len(rows) == 90
    assert {row["predicted"] for row in rows} == set("xyz")
    assert Model.load(tables / "made").classes == ("x", "y", "z")
    assert main([*words, "--out", str(tables / "made")]) == 2
    assert "out must be empty" in capsys.readouterr().err


def test_without_torch_it_says_at_once_what_to_install(tables, capsys, monkeypatch):
    monkeypatch.setattr("assay.cli.learn.find_spec", lambda _: None)
    assert main(["learn", str(tables / "train.csv"), "--label", "y"]) == 2
    assert "Run: pip install 'assay[torch]'." in capsys.readouterr().err


def test_an_unknown_method_is_told(tables, capsys):
    words = ["learn", str(tables / "train.csv"), "--label", "y", "--method", "forward-korrection"]
    assert main([*words, "--out", str(tables / "made")]) == 2
    assert "Did you mean 'forward-correction'?" in capsys.readouterr().err
