"""Suites as data: method, data, the paper's or a peer's number; and what runs them."""

from assay.bench.outcome import Results as Results
from assay.bench.run import run_suite as run_suite
from assay.bench.shipped import load_suite as load_suite
from assay.bench.shipped import suite_names as suite_names
