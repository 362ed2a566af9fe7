"""What to label next."""

from assay.query.entropy import Entropy as Entropy
from assay.query.label_cleaning import LabelCleaning as LabelCleaning
from assay.query.label_distance import LabelDistance as LabelDistance
from assay.query.margin import Margin as Margin
from assay.query.neyman_draw import NeymanDraw as NeymanDraw
