"""Data sets and tables to files."""

from assay.verbs import make_callable
from assay.write.tables import write_table as write_table

make_callable(__name__, "assay.write.write:write")
