"""From whatever there is."""

from assay.learn.mixed.auto import Auto as Auto
from assay.learn.mixed.imprecise_labels import ImpreciseLabels as ImpreciseLabels
from assay.learn.mixed.left_out_targets import LeftOutTargets as LeftOutTargets
