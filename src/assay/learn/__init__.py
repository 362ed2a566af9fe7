"""Learn from labels as they are: every kind of imperfect label, one loop."""

from assay.learn.bags import *  # noqa: F403
from assay.learn.candidates import *  # noqa: F403
from assay.learn.classifier import Classifier as Classifier
from assay.learn.decisions import *  # noqa: F403
from assay.learn.head import Head as Head
from assay.learn.mixed import *  # noqa: F403
from assay.learn.noisy import *  # noqa: F403
from assay.learn.numbers import *  # noqa: F403
from assay.learn.positives import *  # noqa: F403
from assay.learn.tags import *  # noqa: F403
from assay.learn.unlabelled import *  # noqa: F403
