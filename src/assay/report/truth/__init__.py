"""Votes in, a report on the truth and on those who voted out."""

from assay.report.truth.report import TruthReport as TruthReport
