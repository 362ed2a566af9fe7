"""Models that change: with the shares of the classes, with few labels, with their own update."""

from assay.learn.decisions.label_shift_adapter import LabelShiftAdapter as LabelShiftAdapter
from assay.learn.decisions.open_set_shift import OpenSetShift as OpenSetShift
