"""The label on the tin: what a data set says of itself, and what was measured of it."""

from assay.card.card import card as card
from assay.card.declared import Declared as Declared
from assay.card.declared import read_declared as read_declared
from assay.card.folder import write as write
from assay.card.found import read_summaries as read_summaries
from assay.card.joined import by_column as by_column
from assay.card.joined import put_together as put_together
from assay.card.merged import merged as merged
from assay.card.variables import variables as variables
