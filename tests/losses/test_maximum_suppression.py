"""Cross-entropy that holds the largest logit back."""

import pytest

from assay.losses import CrossEntropy, LabelSmoothing, MaximumSuppression

torch = pytest.importorskip("torch")
Z = torch.tensor([[2.0, -1.0, 0.5]], dtype=torch.float64)
Y = torch.eye(3, dtype=torch.float64)


def test_where_the_label_is_predicted_it_is_label_smoothing():
    same = LabelSmoothing(smoothing=0.3).losses(Z, Y[:1])
    torch.testing.assert_close(MaximumSuppression(start=0.3, end=0.3).losses(Z, Y[:1]), same)


def test_where_another_class_is_predicted_that_one_is_held_back():
    """Cross-entropy of class 1, and 0.3 times 2 less the mean, 0.5."""
    paid = CrossEntropy().losses(Z, Y[1:2]) + 0.3 * 1.5
    torch.testing.assert_close(MaximumSuppression(start=0.3, end=0.3).losses(Z, Y[1:2]), paid)
    smoothed = LabelSmoothing(smoothing=0.3).losses(Z, Y[1:2])
    assert float(paid) > float(smoothed)


def test_it_grows_over_training():
    loss, plain = MaximumSuppression(), CrossEntropy().losses(Z, Y[:1])
    for progress, weight in ((0.0, 0.1), (0.5, 0.15), (1.0, 0.2)):
        paid = loss.losses(Z, Y[:1], progress=progress) - plain
        torch.testing.assert_close(paid, torch.tensor([1.5 * weight], dtype=torch.float64))
