"""From what is known to better evidence."""

from assay.repair.drop import Drop as Drop
from assay.repair.relabel import Relabel as Relabel
