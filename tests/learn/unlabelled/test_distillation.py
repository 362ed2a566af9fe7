"""A student of a teacher's soft labels."""

import numpy as np
from sklearn.linear_model import LogisticRegression

from assay.learn import Classifier, Distillation, PlainTraining


def test_what_is_aimed_at_by_hand(line):
    features, evidence = line
    teacher = Classifier(LogisticRegression(C=10))
    proba = PlainTraining().learn(features, evidence, carrier=teacher).probabilities(features)
    model = Distillation(temperature=0.5, labels=0.25).learn(
        features, evidence, teacher=teacher, carrier=Classifier()
    )
    square = proba**2 / (proba**2).sum(axis=1, keepdims=True)
    np.testing.assert_allclose(model.believed[1:5], square[1:5], atol=1e-6)
    np.testing.assert_allclose(model.believed[0], 0.75 * square[0] + [0.25, 0], atol=1e-6)


def test_a_student_of_the_same_kind_finds_the_teacher_again(few, digits):
    """A model that can express the teacher has it as the minimum of its loss."""
    split, evidence = few()
    free = Classifier(LogisticRegression(C=1e6, max_iter=3000))
    teacher = Classifier(LogisticRegression(C=1.0, max_iter=300))
    model = Distillation().learn(split.train, evidence, teacher=teacher, carrier=free)
    plain = PlainTraining().learn(split.train, evidence, teacher)
    gap = np.abs(model.probabilities(split.test) - plain.probabilities(split.test))
    assert gap.max() < 0.01


def test_labels_alone_are_kept_where_asked(line):
    features, evidence = line
    model = Distillation(labels=1.0).learn(features, evidence, carrier=Classifier())
    assert model.believed[[0, 5]].tolist() == [[1, 0], [0, 1]]
