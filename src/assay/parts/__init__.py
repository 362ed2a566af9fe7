"""What can be made when a verb asks for it."""

from assay.parts.claims import claims as claims
from assay.parts.cleaned import cleaned as cleaned
from assay.parts.codes import codes as codes
from assay.parts.copies import copies as copies
from assay.parts.dynamics import dynamics as dynamics
from assay.parts.features import features as features
from assay.parts.folds import folds as folds
from assay.parts.label_fit import label_fit as label_fit
from assay.parts.neighbours import neighbours as neighbours
from assay.parts.number_predictions import number_predictions as number_predictions
from assay.parts.numbers import numbers as numbers
from assay.parts.predictions import predictions as predictions
from assay.parts.scores import scores as scores
from assay.parts.slices import slices as slices
from assay.parts.smoothed import smoothed as smoothed
from assay.parts.source_worth import source_worth as source_worth
from assay.parts.tag_predictions import tag_predictions as tag_predictions
from assay.parts.tags import tags as tags
from assay.parts.truth_posterior import truth_posterior as truth_posterior
from assay.parts.words import words as words
