"""A teacher of tags: distances by brute force, and what is aimed at."""

import numpy as np
import pytest

from assay.errors import DataError
from assay.evidence import any_of
from assay.learn import AssumedNegatives, MultiLabelDistillation
from assay.learn.tags.multi_label_distillation import Taught, differing
from assay.model import Model, constant

torch = pytest.importorskip("torch")


def test_distances_by_brute_force():
    random = np.random.default_rng(0)
    mine, theirs = random.normal(size=(3, 5, 4)), random.normal(size=(3, 5, 7))
    held = np.array([[1, 1, 0, 1, 0], [0, 0, 0, 0, 1], [1, 1, 1, 1, 1]])
    paid, pairs = 0.0, 0
    for group in range(3):
        some = [(i, j) for i in range(5) for j in range(5)
                if i != j and held[group, i] and held[group, j]]  # fmt: skip
        apart = [np.array([np.linalg.norm(rows[group, i] - rows[group, j]) for i, j in some])
                 for rows in (mine, theirs)]  # fmt: skip
        if some:
            gap = np.abs(apart[0] / apart[0].mean() - apart[1] / apart[1].mean())
            paid += np.where(gap < 1, gap**2 / 2, gap - 0.5).sum()
            pairs += len(some)
    found = differing(*(torch.tensor(a) for a in (mine, theirs)), torch.tensor(held, dtype=float))
    assert float(found) == pytest.approx(paid / pairs, rel=1e-5)


def test_groups_of_one_and_equal_rows_have_a_slope():
    rows = torch.zeros((2, 3, 4), requires_grad=True)
    found = differing(rows, torch.ones((2, 3, 4)), torch.tensor([[1.0, 1, 1], [1, 0, 0]]))
    found.backward()
    assert torch.isfinite(rows.grad).all()


def test_what_is_aimed_at():
    tags = np.array([[1, 0, -1], [-1, -1, -1]])
    recipe = Taught(tags, np.full((2, 3), 0.5), 3.0, 0.0, None)
    np.testing.assert_allclose(recipe.both, [[0.625, 0.375, 0.375], [0.5, 0.5, 0.5]])
    np.testing.assert_allclose(recipe.entries, [[4, 4, 4], [3, 3, 3]])


def test_without_trust_it_is_assumed_negatives(drawn):
    told = drawn(0)
    flat = Model(any_of(told["classes"]), constant(np.full(15, 0.3), 20, "sigmoid"), 20)
    one = MultiLabelDistillation(trust=0.0, structure=0.0).learn(
        told["features"], told["evidence"], flat, drawn.head(1)
    )
    other = AssumedNegatives().learn(told["features"], told["evidence"], drawn.head(1))
    rows = told["test_features"]
    np.testing.assert_allclose(one.body.outputs(rows), other.body.outputs(rows), atol=1e-5)


def test_a_teacher_that_knows_all_tags_teaches_them(drawn):
    """The student sees one tag of each item, and ranks nearly as who saw all of them."""
    told = drawn(0)
    teacher = AssumedNegatives().learn(told["features"], told["true_evidence"], drawn.head(10))
    model = MultiLabelDistillation().learn(
        told["features"], told["evidence"], teacher, drawn.head(10, hidden=64)
    )
    assert drawn.score(model, told) > 0.62
    assert teacher.truth == model.truth


def test_a_teacher_of_other_tags_is_told(drawn):
    told = drawn(0)
    other = Model(any_of(("a", "b")), constant(np.full(2, 0.5), 20, "sigmoid"), 20)
    with pytest.raises(DataError, match="the teacher must know the tags of the evidence"):
        MultiLabelDistillation().learn(told["features"], told["evidence"], other)
