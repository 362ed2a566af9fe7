"""From few labels and many items without one."""

from assay.learn.unlabelled.self_training import SelfTraining as SelfTraining
