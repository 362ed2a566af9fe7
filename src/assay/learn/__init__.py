"""Learn from labels as they are: every kind of imperfect label, one loop."""

from assay.learn.classifier import Classifier as Classifier
from assay.learn.head import Head as Head
from assay.learn.noisy import *  # noqa: F403
