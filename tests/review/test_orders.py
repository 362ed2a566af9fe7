"""Orders of the queue: permutations, best first, whatever is known of the items."""

from time import process_time

import numpy as np

from assay.dataset import Dataset, Neighbours
from assay.evidence import Evidence
from assay.registry import Parts
from assay.review.building import Known
from assay.review.orders import TITLES, for_model, ranks, swayed
from assay.review.ranking import likely


def known(n=200, classes=("a", "b", "c", "d"), seed=0, truth="one_of", **more):
    random = np.random.default_rng(seed)
    k = len(classes)
    given, better = random.integers(0, k, n), random.integers(0, k, n)
    dataset = Dataset(Evidence.labels(given, classes), features=random.normal(size=(n, 4)))
    told = {
        "dataset": dataset, "parts": Parts({"labels": given}), "truth": truth, "given": given,
        "suggested": better, "p_wrong": random.random(n), "score": random.random(n), "seed": seed,
    }  # fmt: skip
    return Known(**{**told, **more})


def test_all_orders_hold_every_item_once_and_have_titles():
    near = Neighbours(np.random.default_rng(0).integers(0, 200, (200, 5)), np.ones((200, 5)))
    one = known()
    parts = Parts({"labels": one.given, "neighbours": near})
    found = ranks(known(parts=parts))
    assert set(found) == {"mixed", "estimate", "model", "costly"} == set(TITLES)
    for rows in found.values():
        assert rows.dtype == np.int32
        assert sorted(rows.tolist()) == list(range(200))


def test_same_seed_same_orders():
    one, two, other = ranks(known()), ranks(known()), ranks(known(seed=1))
    for name, rows in one.items():
        np.testing.assert_array_equal(rows, two[name])
    assert (one["estimate"] != other["estimate"]).any()


def test_the_unlabelled_come_last_in_every_order():
    p = known().p_wrong.copy()
    p[::4] = np.nan
    for name, rows in ranks(known(p_wrong=p)).items():
        assert set(rows[-50:].tolist()) == set(range(0, 200, 4)), name


def test_mixed_is_the_ranking_with_every_fifth_drawn():
    one = known()
    found, first = ranks(one), likely(one.p_wrong, one.score)
    head = set(found["mixed"][:50].tolist())
    assert set(first[:38].tolist()) <= head
    assert set(found["estimate"][:9].tolist()) <= head
    assert found["mixed"][0] == first[0]


def test_costly_goes_by_chance_times_links():
    p = np.array([0.9, 0.5, 0.8, 0.4])
    given, better = np.array([0, 0, 1, 2]), np.array([1, 2, 1, 0])
    names = ("animal/cat", "animal/dog", "vehicle/car")
    dataset = Dataset(Evidence.labels(given, names))
    one = known(
        n=4, classes=names, p_wrong=p, score=p, given=given, suggested=better, dataset=dataset
    )
    # .9 x 2, .5 x 4, nothing suggested, .4 x 4
    assert ranks(one)["costly"].tolist() == [1, 0, 3, 2]


def test_numbers_and_ordered_classes_cost_their_distance():
    p = np.full(3, 0.5)
    numbers = known(
        n=3, p_wrong=p, score=p, truth="number",
        given=np.array([1.0, 5.0, np.nan]), suggested=np.array([2.0, 1.0, 1.0]),
    )  # fmt: skip
    assert ranks(numbers)["costly"][:2].tolist() == [1, 0]
    places = known(
        n=3, p_wrong=p, score=p, truth="ordered",
        given=np.array([0, 0, 3]), suggested=np.array([1, 3, 3]),
    )  # fmt: skip
    assert ranks(places)["costly"].tolist() == [1, 0, 2]


def test_two_classes_have_no_tree():
    assert "costly" not in ranks(known(classes=("a", "b")))


def test_what_sways_many_and_is_plain_helps_a_model_most():
    index = np.array([[1], [0], [0], [0]])
    np.testing.assert_allclose(swayed(index), np.sqrt([4, 2, 1, 1]))
    doubt = np.full(3, 0.8)
    proba = np.array([[0.2, 0.8, 0.0], [0.2, 0.4, 0.4], [0.2, 0.8, 0.0]])
    gain = for_model(doubt, proba, np.array([1.0, 1.0, 2.0]))
    assert np.argsort(-gain).tolist() == [2, 0, 1]


def test_many_items_take_no_time():
    """A million take five times this."""
    many = known(n=200_000)
    began = process_time()
    found = ranks(many)
    assert process_time() - began < 4
    assert len(found["mixed"]) == 200_000
