import numpy as np
import pytest

from assay.results import Batch, Estimate, Finding, Flags


def test_flags_explain_in_words():
    flags = Flags(
        np.array([0.2, 0.9]), np.array([0, 1]), np.array([False, True]),
        "{share:.0%} of neighbours are {suggested}, not {given}", {"share": np.array([0.1, 0.8])},
    )  # fmt: skip
    assert len(flags) == 2
    assert flags.explain(1, "cat", "dog") == "80% of neighbours are dog, not cat"


def test_worst_is_highest_first_ties_by_index():
    flags = Flags(np.array([0.5, 0.9, 0.5, 0.0]), np.zeros(4, int), np.zeros(4, bool))
    assert flags.worst().tolist() == [1, 0, 2, 3]
    assert flags.worst(2).tolist() == [1, 0]
    assert flags.worst(0).tolist() == []


def test_estimate_is_a_number():
    assert float(Estimate(np.array(0.25), np.array(0.1), np.array(0.4))) == 0.25
    with pytest.raises(TypeError):
        float(Estimate(*[np.zeros((2, 2))] * 3))


def test_batch_has_a_length():
    assert len(Batch(np.array([3, 1]), np.array([0.2, 0.1]))) == 2


def test_finding_has_no_items_by_default():
    finding = Finding("imbalance", "note", "A.", "B.")
    assert finding.items.shape == (0,)
    assert np.isnan(finding.value)
    assert finding.items is not Finding("imbalance", "note", "A.", "B.").items
