"""Many items: pages stay quick and memory flat. Limits are wide: machines that test are busy."""

import time

import numpy as np
import pytest

from assay.bench.clock import extra_memory
from assay.bench.data.audit_folders import write_audit
from assay.review import open_review

MANY = 200_000


@pytest.fixture(scope="module")
def review(tmp_path_factory):
    folder = tmp_path_factory.mktemp("large")
    write_audit(folder, MANY, 1000)
    with open_review(folder / "audit", light=True) as opened:
        yield opened


def quickest(act, times=5):
    taken = []
    for _ in range(times):
        start = time.perf_counter()
        act()
        taken.append(time.perf_counter() - start)
    return min(taken)


def test_pages_anywhere_take_milliseconds(review):
    for after in (None, str(MANY // 2), str(MANY - 100)):
        assert quickest(lambda after=after: review.queue("ada", after=after)) < 0.1
    rare = {"class": "class 0999", "split": "test", "finding": "flagged"}
    assert quickest(lambda: review.queue("ada", where=rare)) < 0.1
    assert quickest(lambda: review.table({"state": "open"}, sort="order")) < 0.1


def test_pages_cost_no_memory_that_grows_with_the_items(review):
    review.queue("ada")
    assert extra_memory(lambda: review.queue("ada")) < 40 * MANY


def test_items_are_found_by_name_and_words(review):
    assert review.card("item-123456", "ada")["row"] == 123_456
    assert [row["key"] for row in review.table({"text": "item-199999"})["rows"]] == ["item-199999"]
    rows = review.index.rows([f"item-{row}" for row in range(0, MANY, 1000)])
    np.testing.assert_array_equal(rows, np.arange(0, MANY, 1000))


def test_a_thousand_classes(review):
    assert len(review.classes()) == 1000
    cells = np.array(review.confusion()["counts"])
    assert cells[:, 2].sum() == MANY
    assert review.class_page("class 0500")["n"] == np.count_nonzero(review.dataset().labels == 500)


def test_decisions_take_milliseconds(review):
    def decide():
        sent = {"event": f"{time.monotonic_ns()}", "key": "item-9", "verdict": "confirm"}
        assert review.decide("ada", [sent])["saved"]

    assert quickest(decide) < 0.25


def test_another_start_reads_nothing_again(review):
    def again():
        open_review(review.audit, light=True).close()

    assert quickest(again, 2) < 2
