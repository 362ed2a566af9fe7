"""The label on the tin."""

from assay.report.report import Report as Report
from assay.report.summarise import summarise as summarise
