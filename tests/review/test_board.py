"""What the board tells: precision, agreement, gold, pace, when to stop; all ready for JSON."""

import json

import numpy as np
import pytest

from assay.kernels.asking.drawing import interleaved
from assay.ledger import Decision
from assay.review.agreement import agreement, gold, reviewers
from assay.review.board import board, by_class, judged, precision, tell
from assay.review.orders import drawing
from assay.review.outcome import seen
from assay.review.pace import ahead, needed, seconds_each, stop
from assay.review.population import Population
from assay.review.rate import rate


def decision(row, verdict="confirm", new=None, *, by="ann", at=0, seconds=0.0, **more):
    moment = f"2026-01-31T{at // 3600:02d}:{at // 60 % 60:02d}:{at % 60:02d}.000Z"
    return Decision(
        str(row), verdict, old="cat", new=new, by=by, at=moment, seconds=seconds, **more
    )


def answered(rows, wrong, **more):
    """Return what one reviewer who knows says of these rows, one a second."""
    return {
        int(row): {"ann": decision(row, *(("relabel", "dog") if wrong[row] else ()), at=i, **more)}
        for i, row in enumerate(rows)
    }


@pytest.fixture(scope="module")
def world():
    random = np.random.default_rng(0)
    p = random.beta(0.15, 2, 3000)
    wrong = random.random(3000) < 0.6 * p
    first = np.argsort(-p, kind="stable")
    draw = drawing(first, p, np.ones(3000, bool), 0)
    protected = np.arange(3000) % 10 == 0
    population = Population.of(
        p, likely=first, drawn=draw, given=np.arange(3000) % 3, classes=("a", "b", "c"),
        protected=protected,
    )  # fmt: skip
    return population, wrong, interleaved(first, draw, 5)


def test_a_whole_board_is_plain_and_adds_up(world):
    population, wrong, rows = world
    told = tell(population, answered(rows[:400], wrong, seconds=4.0))
    assert json.loads(json.dumps(told, allow_nan=False)) == told
    assert told["reviewed"] == 400
    assert told["left"] == 2600
    assert told["wrong_found"] == wrong[rows[:400]].sum()
    assert told["protected"] == (wrong & population.protected)[rows[:400]].sum()
    assert told["rate"]["low"] <= wrong.mean() <= told["rate"]["high"]
    assert told["rate"]["value"] * 3000 == pytest.approx(
        told["wrong_found"] + told["expected_left"]
    )
    assert [one["name"] for one in told["by_class"]] == ["a", "b", "c"]
    assert sum(one["reviewed"] for one in told["by_class"]) == 400
    assert sum(one["wrong"] for one in told["by_class"]) == told["wrong_found"]
    assert told["trend"][-1]["reviewed"] == 400
    assert told["trend"][-1]["value"] == told["rate"]["value"]
    assert told["seconds"] == 4
    assert len(told["per_minute"]) == 60
    assert sum(told["per_minute"]) == pytest.approx(told["per_hour"])


def test_an_empty_board_says_what_to_do(world):
    told = tell(world[0], {})
    assert json.loads(json.dumps(told, allow_nan=False)) == told
    assert told["stop"]["advice"] == "draw"
    assert told["precision"] is told["agreement"] is told["gold"] is None
    assert told["trend"] == told["reviewers"] == []
    assert not told["rate"]["told"]


def test_the_interval_shrinks_as_reviews_come_in(world):
    population, wrong, rows = world
    trend = tell(population, answered(rows[:1000], wrong))["trend"]
    width = [one["high"] - one["low"] for one in trend]
    assert len(trend) >= 10
    assert width[-1] < 0.3 * width[0]
    assert np.mean(np.diff(width) <= 1e-6) > 0.8


def test_ambiguous_labels_are_told_apart(world):
    population, wrong, rows = world
    said = answered(rows[:300], wrong)
    for row in rows[:300:10].tolist():
        said[row] = {"ann": decision(row, "ambiguous")}
    told = tell(population, said)["rate"]
    assert told["ambiguous"] == 30
    assert told["with_ambiguous"][0] > told["value"]
    assert any("Ambiguous counts as not wrong" in words for words in told["counts"])


def test_stated_precision_beside_what_was_found(world):
    population, wrong, rows = world
    found = precision(population, seen(answered(rows[:300], wrong)))
    here = [row for row in rows[:300].tolist() if population.p_wrong[row] > 0.5]
    assert found["n"] == len(here)
    assert found["stated"] == pytest.approx(population.p_wrong[here].mean())
    assert found["found"][0] == pytest.approx(wrong[here].mean())
    assert found["sentence"].endswith("it promised too much.")  # .6 of what was stated is true
    assert sum(one["n"] for one in found["bins"]) == 300


@pytest.mark.parametrize(
    ("stated", "ends"), [(0.9, "too much."), (0.7, "borne out."), (0.5, "too little.")]
)
def test_the_sentence_on_precision(stated, ends):
    assert judged({"stated": stated, "found": [0.7, 0.6, 0.8], "n": 1200}).endswith(ends)


def test_agreement_by_hand():
    said = {
        1: {"ann": decision(1), "bob": decision(1, by="bob")},
        2: {"ann": decision(2, "relabel", "dog"), "bob": decision(2, by="bob")},
        3: {"ann": decision(3, "relabel", "dog"), "bob": decision(3, "relabel", "cow", by="bob")},
        4: {"ann": decision(4), "bob": decision(4, "skip", by="bob")},
        5: {"ann": decision(5)},
    }
    found = agreement(said)
    assert found["pairs"] == 3
    assert found["same"][0] == pytest.approx(1 / 3)
    assert found["same_doubt"][0] == pytest.approx(2 / 3)
    # Two of three pairs differ; of 15 pairs of six answers (3 cat, 2 dog, 1 cow) 11 do.
    assert found["alpha"][0] == pytest.approx(1 - (2 / 3) / (11 / 15))
    assert agreement({5: {"ann": decision(5)}}) is None


def test_who_settles_is_no_third_opinion():
    said = {
        2: {
            "ann": decision(2, "relabel", "dog"),
            "bob": decision(2, by="bob"),
            "eve": decision(2, by="eve", settles=True),
        }
    }
    assert agreement(said)["pairs"] == 1
    told = {one["name"]: one for one in reviewers(said, {})}
    assert told["eve"]["compared"] == 0
    assert told["ann"]["agree"] == 0


def test_gold_and_reviewers_by_hand():
    said = {
        1: {"ann": decision(1, seconds=3.0), "bob": decision(1, "relabel", "dog", by="bob")},
        2: {"ann": decision(2, "relabel", "dog", seconds=5.0)},
        3: {"ann": decision(3, "relabel", "cow", seconds=900.0)},
        4: {"ann": decision(4, "skip")},
    }
    known = {1: "cat", 2: "dog", 3: "dog", 4: "cat"}
    found = gold(said, known)
    assert found["n"] == 4
    assert found["accuracy"][0] == 0.5
    assert found["doubt_accuracy"][0] == 0.75  # that row 3 is wrong was seen
    ann, bob = reviewers(said, known)
    assert (ann["reviewed"], ann["wrong"], ann["skipped"], ann["seconds"]) == (3, 2, 1, 4.0)
    assert ann["gold_accuracy"][0] == pytest.approx(2 / 3)
    assert (bob["agree"], bob["compared"], bob["gold"]) == (0.0, 1, 1)
    assert gold(said, {}) is None


def test_errors_ahead_are_what_was_stated_bent_by_what_was_found(world):
    population, wrong, rows = world
    told = seen(answered(rows[:500], wrong))
    now = rate(population, told)
    found = ahead(population, told, now, 10.0)
    left = np.setdiff1d(population.ranked, rows[:500])
    next_ = left[np.argsort(-population.p_wrong[left], kind="stable")][:360]
    assert found["per_hour"] == pytest.approx(wrong[next_].sum(), rel=0.4)
    assert found["per_hour"] < 0.85 * population.p_wrong[next_].sum()
    assert found["per_minute"][0] > found["per_minute"][-1]


def test_the_time_of_a_decision_is_that_of_late_ones_without_breaks():
    said = {i: {"ann": decision(i, at=i, seconds=2.0 if i < 300 else 8.0)} for i in range(600)}
    said[700] = {"ann": decision(700, at=700, seconds=4000.0)}
    assert seconds_each(said) == 8
    assert seconds_each({}) == 6


def test_it_says_to_go_on_then_to_stop(world):
    population, wrong, rows = world
    early = tell(population, answered(rows[:150], wrong, seconds=4.0))["stop"]
    assert early["advice"] == "go on"
    assert "changes the interval by" in early["sentence"]
    late = tell(population, answered(rows[:2960], wrong, seconds=60.0))["stop"]
    assert late["advice"] == "stop"
    assert late["sentence"].startswith("You can stop: another hour finds about 0 wrong labels")
    done = tell(population, answered(rows, wrong))["stop"]
    assert done["sentence"] == "Every label was looked at."


def test_suspects_alone_ask_for_random_ones(world):
    population, wrong, _ = world
    told = seen(answered(population.ranked[:200], wrong))
    now = rate(population, told)
    found = stop(population, now, ahead(population, told, now, 6.0), 6.0)
    assert found["advice"] == "draw"
    assert f"At least {now.found} labels are wrong" in found["sentence"]
    assert found["draws"] == needed(population, now)
    assert 60 <= found["draws"] <= 2800


def test_as_many_random_reviews_as_it_asks_for_do_it(world):
    """It asks for enough to come to two points either way, more or less."""
    population, wrong, _ = world
    many = needed(population, rate(population, seen({})))
    found = rate(population, seen(answered(population.turn[:many], wrong)))
    assert found.high - found.low < 0.06


def test_without_classes_there_is_nothing_by_class(world):
    population, wrong, _ = world
    bare = Population.of(population.p_wrong, likely=population.ranked, drawn=population.turn)
    told = seen(answered(bare.turn[:50], wrong))
    assert by_class(bare, told, rate(bare, told)) == []


def test_a_review_is_unpacked(world):
    population, wrong, rows = world

    class State:
        standing = answered(rows[:100], wrong)

    class Index:
        classes = ("cat", "dog")
        arrays = {"gold": np.where(wrong, 1, 0)}

    class Review:
        state, index = State(), Index()

        def population(self):
            return population

    told = board(Review(), "ann")
    assert told["gold"]["accuracy"][0] == 1
    assert told["rate"]["corrected"]["from"] == "gold"
