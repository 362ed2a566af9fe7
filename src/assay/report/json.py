"""The summary as strict JSON: no NaN, keys in their own order, two spaces a level."""

from typing import Any

import msgspec

#: What of the summary stands beside the outcome of a gate.
TOLD = (
    "assay", "name", "kind", "data_digest", "n_items", "n_labelled", "n_classes", "verdict",
    "error_rate", "findings", "n_flagged", "expected_wrong",
)  # fmt: skip


def text(summary: dict[str, Any]) -> str:
    """Return the summary as JSON text."""
    return msgspec.json.format(msgspec.json.encode(summary), indent=2).decode() + "\n"


def gated(summary: dict[str, Any], gate: dict[str, Any] | None) -> str:
    """Return the outcome of a gate with what it rests on."""
    outcome = gate or {"passed": None, "checks": []}
    return text({"schema": "assay-gate/1", **outcome, **{name: summary[name] for name in TOLD}})
