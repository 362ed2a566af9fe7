"""Suggestions for rows of a table, and why."""

import math

import numpy as np
import pytest

import assay
from assay.review import open_review
from assay.review.explaining import AGAIN, Explainer

CLASSES = ("no", "yes")


def table(n=300, seed=0):
    random = np.random.default_rng(seed)
    sugar = random.normal(size=n).round(3)
    truth = (sugar + 0.2 * random.normal(size=n) > 0.3).astype(int)
    place = np.array(["north", "south"], object)[random.integers(0, 2, n)]
    return {"sugar": sugar, "place": place, "id": np.arange(n, dtype=float)}, truth


def test_terms_add_up_to_the_odds_and_the_column_that_decides_leads():
    columns, truth = table()
    made = Explainer(columns, truth, np.ones(300), CLASSES)
    row = int(np.flatnonzero(columns["sugar"] > 1)[0])
    told = made.explain(row, given=0)
    assert (told["prediction"], told["against"]) == ("yes", "no")
    assert told["left_out"] == {"id": "names the item"}
    assert [term["name"] for term in told["terms"]] == ["sugar", "place"]
    assert told["terms"][0]["value"] == columns["sugar"][row]
    total = told["intercept"] + sum(term["contribution"] for term in told["terms"])
    assert 1 / (1 + math.exp(-total)) == pytest.approx(told["probability"], abs=1e-4)


def test_the_probability_is_calibrated_and_the_given_label_is_not_looked_at():
    random = np.random.default_rng(3)
    columns, truth = table(600, seed=3)
    said = np.where(random.random(600) < 0.25, 1 - truth, truth)
    made = Explainer(columns, said, np.ones(600), CLASSES)
    proba = made.predictions()
    sure = proba.max(axis=1)
    right = proba.argmax(axis=1) == said
    assert abs(sure.mean() - right.mean()) < 0.05
    assert ((proba.argmax(axis=1) == truth)[said != truth]).mean() > 0.9


def test_what_is_sure_counts_more_than_what_is_not():
    """Half of one region's labels are swapped and thought unlikely: they teach little."""
    columns, truth = table(400, seed=1)
    wrong = (columns["sugar"] > 0.3) & (np.arange(400) % 10 < 6)
    believed = np.where(wrong, 0, truth)
    lost = Explainer(columns, believed, np.ones(400), CLASSES).predictions()
    kept = Explainer(columns, believed, np.where(wrong, 0.05, 1), CLASSES).predictions()
    high = columns["sugar"] > 0.6
    assert (lost[high].argmax(axis=1) == 0).mean() > 0.8
    assert (kept[high].argmax(axis=1) == 1).mean() > 0.9


def test_same_answer_twice_and_nothing_to_say_where_nothing_can_be_learnt():
    columns, truth = table(120)
    one, other = (Explainer(columns, truth, np.ones(120), CLASSES).explain(5) for _ in range(2))
    assert one == other
    keys = {"id": columns["id"]}
    assert Explainer(keys, truth, np.ones(120), CLASSES).explain(5) is None
    assert Explainer(columns, np.full(120, -1), np.ones(120), CLASSES).explain(5) is None
    assert Explainer(columns, truth * 0, np.ones(120), ("only",)).explain(5) is None


@pytest.fixture
def opened(tmp_path):
    columns, truth = table(200)
    labels = np.array(CLASSES, object)[truth]
    labels[7] = CLASSES[1 - truth[7]]
    file = tmp_path / "data.csv"
    lines = [
        f"{s},{p},{y}" for s, p, y in zip(columns["sugar"], columns["place"], labels, strict=True)
    ]
    file.write_text("\n".join(["sugar,place,sick", *lines]))
    dataset = assay.read(file, label="sick")
    assay.audit(dataset, effort="quick").write(tmp_path / "audit")
    with open_review(tmp_path / "audit") as review:
        yield review, columns, truth


def test_a_review_of_a_table_explains_and_learns_from_decisions(opened):
    review, columns, truth = opened
    told = review.explain("7")
    assert told["prediction"] == CLASSES[truth[7]]
    assert told["against"] == CLASSES[1 - truth[7]]
    assert told["terms"][0]["name"] == "sugar"
    keys = np.argsort(-np.abs(columns["sugar"]))[: AGAIN + 10].tolist()
    sent = [
        {"event": f"e{key}", "key": str(key), "verdict": "relabel", "new": CLASSES[1 - truth[key]]}
        for key in keys if key != 7
    ]  # fmt: skip
    saved = review.decide("ann", sent)
    assert not saved["refused"]
    review.state.follow()
    assert review.explain(str(keys[0]))["prediction"] == CLASSES[1 - truth[keys[0]]]


def test_a_review_of_texts_explains_nothing(review):
    assert review.explain(review.queue("ann")["items"][0]["key"]) is None
